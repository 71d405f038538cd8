// What the customer has read: what is at the end of the log, on a screen she looks
// at. The launcher's badge counts the rest.
const pause = 400 // ms, so that a burst is one request

export class Reading {
  #count
  #inView
  #post
  #badge
  #shown = -1
  #posted = 0
  #timer

  // count is how many messages of others come after a number; inView the newest
  // one's number if the customer has it before her; post tells the server and
  // reports whether it has heard; badge gets the count.
  constructor({ count, inView, post, badge }) {
    this.#count = count
    this.#inView = inView
    this.#post = post
    this.#badge = badge
    for (const name of ["focus", "pointermove", "keydown"]) addEventListener(name, this.look, { passive: true })
    document.addEventListener("visibilitychange", this.look)
  }

  // forget is for another conversation.
  forget() {
    this.#posted = 0
    this.look()
  }

  look = () => {
    const unread = this.#count(this.#posted)
    const seen = !document.hidden && document.hasFocus() && this.#inView()
    const shown = seen ? 0 : unread
    if (this.#shown !== shown) this.#badge((this.#shown = shown))
    if (!unread || !seen || this.#timer) return
    this.#timer = setTimeout(async () => {
      const seq = this.#inView()
      if (seq > this.#posted && (await this.#post(seq))) this.#posted = seq
      this.#timer = null
      if (seq === this.#posted) this.look()
    }, pause)
  }
}
