// Whether the team of a live widget is there, and how the widget looks for that. The
// server has said it with the frame, and until when that holds; then it is asked
// again. A running chat looks as in hours, and goes on.
import { paint } from "./look.js"
import { parts } from "./parts.js"

const longest = 3_600_000 // ms: a page may have slept
const spread = 2000 // ms over which the customers of a desk ask
const tryAgain = 30_000

export class Front {
  #root
  #host
  #on
  #running = false
  #due = Infinity
  #timer

  // on: changed() when the team came or left, who(header) for a chat without
  // conversation.
  constructor(root, host, on) {
    this.#root = root
    this.#host = host
    this.#on = on
    if (!this.#pane) return
    this.#wait()
    for (const name of ["pageshow", "online"]) addEventListener(name, this.#look)
    document.addEventListener("visibilitychange", this.#look)
  }

  get #pane() {
    return this.#root.querySelector("#offline")
  }

  // away: no chat can start.
  get away() {
    return "away" in (this.#pane?.dataset ?? {})
  }

  // draw puts on the look of the moment, and the launcher's.
  draw(running = this.#running) {
    this.#running = running
    const { dataset } = (this.away && !running && this.#pane) || this.#root
    paint(dataset)
    if (this.#pane) this.#host.send("look", { style: dataset.launcher, title: dataset.label })
  }

  // kept says that what she wrote is still here.
  set kept(kept) {
    this.#pane.querySelector("[data-kept]").hidden = !kept
  }

  // check asks how things are.
  async check() {
    let html = ""
    try {
      const response = await fetch(`${location.pathname}/hours${location.search}`, { cache: "no-store" })
      if (response.ok) html = await response.text()
    } catch {
      // asked again below
    }
    if (!html) return this.#wait(tryAgain)
    const { hidden } = this.#pane
    for (const { target, first } of parts(html)) {
      if (target === "#who") this.#on.who(first)
      else this.#pane.replaceWith(first)
    }
    this.#pane.hidden = hidden
    this.#wait()
    this.#on.changed()
  }

  #wait(time = Number(this.#pane.dataset.changes) + Math.random() * spread) {
    clearTimeout(this.#timer)
    this.#due = Number(this.#pane.dataset.changes) || time === tryAgain ? Date.now() + time : Infinity
    this.#look()
  }

  #look = () => {
    clearTimeout(this.#timer)
    const left = this.#due - Date.now()
    if (left <= 0) {
      this.#due = Infinity // asked once
      this.check()
    } else if (left < Infinity) this.#timer = setTimeout(this.#look, Math.min(left, longest))
  }
}
