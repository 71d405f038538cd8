// The chat: who may see it, what is shown of it, and what goes in and out.
import { OneStream } from "../one-stream.js"
import { read } from "../stream.js"
import { Banner } from "./banner.js"
import { Composer } from "./composer.js"
import { Host } from "./host.js"
import { Keep } from "./keep.js"
import { paint } from "./look.js"
import { Outbox } from "./outbox.js"
import { draw } from "./pending.js"
import { Reading } from "./reading.js"
import { Transcript } from "./transcript.js"
import { Visit } from "./visit.js"
import { learn, say } from "./words.js"

const typingLasts = 6000 // ms after the last sign that the agent types
const tryAgain = 5000 // ms
const theirs = "[data-author]:not(.message--own)" // rows that somebody else wrote

class Chat extends HTMLElement {
  #host
  #path = location.pathname
  #visit
  #transcript
  #composer
  #outbox
  #stream
  #banner
  #reading
  #cursor = "" // "<conversation>.<newest change seen>"
  #conversation = ""
  #work = Promise.resolve() // what the stream brings is done one after the other
  #open = false // the panel on the page is
  #running
  #attributes
  #typing
  #later
  #left // the conversation that was on screen before this one
  #blank // the header of a chat without conversation

  connectedCallback() {
    this.#host = new Host({
      init: ({ open, attributes }) => {
        this.#open = open
        this.#attributes = attributes
      },
      visit: ({ value }) => {
        this.#visit.previous = value ?? ""
        if (this.#open || value) this.#begin() // hovering over the launcher tells us nothing yet
      },
      token: ({ token }) => token && this.#visit.exchange(token), // the page says who it is, unasked
      open: () => this.#opened(),
      close: () => this.#closed(),
      attributes: ({ attributes }) => this.#tell((this.#attributes = attributes)),
      logout: () => this.#logout(),
    })
    if (this.dataset.state === "gone") return this.#host.send("gone")

    learn(this.dataset.words)
    paint(this.dataset)
    this.#visit = new Visit(this.#host, this.#path, {
      confirmed: (html, another) => this.#confirmed(html, another),
      refused: (why) => this.#refused(why),
    })
    this.#banner = new Banner(this.querySelector("#banner"), () => this.#visit.exchange())
    this.#transcript = new Transcript(this, (before) => this.#earlier(before), { moved: () => this.#moved() })
    this.#composer = new Composer(this, Number(this.dataset.limit), {
      send: (text) => this.#send(text),
      typing: (on) => this.#conversation && this.#post("/typing", { on }),
    })
    this.#blank = this.querySelector("#who").cloneNode(true)
    this.#reading = new Reading({
      count: (posted) => this.#unread(posted),
      inView: () => this.#open && this.dataset.state === "chat" && this.#transcript.atEnd && this.#transcript.last(theirs),
      post: (seq) => this.#post("/read", { seq }),
      badge: (count) => this.#host.send("unread", { count }),
    })
    this.querySelector("#close").addEventListener("click", () => this.#close())
    this.querySelector("#start-new").addEventListener("click", () => this.#startNew())
    this.querySelector("#newer").addEventListener("click", () => {
      this.#transcript.toEnd()
      this.#moved()
      this.#composer.focus()
    })
    this.addEventListener("click", ({ target }) => target.closest("[data-again]") && this.#begin())
    addEventListener("keydown", ({ key, isComposing }) => key === "Escape" && !isComposing && this.#close())
    addEventListener("online", () => this.dataset.state === "later" && this.#begin())
    if (!this.#host.origin) return this.#pane("setup")
    this.#host.send("ready")
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

  // confirmed shows the chat of a customer. Of one who was here before her nothing
  // stays: neither on screen nor in what is to be sent.
  #confirmed(html, another) {
    this.#banner.lapsed = false
    this.#composer.locked = false
    if (another) {
      this.#forget()
      const { customer } = this.#visit
      const scope = `linger:${this.dataset.key}:${customer}`
      const keep = new Keep(this.dataset.key, customer)
      this.#outbox = new Outbox(keep, `${scope}:send`, (...request) => this.#visit.ask(...request), {
        changed: () => this.#sending(),
        sent: (...result) => this.#sent(...result),
        over: () => this.#ended(true),
      })
      this.#composer.open(keep)
      this.#show(html)
      this.#pane("chat")
      this.#listen(scope)
      this.#sending()
      if (this.#open) this.#composer.focus()
    } else if (this.dataset.state !== "chat") {
      this.#show(html)
      this.#pane("chat")
    }
    this.#stream.tell({ visit: this.#visit.token })
    if (!another) this.#stream.again() // with the renewed visit
    this.#outbox.retry()
    this.#tell(this.#attributes)
  }

  // refused says why there is no chat. One that is on screen stays readable.
  #refused(why) {
    const shown = this.dataset.state === "chat"
    clearTimeout(this.#later)
    if (why === "later") this.#later = setTimeout(() => this.#visit.exchange(), tryAgain)
    if (why === "gone") return this.#host.send("gone")
    if (!shown) return this.#pane(why)
    if (why === "later" && !this.#visit.over) return
    this.#banner.lapsed = true
    this.#composer.locked = true
  }

  // forget takes everything of a customer out of sight.
  #forget() {
    this.#stream?.close()
    this.#outbox?.close()
    this.#stream = this.#outbox = null
    this.#composer.open(null)
    this.#transcript.clear()
    draw(this.querySelector("#pending"), [])
    this.#at("", "")
    this.querySelector("#who").replaceWith(this.#blank.cloneNode(true))
    this.#typed(false)
    this.#told([])
  }

  async #logout() {
    this.#forget()
    this.#set("running", false)
    this.#pane("sign-in")
    await this.#visit.end(true)
  }

  #listen(scope) {
    const address = (query = "") => `${this.#path}/stream${query}`
    const headers = () => ({ ...this.#visit.headers, "Last-Event-ID": this.#cursor })
    this.#stream = new OneStream(scope, {
      address: () => address(),
      headers,
      receive: (event) => this.#receive(event),
      state: (connected) => this.#banner.connection(connected),
      refused: async ({ status }) => status === 401 && this.#visit.exchange(),
      catchUp: async () => {
        const response = await fetch(address("?once=1"), { headers: headers() }).catch(() => null)
        if (response?.ok) await read(response.body, (event) => this.#receive(event)).catch(() => {})
      },
    })
    this.#stream.onword = ({ visit, outbox }) => {
      if (visit) this.#visit.use(visit)
      if (outbox) this.#sending(true)
    }
  }

  // receive does what the stream says, in order; it is asked to wait for it.
  #receive(event) {
    const stream = this.#stream
    return (this.#work = this.#work.then(() => stream === this.#stream && this.#take(event)).catch(() => {}))
  }

  async #take({ id, name, data }) {
    if (name === "typing") return this.#typed(data === "true")
    if (name === "renew") return this.#visit.exchange()
    if (name === "reload") return this.#reload()
    if (name === "beat") return Number(data) > Number(this.#cursor.split(".")[1] ?? 0) && this.#conversation && this.#stream.behind()
    if (name) return
    const [conversation] = id.split(".")
    if (conversation && conversation !== this.#conversation) {
      // A new one comes from its beginning; of another only what changed.
      if (this.#conversation || conversation === this.#left) return this.#reload()
      this.#at(conversation, "")
    }
    this.#apply(data)
    if (id) this.#cursor = id
  }

  async #reload() {
    const response = await this.#visit.ask("GET", "/chat")
    if (response.ok) this.#show(await response.text())
  }

  // parts are the pieces of an answer and where each goes.
  #parts(html) {
    const template = document.createElement("template")
    template.innerHTML = html
    return [...template.content.querySelectorAll("hx-partial")]
  }

  #apply(html) {
    const fresh = this.#parts(html).flatMap((part) => {
      const target = part.getAttribute("hx-target")
      if (part.getAttribute("hx-swap") === "place") return this.#transcript.place([...part.children])
      if (target === "#transcript") this.#transcript.show(part.firstElementChild)
      else if (part.firstElementChild.dataset.conversation === this.#conversation) this.querySelector(target).replaceWith(part.firstElementChild)
      return []
    })
    this.#told(fresh)
  }

  // show puts a whole chat on screen.
  #show(html) {
    const list = this.#parts(html).find((part) => part.getAttribute("hx-target") === "#transcript").firstElementChild
    this.#at(list.dataset.conversation, list.dataset.cursor)
    this.#apply(html)
    this.#reading.forget()
  }

  #at(conversation, cursor) {
    this.#conversation = conversation
    this.#cursor = cursor
  }

  get #who() {
    return this.querySelector("#who").dataset
  }

  // told does what follows from rows that are new and from how things stand.
  #told(fresh) {
    for (const row of this.#transcript.rows) if (row.dataset.clientId) this.#outbox?.arrived(row.dataset.clientId)
    const others = fresh.filter(({ dataset }) => dataset.from && dataset.from !== "customer").length
    if (others) {
      this.#typed(false)
      this.#host.event("message-received", { count: others })
      if (!this.#transcript.atEnd) this.#transcript.unseen += others
    }
    this.#transcript.receipt(Number(this.#who.seen))
    this.#ended("ended" in this.#who)
    this.#set("running", Boolean(this.#conversation) && !("ended" in this.#who))
    this.querySelector("#hello").hidden = Boolean(this.#transcript.rows.length || this.#outbox?.items.length)
    this.#moved()
  }

  // unread counts what others wrote after the last row she has read. Of a history
  // that is not loaded so far back only the server knows.
  #unread(posted) {
    const read = Math.max(posted, Number(this.#who.read))
    const rows = this.#transcript.rows.filter((row) => row.matches(theirs) && row.dataset.key > read)
    const reaches = !("older" in this.#transcript.data) || Number(this.#transcript.rows[0]?.dataset.key) <= read
    return reaches || posted ? rows.length : Math.max(rows.length, Number(this.#who.unread))
  }

  #set(name, value) {
    if (this.#running === value) return
    if (name === "running" && this.#running !== undefined && value) this.#host.event("conversation-started")
    this.#running = value
    this.#host.send(name, { value })
  }

  #ended(over) {
    const ended = this.querySelector("#ended")
    if (over && ended.hidden) this.#host.event("ended")
    if (ended.hidden !== over) return
    ended.hidden = !over
    this.#composer.hidden = over
    this.#sending(true)
  }

  // leave shows an empty chat in place of the conversation that has ended.
  #leave() {
    this.#left = this.#conversation
    this.#transcript.clear()
    this.#at("", "")
    this.querySelector("#who").replaceWith(this.#blank.cloneNode(true))
    this.#reading.forget()
    this.#told([])
  }

  // startNew: what could not be sent any more goes into the next conversation, what
  // was not finished stays in the composer.
  #startNew() {
    this.#leave()
    this.#outbox.anew()
    this.#composer.focus()
  }

  #send(text) {
    this.#outbox.add(text, this.#conversation)
    this.#transcript.toEnd()
  }

  #sent(html, conversation, { conversation: before }) {
    if (!this.#conversation && !before) this.#at(conversation, "")
    this.#host.event("message-sent")
    if (conversation === this.#conversation) this.#apply(html)
  }

  // sending draws what is on its way, in this tab and, through the storage they
  // share, in the others.
  #sending(told) {
    if (!this.#outbox) return
    const { items, late } = this.#outbox
    const over = !this.querySelector("#ended").hidden
    this.#transcript.held(() =>
      draw(this.querySelector("#pending"), items, { late, over }, {
        retry: ({ name }) => this.#outbox.again(name),
        startNew: () => this.#startNew(),
        discard: ({ name }) => this.#outbox.remove(name),
        edit: ({ name, body }) => {
          this.#outbox.remove(name)
          this.#composer.edit(body)
        },
      }),
    )
    this.querySelector("#hello").hidden = Boolean(this.#transcript.rows.length || items.length)
    if (!told) this.#stream?.tell({ outbox: true })
  }

  async #earlier(before) {
    const response = await this.#visit.ask("GET", `/messages?${new URLSearchParams({ conversation: this.#conversation, before })}`)
    if (!response.ok) throw new Error(response.status)
    const [part] = this.#parts(await response.text())
    return { rows: [...part.children], older: "older" in part.dataset }
  }

  // post sends what may be lost: the next sign, or the next look, repeats it.
  #post(path, fields) {
    return this.#visit.ask("POST", path, new URLSearchParams({ conversation: this.#conversation, ...fields })).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  #tell(attributes) {
    if (!attributes || !Object.keys(attributes).length || this.dataset.state !== "chat") return
    const body = new Blob([JSON.stringify(attributes)], { type: "application/json" })
    this.#visit.ask("POST", "/attributes", body).catch(() => {}) // told again on the next load
  }

  #typed(on) {
    clearTimeout(this.#typing)
    const { agent } = this.#who
    const text = on ? (agent ? say("typing", agent) : say("someoneTyping")) : ""
    const line = this.querySelector("#typing")
    if (line.textContent !== text) this.#transcript.held(() => (line.textContent = text))
    if (on) this.#typing = setTimeout(() => this.#typed(false), typingLasts)
  }

  #moved() {
    const newer = this.querySelector("#newer")
    const { unseen, atEnd } = this.#transcript
    newer.hidden = atEnd
    newer.textContent = unseen ? (unseen === 1 ? say("new1") : say("newMany", unseen)) : say("latest")
    this.#reading.look()
  }

  #opened() {
    this.#open = true
    if (this.dataset.state !== "chat") return this.#begin()
    this.#transcript.toEnd()
    this.#moved()
    this.#composer.focus()
  }

  #close() {
    this.#closed()
    this.#host.send("close")
  }

  // closed: an ended conversation was on screen for the last time.
  #closed() {
    this.#open = false
    if (!this.querySelector("#ended").hidden) this.#leave()
  }
}

customElements.define("linger-chat", Chat)
