// The open conversation's log: days, groups and visits are marked, new rows are
// announced, what was read is told to the server. The browser itself holds the end of
// the log in view (the scroll box is turned round in CSS).
import { messages, openConversation, composes, make, say, post } from "./dom.js"
import { day, tell } from "./times.js"

const together = 5 * 60_000 // of one writer within this: one group

const box = () => document.getElementById("scroll")
const rows = () => [...(messages()?.querySelectorAll(":scope > .message") ?? [])]
const number = (row) => Number(row.dataset.key)

// atEnd tells whether the newest row is in view.
const atEnd = () => {
  const scroll = box()
  return Boolean(scroll) && Math.abs(scroll.scrollTop) < 48
}

let conversation = ""
let newest = 0 // the newest row that was ever here
let shown = 0 // the newest row that was in view
let told = 0 // the newest row that the server knows to be read

// seen is the newest row that the agent had on screen.
export const seen = () => shown

function mark(key, className, text) {
  return make("li", { class: className, "data-key": String(key), "data-mark": "" }, make("span", {}, text))
}

// arrange marks where a day or a visit begins, and which rows go on with the one
// before.
function arrange() {
  const list = messages()
  for (const old of list.querySelectorAll(":scope > [data-mark]")) old.remove()
  let before = null
  let visit = ""
  for (const row of rows()) {
    const at = new Date(row.dataset.at)
    const was = before && new Date(before.dataset.at)
    const newDay = !was || day(at) !== day(was)
    if (newDay) row.before(mark(number(row) - 0.6, "messages__day", day(at)))
    const came = row.dataset.visit && visit && row.dataset.visit !== visit
    if (came) row.before(mark(number(row) - 0.4, "messages__visit", "Another visit"))
    visit = row.dataset.visit || visit
    const goesOn =
      !newDay && !came && before.dataset.kind === row.dataset.kind && before.dataset.agent === row.dataset.agent &&
      row.dataset.kind !== "event" && at - was < together
    row.toggleAttribute("data-continued", goesOn)
    before = row
  }
}

function announce(fresh) {
  const from = fresh.filter((row) => row.dataset.kind === "customer")
  if (from.length === 0) return
  const last = from.at(-1)
  const name = last.querySelector(".message__name")?.textContent ?? "Customer"
  say(`${name}: ${last.querySelector(".message__body")?.textContent.trim() ?? ""}`)
}

function look() {
  const list = messages()
  if (!list) return (conversation = "")
  arrange()
  const all = rows()
  const last = all.length ? number(all.at(-1)) : 0
  if (openConversation() !== conversation) {
    conversation = openConversation()
    newest = last
    shown = told = 0
  } else if (last > newest) {
    const fresh = all.filter((row) => number(row) > newest)
    announce(fresh)
    newest = last
    const button = document.getElementById("newest")
    if (button && !atEnd() && fresh.some((row) => row.dataset.kind === "customer")) button.hidden = false
  }
  noteRead()
}

// noteRead tells the server how far the agent has read: what is in view while the
// window is looked at.
function noteRead() {
  if (!messages()) return
  if (atEnd()) {
    const button = document.getElementById("newest")
    if (button) button.hidden = true
  }
  if (document.hidden || !atEnd()) return
  shown = Math.max(shown, newest)
  if (!document.hasFocus() || !composes() || shown <= told) return
  const before = told
  told = shown
  post(`/console/conversations/${conversation}/read`, { seq: shown })
    .then((response) => response.ok || (told = before))
    .catch(() => (told = before)) // the next row, or the next look, tries again
}

export function toEnd() {
  const scroll = box()
  if (scroll) scroll.scrollTop = 0
  noteRead()
}

// whoWrites shows that somebody else is typing, until they stop or fall silent.
let quiet
export function whoWrites({ on, agent }) {
  const line = document.getElementById("typing")
  if (!line) return
  clearTimeout(quiet)
  const name = document.querySelector(".chat__name")?.textContent ?? "The customer"
  line.textContent = on ? `${agent ? "The agent" : name} is typing…` : ""
  if (on) quiet = setTimeout(() => (line.textContent = ""), 7000)
}

document.addEventListener("htmx:after:swap", () => {
  if (messages()) look()
  tell()
})
document.addEventListener("scroll", ({ target }) => target === box() && noteRead(), { capture: true, passive: true })
document.addEventListener("visibilitychange", noteRead)
addEventListener("focus", noteRead)
document.addEventListener("click", ({ target }) => target.closest("#newest") && toEnd())
if (messages()) look()
