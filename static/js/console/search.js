// Searching: what is found stands in the list's place while there is something in the
// field. The list goes on under it, and is back at once when the field is empty.
import htmx from "../htmx.js"
import { openConversation, say } from "./dom.js"

const field = () => document.getElementById("finder")
const found = () => document.getElementById("found")
const hits = () => [...(found()?.querySelectorAll(".row__link") ?? [])]

const searches = () => location.pathname.split("/")[2] === "search"

// list is the address of the list to go back to.
let list = "/console/mine"
const note = () => {
  const path = location.pathname.split("/")
  if (!searches() && path[2] !== "conversations") list = path.slice(0, 3).join("/") + location.search
}

const toList = () => {
  const places = ["#rows .row__link[aria-current]", "#rows .row__link", ".lists__tab[aria-current]", ".lists__tab"]
  places.map((place) => document.querySelector(place)).find(Boolean)?.focus()
}

// leave ends the search. A window whose address is the search's goes back to a list
// that is up to date; the conversation stays open.
let left = false
function leave() {
  const input = field()
  input.value = ""
  found().replaceChildren()
  if (!searches()) return toList()
  const [path, query] = list.split("?")
  const open = openConversation()
  const to = path + (open ? `/${open}` : "") + (query ? `?${query}` : "")
  left = true
  htmx.ajax("GET", to, { target: "#panes", swap: "innerHTML", push: "true", headers: { "HX-Target": "div#panes" } })
}

// Before the keys of the whole console, whatever module was read first.
document.addEventListener("keydown", (event) => {
  const { key, target } = event
  if (event.isComposing || event.defaultPrevented) return
  const inField = target === field()
  if (key === "Escape" && (inField || (found()?.childElementCount && !document.querySelector("dialog[open], :popover-open") && target.closest?.(".inbox")))) {
    event.preventDefault()
    leave()
  } else if (inField && (key === "Enter" || key === "ArrowDown") && hits().length) {
    event.preventDefault()
    hits()[0].focus()
  }
}, true)

// An empty field over a list asks for nothing, and an answer that comes when it has
// been emptied is not shown.
const over = () => !searches() && field().value.trim() === ""

document.addEventListener("input", (event) => {
  if (event.target !== field() || !over()) return
  event.stopImmediatePropagation()
  found().replaceChildren()
}, true)

document.addEventListener("htmx:before:swap", (event) => {
  if (event.detail.ctx?.target === found() && over()) event.preventDefault()
})

// show brings the row that was looked for into view.
let shown = ""
function show() {
  const key = location.pathname + location.search
  const row = document.querySelector("#messages > [data-found]")
  if (!row || key === shown) return
  shown = key
  row.scrollIntoView({ block: "center" })
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.target === found()) say(found().querySelector("[data-sum]")?.dataset.sum ?? "")
  if (left && ctx?.target?.id === "panes") {
    left = false
    toList()
  }
})
for (const moved of ["htmx:after:swap", "htmx:after:history:update"]) {
  document.addEventListener(moved, () => {
    note()
    show()
  })
}
note()
show()
