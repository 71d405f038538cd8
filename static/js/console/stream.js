// The window's stream. The element names what the window shows; another view brings
// another element, and the line to the server turns to it.
import htmx from "../htmx.js"
import { messages } from "./dom.js"
import { line } from "./line.js"
import { whoWrites } from "./transcript.js"

const swap = (text) => htmx.swap({ text, sourceElement: document.body, target: document.body, swap: "none", request: {} })

class ConsoleStream extends HTMLElement {
  #cursor = ""
  #view

  connectedCallback() {
    const shown = new URL(this.dataset.url, location.href).searchParams
    this.#view = {
      name: `linger-console:${this.dataset.agent}`,
      open: shown.get("conversation") ?? "",
      closed: shown.get("list") === "closed",
      board: shown.get("list") === "board",
      address: () => `${this.dataset.url}&rows=${document.querySelectorAll("#rows > .row").length}`,
      cursor: () => this.#cursor,
      take: (event) => this.#take(event),
      state: (connected) => this.#state(connected),
      refused: (response) => this.#refused(response),
    }
    line.show(this.#view)
    document.addEventListener("linger:stale", this.#behind)
  }

  disconnectedCallback() {
    document.removeEventListener("linger:stale", this.#behind)
    clearTimeout(this.#late)
    line.hide(this.#view)
  }

  #behind = () => line.behind()

  async #take({ id, name, data }) {
    if (!this.isConnected) return
    if (name === "") await swap(data)
    else if (name === "typing") whoWrites(JSON.parse(data))
    else if (name === "board") document.dispatchEvent(new CustomEvent("linger:board", { detail: data }))
    else if (name === "signed-out") location.reload()
    else if (name === "reload" && messages()) {
      await htmx.ajax("GET", location.pathname + location.search, { target: "#main", headers: { "HX-Target": "main#main" } })
    }
    if (id) this.#cursor = id
  }

  // A short cut is nobody's business; a longer one is said.
  #late
  #state(connected) {
    clearTimeout(this.#late)
    const said = document.getElementById("connection")
    if (!said || !this.isConnected) return
    if (connected) {
      said.textContent = ""
      document.dispatchEvent(new CustomEvent("linger:connected"))
    } else {
      this.#late = setTimeout(() => (said.textContent = "Connection lost. Trying again…"), 3000)
    }
  }

  #refused(response) {
    if (response.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
    return response.status === 401
  }
}
customElements.define("linger-console-stream", ConsoleStream)
