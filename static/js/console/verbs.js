// Forms that do one thing to the conversation. They say what the agent had on screen;
// what was refused is shown as it stands now.
import { composes } from "./dom.js"
import { seen } from "./transcript.js"

let refused // the form that the server held back because the customer wrote

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement
  if (!form.dataset?.verb) return
  const body = ctx.request.body
  if (seen()) body.set("seen", "force" in form.dataset ? -1 : seen())
  delete form.dataset.force
})

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail
  const verb = ctx.sourceElement.dataset?.verb
  if (!verb) return
  const code = ctx.response.headers.get("Linger-Error")
  if (code === "moved_on") {
    event.preventDefault() // the dialog says it
    refused = ctx.sourceElement
    document.getElementById("moved-dialog")?.showModal()
  }
  // Who lost a race sees how things stand now; the problem says who won.
  if (ctx.response.status === 409 || ctx.response.status === 404) document.dispatchEvent(new CustomEvent("linger:stale"))
})

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-anyway]") || !refused?.isConnected) return
  refused.dataset.force = ""
  refused.requestSubmit()
})

// A verb that takes its own button away must not take the focus with it.
let pressed = null
document.addEventListener("submit", ({ target }) => (pressed = target.dataset.verb ?? null), { capture: true })
document.addEventListener("htmx:after:swap", () => {
  if (pressed && ["accept", "reopen", "undo-end"].includes(pressed) && composes()) {
    document.querySelector("linger-composer textarea")?.focus({ preventScroll: true })
    pressed = null
  } else if (document.activeElement === document.body && !document.querySelector("dialog[open]")) {
    if (!pressed) return
    const summary = document.querySelector("linger-summary textarea")
    const next = summary ?? document.getElementById("main")
    next?.focus({ preventScroll: true })
    pressed = null
  }
})
