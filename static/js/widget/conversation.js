// The conversation on screen: what is shown of it, and what goes in and out. Of one
// customer nothing stays when another comes: neither on screen nor in what is to be
// sent.
import { Keep } from "./keep.js"
import { Line } from "./line.js"
import { Outbox } from "./outbox.js"
import { parts } from "./parts.js"
import { draw } from "./pending.js"
import { PostChat } from "./post-chat.js"
import { PreChat } from "./pre-chat.js"
import { Previous } from "./previous.js"
import { Reading } from "./reading.js"
import { Transcript } from "./transcript.js"
import { Typing } from "./typing.js"
import { Who } from "./who.js"
import { say } from "./words.js"

const theirs = "[data-author]:not(.message--own)" // rows that somebody else wrote

export class Conversation {
  #root
  #host
  #visit
  #composer
  #banner
  #heard
  #transcript
  #reading
  #previous
  #typing
  #outbox
  #line
  #id = ""
  #cursor = "" // "<id>.<newest change seen>"
  #left // the conversation that was on screen before this one
  #running
  #who
  #before
  #after
  #stands
  #away

  // watched reports whether the customer has the chat before her; heard is called
  // when messages of others have come; stands when a conversation begins, ends or
  // leaves the screen; away when none can begin.
  constructor(root, { host, visit, composer, banner, watched, heard, stands, away }) {
    this.#root = root
    this.#host = host
    this.#visit = visit
    this.#composer = composer
    this.#banner = banner
    this.#heard = heard
    this.#stands = stands
    this.#away = away
    this.#who = new Who(root)
    this.#typing = new Typing(this.#part("#typing"))
    this.#transcript = new Transcript(root, (before) => this.#earlier(before), { moved: () => this.#moved() })
    this.#previous = new Previous(this.#part("#previous"), this.#transcript, (before) => visit.ask("GET", `/previous?${new URLSearchParams({ conversation: this.#id, before })}`))
    this.#reading = new Reading({
      count: (read) => this.#transcript.unread(theirs, read, this.#who.data),
      inView: () => watched() && this.#transcript.atEnd && this.#transcript.last(theirs),
      post: (seq) => this.#post("/read", { seq }),
      badge: (count) => host.send("unread", { count: "badge" in root.dataset ? count : 0 }),
    })
    this.#before = new PreChat(root)
    this.#after = new PostChat(root, {
      post: (fields) => visit.ask("POST", "/rating", new URLSearchParams(fields)),
      skipped: () => (this.over ? this.#part("#start-new").focus() : this.focus()),
    })
    this.#part("#start-new").addEventListener("click", () => this.#startNew())
    this.#part("#newer").addEventListener("click", () => {
      this.look()
      this.focus()
    })
  }

  #part(selector) {
    return this.#root.querySelector(selector)
  }

  // over reports whether nothing more can be written in it.
  get over() {
    return !this.#part("#ended").hidden
  }

  // running: something more can be written in it.
  get running() {
    return Boolean(this.#running)
  }

  // blank is the header anew of a chat without conversation.
  set blank(header) {
    this.#who.blank = header
    if (!this.#id) this.#who.clear()
  }

  // open shows another customer's chat.
  open(html) {
    this.forget()
    const { key } = this.#root.dataset
    const { customer } = this.#visit
    const scope = `linger:${key}:${customer}`
    const keep = new Keep(key, customer)
    this.#outbox = new Outbox(keep, `${scope}:send`, (...request) => this.#visit.ask(...request), {
      changed: () => this.#sending(),
      sent: (...result) => this.#sent(...result),
      over: () => this.#ended(true),
      asked: () => this.#asked(),
      away: (text) => {
        this.#composer.edit(text)
        this.#away()
      },
      arrived: (text) => {
        this.#composer.edit(text)
        this.#composer.note(say("arrived"))
        this.#reload()
      },
    })
    this.#composer.open(keep)
    this.#before.open(keep)
    this.#after.open(keep)
    this.#show(html)
    this.#line = new Line(scope, this.#visit, {
      cursor: () => this.#cursor,
      take: (event) => this.#take(event),
      state: (connected) => {
        this.#banner.connection(connected)
        if (connected) this.#outbox?.retry()
      },
      outbox: () => this.#sending(true),
    })
    this.#line.share()
    this.#sending()
    this.#outbox.retry()
  }

  // renew goes on after the customer was confirmed again; html is the chat anew if
  // it was not on screen.
  renew(html) {
    if (html) this.#show(html)
    this.#line.share()
    this.#line.again()
    this.#outbox.retry()
  }

  // forget takes everything of a customer out of sight.
  forget() {
    if (!this.#line) return
    this.#line.close()
    this.#outbox.close()
    this.#line = this.#outbox = null
    for (const part of [this.#composer, this.#before, this.#after]) part.open(null)
    draw(this.#part("#pending"), [])
    this.#part("#hello").replaceChildren()
    this.leave()
    this.#previous.offer(false)
    this.#left = this.#running = undefined
  }

  // leave shows an empty chat in place of the conversation that has ended.
  leave() {
    this.#left = this.#id
    this.#transcript.clear()
    this.#at("", "")
    this.#who.clear()
    this.#typing.stop()
    this.#reading.forget()
    this.#after.leave()
    this.#previous.offer(true)
    this.#told([])
  }

  // startNew: what could not be sent any more goes into the next conversation, what
  // was not finished stays in the composer.
  #startNew() {
    if (this.#visit.linked) return this.#startAsOther()
    this.leave()
    this.#outbox.anew()
    this.focus()
  }

  // Who came by a link to one chat begins the next as somebody of her own, with what
  // she could not send any more and what she did not finish.
  async #startAsOther() {
    const { items } = this.#outbox
    const outbox = this.#outbox
    const text = [...items.map(({ body }) => body), this.#part("#body").value].filter(Boolean).join("\n")
    if (!(await this.#visit.exchange())) return
    for (const { name } of items) outbox.remove(name)
    if (text) this.#composer.edit(text)
  }

  // focus goes to where she goes on: to what is asked first, or to the composer.
  focus() {
    if (!this.#before.focus()) this.#composer.focus()
  }

  // asking reports whether she is asked how it was.
  get asking() {
    return this.#after.asking
  }

  // asked: the server wants to know more, or something else, before a conversation
  // begins. What she wrote is hers again.
  async #asked() {
    const held = this.#outbox.items.filter(({ conversation }) => !conversation)
    for (const { name } of held) this.#outbox.remove(name)
    this.#composer.edit(held.map(({ body }) => body).join("\n"))
    await this.#reload()
    if (this.#before.shown) this.#before.answers()
  }

  // take does what the stream says.
  async #take({ id, name, data }) {
    if (name === "typing") return this.#typing.show(data === "true", this.#who.data.agent)
    if (name === "renew") return this.#visit.exchange()
    if (name === "reload") return this.#reload()
    if (name === "beat") {
      const seen = Number(this.#cursor.split(".")[1] ?? 0)
      if (this.#id && Number(data) > seen) this.#line.behind()
      return
    }
    const [conversation] = id.split(".")
    if (conversation && conversation !== this.#id) {
      // A new one comes from its beginning; of another only what changed.
      if (this.#id || conversation === this.#left) return this.#reload()
      this.#at(conversation, "")
    }
    this.#apply(data)
    if (id) this.#cursor = id
  }

  async #reload() {
    const response = await this.#visit.ask("GET", "/chat")
    if (response.ok) this.#show(await response.text())
  }

  // show puts a whole chat on screen.
  #show(html) {
    const { dataset } = parts(html).find(({ target }) => target === "#transcript").first
    this.#at(dataset.conversation, dataset.cursor)
    this.#apply(html)
    this.#offerPrevious()
    this.#reading.forget()
  }

  // offerPrevious: above the beginning of the log, not above what is not loaded of it.
  #offerPrevious() {
    const { data } = this.#transcript
    this.#previous.offer("previous" in data && !("older" in data))
  }

  #at(id, cursor) {
    this.#id = id
    this.#cursor = cursor
  }

  // apply puts each part of an answer where it belongs.
  #apply(html) {
    const fresh = []
    for (const { target, swap, first, rows } of parts(html)) {
      if (swap === "place") fresh.push(...this.#transcript.place(rows))
      else if (target === "#transcript") this.#transcript.show(first)
      else if (first.dataset.conversation === this.#id) this.#part(target).replaceWith(first)
    }
    this.#told(fresh)
  }

  // told does what follows from rows that are new and from how things stand.
  #told(fresh) {
    for (const { dataset } of this.#transcript.rows) {
      if (!dataset.clientId) continue
      this.#outbox?.arrived(dataset.clientId)
      this.#composer.arrived(dataset.clientId)
    }
    const others = fresh.filter((row) => row.matches(theirs)).length
    if (others) {
      this.#typing.stop()
      this.#host.event("message-received", { count: others })
      this.#heard()
      if (!this.#transcript.atEnd) this.#transcript.unseen += others
    }
    this.#transcript.receipt(Number(this.#who.data.seen))
    this.#ended("ended" in this.#who.data)
    this.#after.show(this.#who.data.rate ?? "")
    this.#runs(Boolean(this.#id) && !("ended" in this.#who.data))
    this.#greet()
    this.#moved()
  }

  // runs tells the page whether there is something to come back to.
  #runs(running) {
    if (this.#running === running) return
    if (running && this.#running !== undefined) this.#host.event("conversation-started")
    this.#running = running
    if (running) this.#before.done()
    this.#host.send("running", { value: running })
    this.#stands()
  }

  #ended(over) {
    if (over === this.over) return
    if (over) this.#host.event("ended")
    this.#part("#ended").hidden = !over
    this.#composer.hidden = over
    this.#sending(true)
    this.#stands()
  }

  // end ends a live one for its customer, and reports whether it is over.
  async end() {
    const over = (await this.#post("/end")) || this.over
    if (over) this.#line?.tellEnd()
    return over
  }

  #greet() {
    const fresh = !this.#transcript.rows.length && !this.#outbox?.items.length
    this.#part("#hello").hidden = !fresh
    this.#before.shown = fresh
  }

  // send reports whether it goes: what has to be answered first is said.
  send(text, edited) {
    const answers = this.#before.shown ? this.#before.answers() : undefined
    if (answers === null) return false
    this.#outbox.add(text, this.#id, answers, edited)
    this.#transcript.toEnd()
    return true
  }

  #sent(html, conversation, { conversation: before }) {
    if (!this.#id && !before) this.#at(conversation, "")
    this.#host.event("message-sent")
    if (conversation === this.#id) this.#apply(html)
  }

  // sending draws what is on its way, in this tab and, through the storage they
  // share, in the others.
  #sending(told) {
    if (!this.#outbox) return
    const { items, late } = this.#outbox
    this.#transcript.held(() =>
      draw(this.#part("#pending"), items, { late, over: this.over }, {
        retry: ({ name }) => this.#outbox.again(name),
        startNew: () => this.#startNew(),
        discard: ({ name }) => this.#outbox.remove(name),
        edit: ({ id, edited, name, body }) => {
          this.#outbox.remove(name)
          this.#composer.edit(body, edited ? edited.split(" ") : [id])
        },
      }),
    )
    this.#greet()
    if (!told) this.#line?.tellOutbox()
  }

  typing(on) {
    if (this.#id && !this.over) this.#post("/typing", { on })
  }

  // post sends what may be lost: the next sign, or the next look, repeats it.
  #post(path, fields) {
    return this.#visit.ask("POST", path, new URLSearchParams({ conversation: this.#id, ...fields })).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  async #earlier(before) {
    const of = this.#id
    const response = await this.#visit.ask("GET", `/messages?${new URLSearchParams({ conversation: this.#id, before })}`)
    if (!response.ok) throw new Error(response.status)
    const [{ rows, older }] = parts(await response.text())
    if (!older && of === this.#id) this.#previous.offer("previous" in this.#transcript.data)
    return { rows, older }
  }

  // look goes to the newest message.
  look() {
    this.#transcript.toEnd()
    this.#moved()
  }

  #moved() {
    const newer = this.#part("#newer")
    const { unseen, atEnd } = this.#transcript
    newer.hidden = atEnd || this.#before.shown
    newer.textContent = unseen ? say("new", unseen) : say("latest")
    this.#reading.look()
  }
}
