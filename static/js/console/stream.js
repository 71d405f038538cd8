// The window's stream. The element names what the window shows; another view brings
// another element, and with it another stream.
import htmx from "../htmx.js"
import { Stream } from "../stream.js"
import { messages } from "./dom.js"
import { whoWrites } from "./transcript.js"

const swap = (text) => htmx.swap({ text, sourceElement: document.body, target: document.body, swap: "none", request: {} })

class ConsoleStream extends HTMLElement {
  #stream
  #cursor = ""

  connectedCallback() {
    this.#stream = new Stream({
      address: () => `${this.dataset.url}&rows=${document.querySelectorAll("#rows > .row").length}`,
      headers: () => (this.#cursor ? { "Last-Event-ID": this.#cursor } : {}),
      receive: (event) => this.#receive(event),
      state: (connected) => this.#state(connected),
      refused: (response) => this.#refused(response),
    })
    this.#stream.start()
    document.addEventListener("linger:stale", this.#again)
  }

  disconnectedCallback() {
    document.removeEventListener("linger:stale", this.#again)
    clearTimeout(this.#late)
    this.#stream.stop()
  }

  #again = () => this.#stream.again()

  async #receive({ id, name, data }) {
    if (!this.isConnected) return
    if (name === "") await swap(data)
    else if (name === "typing") whoWrites(JSON.parse(data))
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
    const line = document.getElementById("connection")
    if (!line || !this.isConnected) return
    if (connected) {
      line.textContent = ""
      document.dispatchEvent(new CustomEvent("linger:connected"))
    } else {
      this.#late = setTimeout(() => (line.textContent = "Connection lost. Trying again…"), 3000)
    }
  }

  #refused(response) {
    if (response.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
    return response.status === 401
  }
}
customElements.define("linger-console-stream", ConsoleStream)
