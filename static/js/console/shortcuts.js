// Keys. What a key does stands at the thing it presses (data-shortcut); here is what
// needs more: moving in the list, sequences, leaving.
import { recall, remember } from "./store.js"
import { typesIn, openConversation } from "./dom.js"

const patience = 1500 // ms between the keys of a sequence

let first = ""
let forget

const visible = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null

// what is in the open conversation goes before an offer elsewhere. What is in a menu
// need not be seen: the key opens no menu.
const find = (keys) => {
  const at = (each) => visible(each) || Boolean(each.closest("[popover]"))
  const all = [...document.querySelectorAll(`[data-shortcut="${CSS.escape(keys)}"]`)].filter((each) => at(each) && !each.disabled)
  return all.find((each) => each.closest("#main")) ?? all[0]
}

// pressKey presses what a key of the console stands for.
export const pressKey = (keys) => press(find(keys))

function press(thing) {
  if (!thing) return false
  if (thing.matches("[type=search]")) thing.select()
  if (thing.matches("textarea, [type=search]")) thing.focus()
  else thing.click()
  if (thing.matches("input[type=radio]")) thing.form.querySelector("textarea").focus()
  return true
}

const links = () => [...document.querySelectorAll(".inbox .row__link")].filter(visible)

function step(by) {
  const all = links()
  if (!all.length) return
  const focused = all.indexOf(document.activeElement)
  const at = focused >= 0 ? focused : all.findIndex((each) => each.getAttribute("aria-current"))
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))] ?? all[0]
  next.focus()
  next.scrollIntoView({ block: "nearest" })
}

// leave goes one step out: from the field to the pane, from there to the list.
function leave(target) {
  if (typesIn(target)) return document.getElementById("main").focus({ preventScroll: true })
  const back = document.querySelector(".chat__back")
  if (back && visible(back)) return back.click()
  const row = document.getElementById(`row-${openConversation()}`)?.querySelector("a")
  const list = row ?? links()[0] ?? document.querySelector(".lists__tab[aria-current]")
  list?.focus()
}

const single = () => recall("keys") !== "off"

document.addEventListener("keydown", (event) => {
  const { key, target } = event
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  if (!document.querySelector("#panes, .board") || document.querySelector("dialog[open], :popover-open")) return
  if (key === "Escape") {
    leave(target)
    return event.preventDefault()
  }
  if (typesIn(target) || !single()) return
  const sequence = first && `${first} ${key}`
  clearTimeout(forget)
  first = ""
  if (sequence && press(find(sequence))) return event.preventDefault()
  if (key === "g") {
    first = key
    forget = setTimeout(() => (first = ""), patience)
  } else if (key === "j" || key === "k") step(key === "j" ? 1 : -1)
  else if (key.length !== 1 || key === " " || !press(find(key))) return
  event.preventDefault()
})

const toggle = document.getElementById("single-keys")
if (toggle) {
  toggle.checked = single()
  toggle.addEventListener("change", () => remember("keys", toggle.checked ? null : "off"))
}
