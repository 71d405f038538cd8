// One stream for all tabs that look at the same: the tab that holds a lock has the
// stream and passes on what it hears. A tab that comes later, or missed something,
// catches up by itself. Where a browser has no locks or channels, or denies them,
// each tab has a stream of its own.
import { Stream } from "./stream.js"

const patience = 1500 // ms in which the tab with the stream answers
const silence = 40_000 // ms after which it is asked

export class OneStream {
  #name
  #receive
  #catchUp
  #state
  #stream
  #channel
  #release
  #leaving = new AbortController()
  #heard = performance.now()
  #watch

  // options are Stream's, and catchUp: called in a tab without the stream when it
  // may be behind; mine(event): not for the others. receive's second argument says
  // that another tab has passed the event on.
  constructor(name, { catchUp, mine, ...options }) {
    this.#name = name
    this.#receive = options.receive
    this.#state = options.state
    this.#catchUp = catchUp
    this.#stream = new Stream({
      ...options,
      receive: (event) => {
        if (!mine?.(event)) this.#post({ event })
        return this.#receive(event, false)
      },
      state: (connected) => {
        this.#post({ connected })
        this.#state(connected, false)
      },
    })
    this.#begin()
  }

  async #begin() {
    try {
      if (!navigator.locks) throw new Error("no locks")
      this.#channel = new BroadcastChannel(this.#name)
      this.#channel.onmessage = ({ data }) => this.#hear(data)
      this.#lead()
      await navigator.locks.query() // denied where storage is
      setTimeout(() => this.#doubt(true), 50)
      this.#watch = setInterval(() => performance.now() - this.#heard > silence && this.#doubt(), 5000)
      document.addEventListener("visibilitychange", this.#look)
    } catch {
      this.#channel?.close()
      this.#channel = null
      this.#stream.start()
    }
  }

  // lead waits for the lock and has the stream for as long as it holds it. Another
  // tab takes it away from one that the system has put to sleep.
  #lead(steal) {
    const options = steal ? { steal } : { signal: this.#leaving.signal }
    const held = () =>
      new Promise((resolve) => {
        this.#release = resolve
        this.#stream.start()
      })
    navigator.locks.request(this.#name, options, held).catch(() => {
      if (!this.#release || this.#leaving.signal.aborted) return
      this.#release = null
      this.#stream.stop()
      this.#lead()
    })
  }

  #look = () => document.hidden || this.#doubt(true)

  // doubt asks whether the tab with the stream is awake, and takes its place if not.
  #doubt(behind) {
    if (this.#release || this.#leaving.signal.aborted) return
    if (behind) this.#catchUp()
    const asked = performance.now()
    this.#post({ awake: true })
    setTimeout(() => {
      if (this.#release || this.#heard > asked || this.#leaving.signal.aborted) return
      this.#lead(true)
    }, patience)
  }

  #hear({ event, connected, awake, word }) {
    if (awake) {
      if (this.#release) this.#post({})
      return
    }
    if (word) return this.onword?.(word)
    this.#heard = performance.now()
    if (connected !== undefined) this.#state(connected, true)
    if (event) this.#receive(event, true)
  }

  #post(message) {
    if (!this.#leaving.signal.aborted) this.#channel?.postMessage(message)
  }

  // tell says something to the other tabs, which hear it by onword.
  tell(word) {
    this.#post({ word })
  }

  // behind is what the owner calls that finds it has missed something.
  behind() {
    if (this.leads) this.#stream.again()
    else this.#catchUp()
  }

  // again connects anew, for headers that have changed, also after a refusal.
  again() {
    if (this.leads) this.#stream.start()
    this.#stream.again()
  }

  // turn connects anew without a pause, for another address.
  turn() {
    if (this.leads) this.#stream.turn()
    else this.#catchUp()
  }

  // leads reports whether the stream is this tab's.
  get leads() {
    return Boolean(this.#release) || !this.#channel
  }

  close() {
    this.#leaving.abort()
    clearInterval(this.#watch)
    document.removeEventListener("visibilitychange", this.#look)
    this.#stream.stop()
    this.#release?.()
    this.#channel?.close()
  }
}
