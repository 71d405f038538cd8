// Forms that do one thing to the conversation. They say what the agent had on screen;
// what was refused is shown as it stands now.
import { composes, make } from "./dom.js"
import { seen } from "./transcript.js"

let refused // the form that the server held back because the customer wrote

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement
  if (!form.dataset?.verb) return
  // Trying again means what it meant the first time, whatever has come since.
  const mark = "force" in form.dataset ? -1 : (tries.get(form)?.mark ?? seen())
  if (mark) ctx.request.body.set("seen", mark)
  delete form.dataset.force
  tries.set(form, { mark, count: tries.get(form)?.count ?? 0 })
})

// A database that is away for a moment is no reason to press a second time.
const tries = new WeakMap()
const mostTries = 6

function again(form, response) {
  const tried = tries.get(form)
  if (response.status !== 503 || !tried || ++tried.count > mostTries) return tries.delete(form)
  const wait = Number(response.headers.get("Retry-After")) || 1
  setTimeout(() => form.isConnected && form.requestSubmit(), wait * 1000)
}

// What never reached the server is said: nothing on the page would tell.
document.addEventListener("htmx:error", ({ detail: { ctx, error } }) => {
  if (!ctx?.request || error?.name === "AbortError" && ctx.request.signal?.reason !== "timeout") return
  tries.delete(ctx.sourceElement) // pressed again, it means what is on screen then
  const from = ctx.sourceElement
  const what = from?.dataset?.verb ? "Nothing was done" : from?.role === "search" ? "Nothing was searched" : "Nothing was opened"
  const why = navigator.onLine ? "the server does not answer" : "you are offline"
  const notice = make("div", { class: "notice notice--danger", role: "alert" }, make("p", { class: "problems__title" }, `${what}: ${why}. Try it again in a moment.`))
  document.getElementById("problems")?.replaceChildren(notice)
})

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail
  const verb = ctx.sourceElement.dataset?.verb
  if (!verb) return
  again(ctx.sourceElement, ctx.response)
  if (ctx.response.status < 300) ctx.sourceElement.closest("#dialogs dialog")?.close() // it is answered
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
  const next = document.querySelector("#foot linger-summary textarea") ?? document.getElementById("main")
  next?.focus({ preventScroll: true })
})
