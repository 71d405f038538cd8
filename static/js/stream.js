// A stream of the server's events over fetch, which takes headers as EventSource
// does not. It comes back by itself, from where its reader stands, and it notices a
// connection that only looks alive: the server beats every 15 seconds. Where something
// in between holds a stream back it asks again and again for answers that end.
//
// htmx's own extension is not used, for three things it can't do (4.0.1): it never
// tries again if the first connection fails, it repeats the headers of the first one
// for ever, so that a renewed visit doesn't reach it, and it has no watch on a silent
// connection. A page with htmx swaps what arrives by htmx.swap.
//
//   new Stream({
//     address: (once) => "/console/stream?list=mine", // once: an answer that ends
//     headers: () => ({ "Last-Event-ID": cursor }),
//     receive: async ({ id, name, data }) => {}, // awaited: one event at a time
//     state: (connected) => {},
//     refused: async (response) => {}, // an answer that is no stream; true to try again
//   }).start()

const silence = 35_000 // ms; two beats and a little
const patience = 10_000 // ms in which the first byte comes, which the server sends at once
const polls = { pause: 5000, most: 12 }
const pauses = { first: 300, most: 10_000 }

// read passes each event of a body on, and waits until it has been dealt with.
export async function read(body, receive, heard = () => {}) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  let event = { id: "", name: "", data: null }
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    heard()
    const lines = (rest + value).split("\n")
    rest = lines.pop()
    for (const line of lines) {
      if (!line) {
        if (event.data !== null) await receive({ ...event, data: event.data.join("\n") })
        event = { id: "", name: "", data: null }
        continue
      }
      const [, field, text] = line.match(/^([^:]*):? ?(.*)$/)
      if (field === "data") (event.data ??= []).push(text)
      if (field === "event") event.name = text
      if (field === "id") event.id = text
    }
  }
}

export class Stream {
  #options
  #stopped = true
  #turn = 0 // counts starts: a run that was stopped never goes on beside the next
  #abort
  #skip = () => {}
  #heard = 0
  #wait = 0
  #polls = 0 // how many more times to ask before the next try of a stream
  #once = false // this time it is an answer that ends

  constructor(options) {
    this.#options = options
  }

  start() {
    if (!this.#stopped) return
    this.#stopped = false
    this.#wait = 0
    for (const name of ["online", "pageshow", "pagehide"]) addEventListener(name, this.#notice)
    document.addEventListener("visibilitychange", this.#notice)
    this.#run()
  }

  stop() {
    this.#stopped = true
    for (const name of ["online", "pageshow", "pagehide"]) removeEventListener(name, this.#notice)
    document.removeEventListener("visibilitychange", this.#notice)
    this.again()
  }

  // again leaves the connection, or the pause before the next one, at once.
  again() {
    this.#abort?.abort()
    this.#skip()
  }

  // turn does so without a pause.
  turn() {
    this.#wait = 1
    this.again()
  }

  // A browser tells when things may have changed under a stream: the network is
  // back, the page is looked at again, or goes into or comes out of the cache.
  #notice = ({ type, persisted }) => {
    if (type === "visibilitychange" && (document.hidden || performance.now() - this.#heard < silence / 2)) return
    if (type === "pageshow" && !persisted) return
    this.#wait = 0
    this.again()
  }

  async #run() {
    const turn = ++this.#turn
    let failures = 0
    while (turn === this.#turn) {
      const opened = await this.#connect()
      if (turn !== this.#turn) return
      if (opened && this.#once) this.#wait ||= polls.pause // the next answer is soon enough
      else this.#options.state?.(false)
      if (this.#stopped) return
      failures = opened ? 0 : failures + 1
      const pause = this.#wait || Math.min(pauses.most, pauses.first * 2 ** failures) * (0.5 + Math.random())
      this.#wait = 0
      await new Promise((resolve) => {
        this.#skip = resolve
        setTimeout(resolve, pause)
      })
    }
  }

  // connect reports, when the connection has ended, whether there was one.
  async #connect() {
    const { address, headers, receive, state, refused } = this.#options
    const abort = (this.#abort = new AbortController())
    this.#once = this.#polls > 0
    if (this.#once) this.#polls--
    const begun = (this.#heard = performance.now())
    const watch = setInterval(() => {
      const mute = this.#heard === begun
      if (performance.now() - this.#heard < (mute ? patience : silence)) return
      if (mute && navigator.onLine) this.#polls = polls.most
      abort.abort()
    }, 1000)
    let opened = false
    try {
      const response = await fetch(address(this.#once), {
        headers: { Accept: "text/event-stream", ...headers?.() },
        cache: "no-store",
        signal: abort.signal,
      })
      if (!response.ok) {
        if (response.status < 500 && response.status !== 429 && !(await refused?.(response))) this.stop()
        return false
      }
      opened = true
      state?.(true)
      await read(
        response.body,
        async (event) => {
          if (event.name === "retry") this.#wait = Number(event.data) // the server goes down, and says when to come back
          else await receive(event)
        },
        () => (this.#heard = performance.now()),
      )
    } catch {
      // cut, silent, or left
    } finally {
      clearInterval(watch)
      abort.abort()
    }
    return opened
  }
}
