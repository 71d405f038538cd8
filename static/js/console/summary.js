// The summary keeps itself while it is written, and says so.
import { recall, remember } from "./store.js"
import { post } from "./dom.js"

const pause = 600 // ms without a key

class Summary extends HTMLElement {
  #text
  #timer
  #saved
  #tries = 0
  #closing = false // the text goes with the closing: nothing follows it

  connectedCallback() {
    this.#text = this.querySelector("textarea")
    this.#saved = this.#text.value
    const draft = recall(this.#key)
    if (draft !== null && draft !== this.#saved) {
      this.#text.value = draft
      this.#later(0)
    }
    this.#text.addEventListener("input", () => {
      this.#closing = false
      remember(this.#key, this.#text.value)
      this.#say("Not saved yet")
      this.#later(pause)
    })
    this.addEventListener("submit", () => {
      this.#closing = true
      clearTimeout(this.#timer)
    })
    addEventListener("online", this.#again)
  }

  disconnectedCallback() {
    removeEventListener("online", this.#again)
    clearTimeout(this.#timer)
    if (this.#text.value !== this.#saved && !this.#closing && !this.#closed) this.#save()
  }

  get #key() {
    return `summary.${this.dataset.conversation}`
  }

  get #closed() {
    return document.getElementById("head")?.dataset.state === "closed"
  }

  #again = () => this.#later(0)

  #later(ms) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#save(), ms)
  }

  async #save() {
    const summary = this.#text.value
    if (summary === this.#saved) return remember(this.#key, null)
    this.#say("Saving…")
    let response
    try {
      response = await post(`/console/conversations/${this.dataset.conversation}/summary`, { summary })
    } catch {
      response = { ok: false, status: 0 }
    }
    if (response.ok) {
      this.#saved = summary
      this.#tries = 0
      if (this.#text.value === summary) {
        remember(this.#key, null)
        this.#say("Saved")
      }
      return
    }
    if (response.status && response.status < 500 && response.status !== 429) {
      const error = (await response.json().catch(() => ({}))).error
      return this.#say(`Not saved. ${error?.message ?? ""}`)
    }
    this.#say("Not saved. It is kept in this browser and saved when the server answers.")
    if (this.isConnected) this.#later(Math.min(30_000, 1000 * 2 ** this.#tries++))
  }

  #say(text) {
    const state = this.querySelector("[data-saved]")
    if (state) state.textContent = text
  }
}
customElements.define("linger-summary", Summary)

// What was closed needs no draft any more.
document.addEventListener("htmx:after:swap", () => {
  const head = document.getElementById("head")
  const id = document.getElementById("messages")?.dataset.conversation
  if (id && head?.dataset.state === "closed") remember(`summary.${id}`, null)
})
