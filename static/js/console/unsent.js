// The outbox under the log: each message with its state, and what can be done about it.
import htmx from "../htmx.js"
import { openConversation, composes, make, messages } from "./dom.js"
import { another, discard, flush, onOutbox, retry, unsent } from "./outbox.js"

function line(item) {
  const said = make("p", { class: "message__state", role: item.state === "sending" && !item.tries ? "none" : "status" })
  const verbs = make("span", { class: "button-row" })
  const button = (text, act) => {
    const element = make("button", { class: "button button--small", type: "button" }, text)
    element.addEventListener("click", act)
    verbs.append(element)
  }
  const edit = () => {
    const composer = document.querySelector("linger-composer")
    composer?.put(item.body, item.kind, item.state === "arrived" ? [] : (item.edited ?? [item.id]))
    if (composer) discard(item.id)
  }
  if (item.state === "moved") {
    said.append("Not sent: the customer wrote while you did. Read it above first.")
    button("Send anyway", () => retry(item.id, true))
    button("Edit", edit)
  } else if (item.state === "arrived") {
    said.append("Not sent: your message had arrived before you changed it. Read it above first.")
    button("Send as another", () => another(item.id))
    button("Edit", edit)
    button("Discard", () => discard(item.id))
  } else if (item.state === "failed" || item.tries) {
    said.append(item.state === "failed" ? `Not sent. ${item.problem}` : `Not sent. ${item.problem} Trying again by itself.`)
    if (item.state === "sending" || composes()) button("Retry", () => retry(item.id))
    if (composes()) button("Edit", edit)
    else button("Copy", () => navigator.clipboard?.writeText(item.body))
    button("Discard", () => discard(item.id))
  } else {
    said.append("Sending…")
  }
  const body = make("div", { class: "message__body", dir: "auto" }, item.body)
  const row = make("li", { class: `message message--${item.kind} message--own message--unsent`, "data-client": item.id }, body, said)
  if (verbs.children.length) row.append(verbs)
  return row
}

let drawn = ""

function draw() {
  const list = document.getElementById("outbox")
  const open = openConversation()
  const all = unsent()
  // Of one that was edited the row may have the text from before; its answer tells.
  const arrived = (item) => !item.edited && messages()?.querySelector(`[data-client="${CSS.escape(item.id)}"]`)
  const here = all.filter((item) => item.conversation === open && !arrived(item))
  const now = JSON.stringify([open, composes(), here])
  if (list && (now !== drawn || list.children.length !== here.length)) {
    drawn = now
    const focused = list.contains(document.activeElement)
    list.replaceChildren(...here.map(line))
    if (focused) document.querySelector("linger-composer textarea")?.focus()
  }
  // What could not be sent elsewhere is said at the top, with the way there.
  const elsewhere = all.filter((item) => item.conversation !== open && (item.tries || item.state !== "sending"))
  const note = document.getElementById("unsent")
  if (!note) return
  const first = elsewhere[0]
  const text = first ? `${elsewhere.length === 1 ? "1 message" : `${elsewhere.length} messages`} not sent` : ""
  if (note.textContent !== text) note.replaceChildren(...(first ? [make("a", { href: `/console/conversations/${first.conversation}` }, text)] : []))
}

onOutbox(draw)
document.addEventListener("htmx:after:swap", draw)
document.addEventListener("linger:sent", ({ detail }) => {
  if (detail.conversation === openConversation()) {
    htmx.swap({ text: detail.html, sourceElement: document.body, target: document.body, swap: "none", request: {} })
  }
})
document.addEventListener("linger:connected", flush)
draw()
