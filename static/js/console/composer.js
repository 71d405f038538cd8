// Where the agent writes. Enter sends, Shift+Enter breaks the line; what is written
// stays through switching and reload until it is sent.
import { locale } from "../locale.js"
import { recall, remember } from "./store.js"
import { post } from "./dom.js"
import { add } from "./outbox.js"
import { seen, toEnd } from "./transcript.js"
import { askPublic, guardPaste } from "./internal.js"
import { command } from "./commands.js"

const size = (text) => [...text].length
const stopped = 4000 // ms without a key: no longer typing
const repeat = 3000 // ms between two signs of typing

class Composer extends HTMLElement {
  // The id changes with who may read what is written: what stands in it is new then.
  static observedAttributes = ["id"]
  #edited = [] // the ids of unsent messages whose text stands here
  #typing = false
  #told = 0
  #quiet

  connectedCallback() {
    this.addEventListener("input", this.#changed)
    this.addEventListener("paste", (event) => guardPaste(event, this.kind))
    this.addEventListener("keydown", this.#key_)
    this.addEventListener("submit", this.#send)
    if (this.#text) this.#begin()
    else this.#soon() // a morph puts in what is inside afterwards
  }

  attributeChangedCallback(name, before) {
    if (before) this.#soon()
  }

  #soon() {
    queueMicrotask(() => this.isConnected && this.#text && this.#begin())
  }

  #begin() {
    const draft = recall(this.#key)
    this.#edited = draft?.edited ?? []
    if (draft && !this.#text.value) {
      this.#text.value = draft.text
      this.#choose(draft.kind)
    }
    this.#show()
  }

  get #text() {
    return this.querySelector("textarea")
  }

  disconnectedCallback() {
    this.#sign(false)
    clearTimeout(this.#quiet)
  }

  get #key() {
    return `draft.${this.dataset.conversation}`
  }

  get kind() {
    return this.querySelector("input[name=kind]:checked")?.value ?? "internal"
  }

  // chosen tells whether the internal mode is somebody's choice.
  get #chosen() {
    return this.kind === "internal" && this.querySelectorAll("input[name=kind]").length > 1
  }

  // write chooses who reads it. Words written for staff are put before the customer
  // only when that is meant.
  write(kind) {
    this.#choose(kind)
    this.#changed({ target: this.querySelector("input[name=kind]:checked") })
  }

  // put brings a message back to be changed; what stands there already is kept below. ids
  // are those of its messages, which may have arrived without our knowing.
  put(text, kind, ids) {
    this.#edited.push(...ids)
    this.#text.value = [text, this.#text.value].filter(Boolean).join("\n")
    this.#choose(kind)
    this.#changed()
    this.#text.focus()
  }

  #choose(kind) {
    const modes = [...this.querySelectorAll("input[name=kind]")]
    const mode = modes.find((each) => each.value === kind) ?? modes[0]
    if (mode) mode.checked = true
  }

  #was = ""

  #changed = (event) => {
    const text = this.#text.value
    if (this.#was === "internal" && this.kind === "agent" && text.trim()) {
      this.#choose("internal")
      askPublic(() => {
        this.#was = ""
        this.write("agent")
      })
    }
    // The mode is kept with the conversation, though nothing is written yet.
    if (!text.trim()) this.#edited = []
    remember(this.#key, text || this.#chosen ? { text, kind: this.kind, edited: this.#edited } : null)
    this.#show()
    if (event?.target.name === "kind") this.#text.focus()
    this.#sign(Boolean(text.trim()) && this.kind === "agent")
  }

  #show() {
    const internal = this.kind === "internal"
    this.#was = this.kind
    this.toggleAttribute("data-internal", internal)
    const { placeholder, dataset } = this.#text
    dataset.placeholderReply ??= placeholder
    this.#text.placeholder = internal ? dataset.placeholderInternal : dataset.placeholderReply
    const count = this.querySelector(".composer__count")
    const limit = Number(count.dataset.limit)
    const length = size(this.#text.value)
    const near = length > limit - 500
    count.textContent = near ? `${length.toLocaleString(locale)} of ${limit.toLocaleString(locale)}` : ""
    count.toggleAttribute("data-over", length > limit)
    this.#text.setAttribute("aria-invalid", String(length > limit))
    if (!length || length <= limit) this.#complain("")
    this.querySelector(".composer__send span").textContent = internal ? "Add note" : "Send"
  }

  #complain(text) {
    this.querySelector(".composer__problem").textContent = text
  }

  #key_ = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== this.#text) return
    event.preventDefault()
    this.querySelector("form").requestSubmit()
  }

  #send = (event) => {
    event.preventDefault()
    const body = this.#text.value
    if (command(body, this)) {
      this.#text.value = ""
      this.#changed()
      return
    }
    const limit = Number(this.querySelector(".composer__count").dataset.limit)
    if (!body.trim()) return this.#text.focus()
    if (size(body) > limit) return this.#complain(`Shorten it by ${(size(body) - limit).toLocaleString(locale)} characters. Nothing was sent.`)
    const { list, filter } = Object.fromEntries(new FormData(event.target))
    add({ conversation: this.dataset.conversation, kind: this.kind, body, seen: seen(), list, filter }, this.#edited)
    this.#edited = []
    this.#text.value = "" // the mode stays: a note too many harms less than one the customer reads
    remember(this.#key, this.#chosen ? { text: "", kind: "internal" } : null)
    this.#show()
    this.#sign(false)
    this.#text.focus()
    toEnd()
  }

  // sign tells the customer that the agent writes: once every few seconds, and once
  // when it is over.
  #sign(on) {
    clearTimeout(this.#quiet)
    if (on) this.#quiet = setTimeout(() => this.#sign(false), stopped)
    const now = performance.now()
    if (on === this.#typing && (!on || now - this.#told < repeat)) return
    this.#typing = on
    this.#told = now
    post(`/console/conversations/${this.dataset.conversation}/typing`, { on }).catch(() => {}) // it passes anyway
  }
}
customElements.define("linger-composer", Composer)
