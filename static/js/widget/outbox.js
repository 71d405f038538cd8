// Messages on their way. Each has an id of its own and is kept before the first try,
// so that it outlives reloads; the server takes an id once, however often it comes.
// They go one at a time, in the order they were written, from one tab at a time.
import { Elsewhere } from "./visit.js"
import { uuid } from "./words.js"

const pauses = [1, 2, 4, 8, 15, 30] // seconds between tries

// The states of an item. One that waits goes out by itself.
export const waits = "waits"
export const refused = "refused" // as it is it can't be accepted
export const ended = "ended" // its conversation takes nothing more

export class Outbox {
  #keep
  #ask
  #on
  #lock
  #pumping = false
  #tries = 0
  #timer
  #closed = false

  // on: changed(), sent(html, conversation, item), over() when the conversation has
  // ended, asked() when something has to be answered before one begins, away(text)
  // when none can begin now and what should have begun it is taken back,
  // arrived(text) when what it was before its text was changed had arrived.
  constructor(keep, lock, ask, on) {
    this.#keep = keep
    this.#lock = lock
    this.#ask = ask
    this.#on = on
    addEventListener("online", this.retry)
  }

  close() {
    this.#closed = true
    clearTimeout(this.#timer)
    removeEventListener("online", this.retry)
  }

  get items() {
    return this.#keep.names("out:").flatMap((name) => {
      try {
        return { name, ...JSON.parse(this.#keep.get(name)) }
      } catch {
        return []
      }
    })
  }

  // add keeps a message for conversation, "" for a new one, and sends it. answers are
  // to what is asked before a new one; edited are the ids of messages taken back from
  // here that it was made from: it has the first one's, for that may be on its way.
  add(body, conversation, answers, edited = []) {
    const id = edited[0] ?? uuid()
    const last = this.items.at(-1)?.name.slice(4, 19) ?? 0
    const order = String(Math.max(Date.now(), Number(last) + 1)).padStart(15, "0")
    this.#write(`out:${order}:${id}`, { id, body, conversation, answers, edited: edited.join(" "), state: waits })
    this.pump()
  }

  #write(name, { id, body, conversation, answers, edited, state }) {
    this.#keep.set(name, JSON.stringify({ id, body, conversation, answers, edited, state }))
    this.#on.changed()
  }

  remove(name) {
    this.#keep.remove(name)
    this.#on.changed()
  }

  // arrived removes what the log has: the row may come before the answer. Of one that
  // was edited the row may have the text from before; its answer tells.
  arrived(id) {
    const item = this.items.find((each) => each.id === id)
    if (item && !item.edited) this.remove(item.name)
  }

  // retry tries now: the network is back, or somebody pressed the button.
  retry = () => {
    clearTimeout(this.#timer)
    this.#timer = null
    this.pump()
  }

  // again gives a refused item another chance; anew, one whose conversation has
  // ended goes into the next.
  again(name) {
    const item = this.items.find((each) => each.name === name)
    if (item) this.#write(name, { ...item, state: waits })
    this.retry()
  }

  anew() {
    for (const item of this.items) {
      if (item.state === ended) this.#write(item.name, { ...item, state: waits, conversation: "" })
    }
    this.retry()
  }

  // late reports whether the first try has failed.
  get late() {
    return this.#tries > 0
  }

  get #next() {
    return this.items.find(({ state }) => state === waits)
  }

  async pump() {
    if (this.#pumping || this.#timer || this.#closed || !this.#next) return
    this.#pumping = true
    try {
      await this.#exclusively(async () => {
        for (let item = this.#next; item && !this.#closed; item = this.#next) {
          if (!(await this.#send(item))) break
        }
      })
    } finally {
      this.#pumping = false
    }
  }

  #exclusively(work) {
    return navigator.locks ? navigator.locks.request(this.#lock, work).catch((error) => (error.name === "SecurityError" ? work() : undefined)) : work()
  }

  // send reports whether the next one may follow.
  async #send(item) {
    const fields = new URLSearchParams({ client_id: item.id, body: item.body, conversation: item.conversation })
    if (item.answers) fields.set("answers", JSON.stringify(item.answers))
    if (item.edited) fields.set("edited", item.edited)
    let response
    try {
      response = await this.#ask("POST", "/messages", fields)
    } catch (error) {
      return error instanceof Elsewhere ? false : this.#later()
    }
    const { status, headers } = response
    if (response.ok) {
      const html = await response.text().catch(() => "")
      if (this.#closed) return false
      this.#tries = 0
      this.#on.sent(html, headers.get("Linger-Conversation"), item)
      this.remove(item.name)
      return true
    }
    if (status >= 500 || status === 429 || status === 401) return this.#later(headers.get("Retry-After"))
    const code = headers.get("Linger-Error")
    if (code === "survey") {
      await this.#on.asked()
      return true
    }
    if (code === "outside_hours") return this.#takeBack()
    if (code === "arrived") {
      this.remove(item.name)
      this.#on.arrived(item.body)
      return true
    }
    const over = code === "conversation_ended" || (status === 404 && item.conversation)
    this.#write(item.name, { ...item, state: over ? ended : refused })
    if (over) this.#on.over()
    return true
  }

  #takeBack() {
    const back = this.items.filter(({ state, conversation }) => state === waits && !conversation)
    for (const { name } of back) this.remove(name)
    this.#on.away(back.map(({ body }) => body).join("\n"))
    return false
  }

  #later(after) {
    const pause = Number(after) || pauses[Math.min(this.#tries, pauses.length - 1)]
    this.#tries++
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.retry, pause * 1000 * (0.8 + 0.4 * Math.random()))
    this.#on.changed()
    return false
  }
}
