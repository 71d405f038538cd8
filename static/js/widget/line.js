// The line to the server: the one stream that a customer's tabs share, what it
// brings, one after the other, and what the tabs tell each other.
import { OneStream } from "../one-stream.js"
import { read } from "../stream.js"

export class Line {
  #stream
  #visit
  #take
  #work = Promise.resolve()
  #closed = false

  // on: cursor() says what has been seen, take(event), state(connected), and
  // outbox() when another tab has changed what is on its way.
  constructor(scope, visit, on) {
    this.#visit = visit
    this.#take = on.take
    const headers = () => ({ ...visit.headers, "Last-Event-ID": on.cursor() })
    const address = (once) => `${location.pathname}/stream${once ? "?once=1" : ""}`
    this.#stream = new OneStream(scope, {
      address,
      headers,
      receive: (event) => this.#receive(event),
      state: on.state,
      refused: async ({ status }) => status === 401 && visit.exchange(),
      catchUp: async () => {
        const response = await fetch(address(true), { headers: headers() }).catch(() => null)
        if (response?.ok) await read(response.body, (event) => this.#receive(event)).catch(() => {})
      },
    })
    this.#stream.onword = ({ visit: newest, outbox, ended }) => {
      if (newest) visit.use(newest)
      if (ended) this.behind()
      if (outbox) on.outbox()
    }
  }

  // receive waits for its turn, and for the work that the event makes.
  #receive(event) {
    return (this.#work = this.#work.then(() => this.#closed || this.#take(event)).catch(() => {}))
  }

  // share gives the visit to the other tabs: a new one may have taken the place of
  // theirs.
  share() {
    this.#stream.tell({ visit: this.#visit.token })
  }

  // tellEnd: she has left a conversation here that others still show, and this tab's
  // stream may follow it no more.
  tellEnd() {
    this.#stream.tell({ ended: true })
  }

  tellOutbox() {
    this.#stream.tell({ outbox: true })
  }

  again() {
    this.#stream.again()
  }

  behind() {
    this.#stream.behind()
  }

  close() {
    this.#closed = true
    this.#stream.close()
  }
}
