// The three panes: their widths, the customer's fold, and which one a narrow window
// shows. All of it is remembered in this browser.
import { recall, remember } from "./store.js"
import { messages } from "./dom.js"

const panes = () => document.getElementById("panes")

class Splitter extends HTMLElement {
  #width

  connectedCallback() {
    const { name, least, most } = this.dataset
    this.setAttribute("role", "separator")
    this.setAttribute("aria-orientation", "vertical")
    this.setAttribute("aria-label", `Width of the ${name} pane`)
    this.setAttribute("aria-valuemin", least)
    this.setAttribute("aria-valuemax", most)
    this.tabIndex = 0
    const kept = recall(`width.${name}`)
    if (kept) this.#set(kept)
    else this.setAttribute("aria-valuenow", String(Math.round(this.#pane.getBoundingClientRect().width)))
    this.addEventListener("pointerdown", this.#drag)
    this.addEventListener("keydown", this.#key)
    this.addEventListener("dblclick", () => this.#reset())
  }

  get #pane() {
    return document.getElementById(this.dataset.name)
  }

  // grows is which way along the screen the pane gets wider.
  get #grows() {
    const end = this.dataset.side === "end"
    const rightToLeft = getComputedStyle(this).direction === "rtl"
    return end === rightToLeft ? 1 : -1
  }

  #set(width) {
    const { name, least, most } = this.dataset
    this.#width = Math.round(Math.min(Number(most), Math.max(Number(least), width)))
    panes().style.setProperty(`--${name}-width`, `${this.#width}px`)
    this.setAttribute("aria-valuenow", String(this.#width))
  }

  #keep() {
    remember(`width.${this.dataset.name}`, this.#width)
  }

  #reset() {
    remember(`width.${this.dataset.name}`, null)
    panes().style.removeProperty(`--${this.dataset.name}-width`)
    this.setAttribute("aria-valuenow", String(Math.round(this.#pane.getBoundingClientRect().width)))
  }

  #drag = (down) => {
    if (down.button !== 0) return
    down.preventDefault()
    const from = this.#pane.getBoundingClientRect().width
    const move = (event) => this.#set(from + (event.clientX - down.clientX) * this.#grows)
    const done = () => {
      this.removeEventListener("pointermove", move)
      if (this.#width) this.#keep()
    }
    this.setPointerCapture(down.pointerId)
    this.addEventListener("pointermove", move)
    this.addEventListener("lostpointercapture", done, { once: true })
  }

  #key = (event) => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key]
    if (!step) return
    event.preventDefault()
    this.#set(this.#pane.getBoundingClientRect().width + step * this.#grows)
    this.#keep()
  }
}
customElements.define("linger-splitter", Splitter)

// The customer's pane folds in a wide window; a narrow one goes there and back by
// its address (#customer), so that the browser's back leads out of it.
const wide = matchMedia("(min-width: 1100px)")

const fold = (folded) => {
  panes()?.toggleAttribute("data-folded", folded)
  for (const button of document.querySelectorAll("[data-panel]")) button.setAttribute("aria-expanded", String(!folded))
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-panel]") || !wide.matches) return
  event.preventDefault()
  const folded = !panes().hasAttribute("data-folded")
  remember("folded", folded || null)
  fold(folded)
})

document.addEventListener("toggle", ({ target }) => {
  if (target instanceof HTMLDetailsElement && target.dataset.remember) remember(`panel.${target.dataset.remember}`, target.open ? null : "closed")
}, true)

function settle() {
  const all = panes()
  if (!all) return
  fold(Boolean(recall("folded")))
  const open = Boolean(messages() || document.querySelector(".chat__none[data-lost]"))
  if (all.dataset.pane !== (open ? "chat" : "inbox")) all.dataset.pane = open ? "chat" : "inbox"
  for (const panel of document.querySelectorAll("details[data-remember]")) {
    if (recall(`panel.${panel.dataset.remember}`) === "closed") panel.open = false
  }
  const at = (url) => `${url.pathname} ${new URLSearchParams(url.search).get("at") ?? ""}`
  const here = at(location)
  for (const link of document.querySelectorAll(".row__link")) {
    if (at(new URL(link.href)) === here) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
}

document.addEventListener("htmx:after:swap", settle)
document.addEventListener("htmx:after:history:update", settle)
settle()
