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

// What changes must not take the focus with it: to the composer after what lets the
// agent write, to the summary after the end, else to the pane.
let write = 0 // until when the composer is awaited
let last = null

document.addEventListener("focusin", ({ target }) => (last = target))
document.addEventListener("submit", ({ target }) => {
  if (["accept", "reopen", "undo-end"].includes(target.dataset.verb)) write = performance.now() + 5000
}, { capture: true })

document.addEventListener("htmx:after:swap", () => {
  if (performance.now() < write && composes()) {
    write = 0
    return document.querySelector("linger-composer textarea")?.focus({ preventScroll: true })
  }
  const lost = document.activeElement === document.body && last && !(last.isConnected && last.checkVisibility?.())
  if (!lost || document.querySelector("dialog[open]")) return
  const next = document.querySelector("linger-summary textarea") ?? document.getElementById("main")
  next?.focus({ preventScroll: true })
})
