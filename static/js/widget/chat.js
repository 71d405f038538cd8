// The chat in the frame: who may see it, and which of its panes is shown.
import { Banner } from "./banner.js"
import { Composer } from "./composer.js"
import { Conversation } from "./conversation.js"
import { Host } from "./host.js"
import { paint } from "./look.js"
import { linkIn, Resume } from "./resume.js"
import { Sound } from "./sound.js"
import { Visit } from "./visit.js"
import { learn } from "./words.js"

const tryAgain = 5000 // ms

class Chat extends HTMLElement {
  #host
  #visit
  #conversation
  #composer
  #banner
  #open = false // the panel on the page is
  #attributes = {}
  #resume
  #later

  connectedCallback() {
    this.#host = new Host({
      init: ({ open, attributes, pageUrl }) => {
        this.#open = open
        this.#visit.link = linkIn(pageUrl)
        this.#attributes = attributes
      },
      visit: ({ value }) => {
        this.#visit.previous = value ?? ""
        if (this.#open || value || this.#visit.link) this.#begin() // hovering over the launcher tells us nothing yet
      },
      token: ({ token }) => token && this.#visit.exchange(token), // the page says who it is, unasked
      open: () => this.#opened(),
      close: () => this.#closed(),
      attributes: ({ attributes }) => {
        this.#attributes = attributes
        this.#tell()
      },
      logout: () => this.#logout(),
    })
    if (this.dataset.state === "gone") return this.#host.send("gone")
    learn(this.dataset.words)
    paint(this.dataset)
    this.#build()
    addEventListener("keydown", ({ key, isComposing }) => key === "Escape" && !isComposing && this.#close())
    addEventListener("online", () => this.dataset.state === "later" && this.#begin())
    document.addEventListener("visibilitychange", () => !document.hidden && this.#banner.lapsed && this.#visit.exchange())
    if (!this.#host.origin) return this.#pane("setup")
    this.#host.send("ready")
  }

  #build() {
    const sound = new Sound(this.querySelector("#sound"), this.dataset.key)
    this.#visit = new Visit(this.#host, location.pathname, "anonymous" in this.dataset, {
      confirmed: (html, another) => this.#confirmed(html, another),
      refused: (why) => this.#refused(why),
    })
    this.#resume = new Resume(this, (...request) => this.#visit.ask(...request), (html) => {
      this.#visit.interrupted = ""
      this.#confirmed(html, true)
    })
    this.#banner = new Banner(this.querySelector("#banner"), () => this.#visit.exchange())
    this.#composer = new Composer(this, Number(this.dataset.limit), {
      send: (text) => this.#conversation.send(text),
      typing: (on) => this.#conversation.typing(on),
    })
    this.#conversation = new Conversation(this, {
      host: this.#host,
      visit: this.#visit,
      composer: this.#composer,
      banner: this.#banner,
      watched: () => this.#open && this.dataset.state === "chat",
      heard: () => sound.ring(this.#open && !document.hidden && document.hasFocus()),
    })
    this.querySelector("#close").addEventListener("click", () => this.#close())
    this.addEventListener("click", ({ target }) => {
      if (target.closest("[data-pane=expired]")) this.#visit.link = ""
      if (target.closest("[data-again]")) this.#begin()
    })
  }

  // begin confirms who the customer is, and shows nothing until that is done.
  #begin() {
    if (this.dataset.state !== "chat") this.#pane("loading")
    this.#visit.exchange()
  }

  #pane(name) {
    this.dataset.state = name
    for (const part of this.querySelectorAll("[data-pane]")) part.hidden = part.dataset.pane !== name
  }

  #confirmed(html, another) {
    const shown = this.dataset.state === "chat"
    if (this.#visit.interrupted && !shown) {
      this.#resume.hold(html, this.#visit.interrupted)
      this.#pane("resume")
      if (this.#open) this.querySelector("[data-resume]").focus()
      return
    }
    this.#banner.lapsed = false
    this.#composer.locked = false
    this.#pane("chat")
    if (another) this.#conversation.open(html)
    else this.#conversation.renew(shown ? "" : html)
    if (this.#open && (another || !shown)) this.#conversation.focus()
    this.#tell()
  }

  // refused says why there is no chat. One that is on screen stays readable.
  #refused(why) {
    clearTimeout(this.#later)
    if (why === "later") this.#later = setTimeout(() => this.#visit.exchange(), tryAgain)
    if (why === "gone") return this.#host.send("gone")
    if (this.dataset.state !== "chat") return this.#pane(why)
    if (why === "later" && !this.#visit.over) return
    this.#banner.lapsed = true
    this.#composer.locked = true
  }

  async #logout() {
    clearTimeout(this.#later)
    this.#banner.lapsed = false
    this.#conversation.forget()
    this.#pane("anonymous" in this.dataset ? "loading" : "sign-in")
    await this.#visit.end()
    if (this.#open && this.dataset.state === "loading") this.#begin()
  }

  // tell passes on what the page says about itself.
  #tell() {
    if (!Object.keys(this.#attributes ?? {}).length || this.dataset.state !== "chat") return
    const body = new Blob([JSON.stringify(this.#attributes)], { type: "application/json" })
    this.#visit.ask("POST", "/attributes", body).catch(() => {}) // told again on the next load
  }

  #opened() {
    this.#open = true
    if (this.dataset.state === "resume") return this.querySelector("[data-resume]").focus()
    if (this.dataset.state !== "chat") return this.#begin()
    this.#conversation.look()
    this.#conversation.focus()
  }

  #close() {
    this.#closed()
    this.#host.send("close")
  }

  // closed: an ended conversation was on screen for the last time, unless she may
  // still say how it was.
  #closed() {
    this.#open = false
    if (this.dataset.state === "chat" && this.#conversation.over && !this.#conversation.asking) this.#conversation.leave()
  }
}

customElements.define("linger-chat", Chat)
