// The chat in the frame: who may see it, and which of its panes is shown.
import { Banner } from "./banner.js"
import { Composer } from "./composer.js"
import { Conversation } from "./conversation.js"
import { Farewell } from "./farewell.js"
import { Front } from "./front.js"
import { Host } from "./host.js"
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
  #front
  #farewell
  #leaving = false
  #open = false // the panel on the page is
  #attributes = {}
  #resume
  #later

  connectedCallback() {
    this.#host = new Host({
      init: ({ open, attributes, href, visit }) => {
        this.#open = open
        this.#visit.link = linkIn(href)
        this.#attributes = attributes
        this.#visit.previous = visit ?? ""
        if (open || visit || this.#visit.link) this.#begin() // hovering over the launcher tells us nothing yet
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
    this.#build()
    addEventListener("keydown", ({ key, isComposing }) => key === "Escape" && !isComposing && !this.#farewell.open && this.#close())
    addEventListener("online", () => this.dataset.state === "later" && this.#begin())
    document.addEventListener("visibilitychange", () => !document.hidden && this.#banner.lapsed && this.#visit.exchange())
    if (!this.#host.origin) return this.#pane("setup")
    this.#host.send("ready")
    this.#front.draw()
  }

  #build() {
    this.#front = new Front(this, this.#host, {
      changed: () => this.#stands(),
      who: (header) => (this.#conversation.blank = header),
    })
    this.#farewell = new Farewell(this, {
      end: () => this.#conversation.end(),
      left: () => {
        this.#leaving = true
        this.#stands()
      },
    })
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
      send: (...text) => this.#conversation.send(...text),
      typing: (on) => this.#conversation.typing(on),
    })
    this.#conversation = new Conversation(this, {
      host: this.#host,
      visit: this.#visit,
      composer: this.#composer,
      banner: this.#banner,
      watched: () => this.#open && this.dataset.state === "chat",
      heard: () => sound.ring(this.#open && !document.hidden && document.hasFocus()),
      stands: () => this.#stands(),
      away: () => this.#front.check(),
    })
    this.querySelector("#close").addEventListener("click", () => (this.#conversation.running && this.#farewell.ask()) || this.#close())
    this.querySelector("#minimise")?.addEventListener("click", () => this.#close())
    this.addEventListener("click", ({ target }) => {
      if (target.closest("[data-pane=expired]")) this.#visit.link = ""
      if (target.closest("[data-again]")) this.#begin()
    })
  }

  // begin confirms who the customer is, and shows nothing until that is done. While
  // no chat can start, nobody new need be known.
  #begin() {
    if (this.#front.away && this.#visit.unknown) return this.#pane("offline")
    if (this.dataset.state !== "chat") this.#pane("loading")
    this.#visit.exchange()
  }

  // stands follows the hours and the conversation: outside hours there is a chat
  // only while one runs, or can still be read.
  #stands() {
    const { running, over } = this.#conversation
    const { state } = this.dataset
    this.#front.draw(running)
    if (!running) this.#farewell.dismiss()
    if (this.#leaving && (over ? !running : !this.querySelector("#rate"))) return this.#leave()
    if (state === "chat" && this.#front.away && !running && !over) {
      this.#pane("offline")
      this.#front.kept = this.#composer.kept
    } else if (state === "offline" && (running || !this.#front.away)) {
      this.#pane(this.#visit.over ? "loading" : "chat")
      if (!this.#open) return
      if (this.#visit.over) this.#begin()
      else this.#composer.focus()
    }
  }

  // leave follows the customer's own end: the panel closes, unless she is asked how
  // it was, which comes with the word that it has ended.
  #leave() {
    this.#leaving = false
    const { over, asking } = this.#conversation
    if (asking) return
    if (!over) this.#host.event("ended")
    this.#conversation.leave()
    this.#close()
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
    this.#stands()
    if (this.#open && (another || !shown)) this.#conversation.focus()
    this.#tell()
  }

  // refused says why there is no chat. One that is on screen stays readable.
  #refused(why) {
    clearTimeout(this.#later)
    if (why === "later") this.#later = setTimeout(() => this.#visit.exchange(), tryAgain)
    if (why === "gone") return this.#host.send("gone")
    if (this.dataset.state === "offline") return
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
    if (this.dataset.state !== "chat") return this.dataset.state === "offline" || this.#begin()
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
    this.#leaving = false
    if (this.dataset.state === "chat" && this.#conversation.over && !this.#conversation.asking) this.#conversation.leave()
    this.#farewell.dismiss()
  }
}

customElements.define("linger-chat", Chat)
