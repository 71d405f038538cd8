// The line to the server: the one stream that an agent's windows share. The window
// that has it is told for whom else; the others hear what there is to ask for, and
// ask for their own part.
import { OneStream } from "../one-stream.js"
import { read } from "../stream.js"

const gather = 100 // ms in which windows say what they show
const mostAbout = 50 // beyond so many a window asks for everything
const tryAgain = 2000 // ms after a question that was not answered

class Line {
  #stream
  #view // what the window shows: see show
  #told // the view that the running connection is about
  #asked = "" // and for whom else
  #me = crypto.randomUUID()
  #others = new Map() // what the other windows show, by their ids
  #work = Promise.resolve()
  #about = new Set() // that the next question is about
  #asks = false
  #gathering

  // show follows a view: name of the line, address, open conversation, whether closed
  // ones are listed, whether it is the board, cursor(), take(event), state(connected), refused(response).
  show(view) {
    const begun = Boolean(this.#stream)
    this.#view = view
    if (begun) {
      this.#stream.turn()
    } else {
      addEventListener("pagehide", this.#leave)
      this.#open(view.name)
      this.#stream.tell({ who: true })
    }
    this.#say()
  }

  // hide ends the line, unless another view is shown at once.
  hide(view) {
    if (this.#view !== view) return
    this.#view = null
    setTimeout(() => {
      if (this.#view || !this.#stream) return
      removeEventListener("pagehide", this.#leave)
      this.#leave()
      this.#stream.close()
      this.#stream = null
    })
  }

  behind() {
    this.#stream?.behind()
  }

  #open(name) {
    this.#stream = new OneStream(name, {
      address: (once) => this.#address(once),
      headers: () => this.#headers(),
      mine: ({ name }) => name === "" || name === "typing" || name === "reload",
      receive: (event, heard) => (heard ? this.#hear(event) : this.#take(event, this.#told)),
      state: (connected, heard) => this.#state(connected, heard),
      refused: (response) => this.#view?.refused(response),
      catchUp: () => this.#ask(),
    })
    this.#stream.onword = (word) => this.#word(word)
  }

  #headers() {
    const cursor = this.#view?.cursor()
    return cursor ? { "Last-Event-ID": cursor } : {}
  }

  // address is asked for when this window connects.
  #address(once) {
    this.#told = this.#view
    this.#asked = this.#others.size ? this.#sharing() : ""
    return `${this.#view.address()}${once ? "&once=true" : this.#asked}`
  }

  #sharing() {
    const open = new Set([...this.#others.values()].map((other) => other.open).filter(Boolean))
    const some = (what) => ([...this.#others.values()].some((other) => other[what]) ? `&${what}=true` : "")
    return ["&share=true", ...[...open].sort().map((id) => `&also=${id}`), some("closed"), some("board")].join("")
  }

  // take deals with one event after the other, of the view that it was sent for.
  #take(event, view) {
    return (this.#work = this.#work.then(() => this.#view === view && view?.take(event)).catch(() => {}))
  }

  #hear({ name, data }) {
    if (name === "signed-out" || name === "board") return this.#view?.take({ name, data, id: "" })
    if (name !== "news") return
    const { about, typing } = JSON.parse(data)
    for (const { conversation, ...who } of typing ?? []) {
      if (conversation === this.#view?.open) this.#view.take({ name: "typing", data: JSON.stringify(who), id: "" })
    }
    if (about) this.#ask(about)
  }

  // ask fetches what is new of some conversations, or of everything. What is asked for
  // meanwhile is the next question.
  async #ask(about) {
    if (!this.#about || !about) this.#about = null
    else for (const id of about) this.#about.add(id)
    if (this.#about?.size > mostAbout) this.#about = null
    if (this.#asks) return (this.#asks = "again")
    do {
      this.#asks = true
      const part = this.#about && ["&part=true", ...[...this.#about].map((id) => `&about=${id}`)].join("")
      this.#about = new Set()
      if (await this.#fetch(part ?? "")) continue
      this.#about = null // with the next one, everything
      setTimeout(() => this.#stream && !this.#stream.leads && this.#ask(), tryAgain)
    } while (this.#asks === "again")
    this.#asks = false
  }

  async #fetch(part) {
    const view = this.#view
    if (!view) return true
    const headers = { Accept: "text/event-stream", ...this.#headers() }
    const response = await fetch(`${view.address()}&once=true${part}`, { headers, cache: "no-store" }).catch(() => null)
    if (response?.status === 401) view.refused(response)
    if (!response?.ok) return false
    if (!view.caughtUp) view.state(true)
    view.caughtUp = true
    return read(response.body, (event) => this.#take(event, view)).then(
      () => true,
      () => false,
    )
  }

  // A window without the stream can't know what its end was for it: it asks.
  #state(connected, heard) {
    this.#view?.state(connected)
    if (heard && connected) this.#ask()
  }

  #say() {
    this.#stream?.tell({ view: { id: this.#me, open: this.#view.open, closed: this.#view.closed, board: this.#view.board } })
  }

  #leave = () => this.#stream?.tell({ gone: this.#me })

  #word({ who, view, gone }) {
    if (who && this.#view) this.#say()
    if (view) this.#others.set(view.id, view)
    if (gone) this.#others.delete(gone)
    if (!view && !gone) return
    clearTimeout(this.#gathering)
    this.#gathering = setTimeout(() => {
      if (!this.#view || !this.#stream?.leads || !this.#others.size || this.#sharing() === this.#asked) return
      this.#stream.turn()
    }, gather)
  }
}

export const line = new Line()
