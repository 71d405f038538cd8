// What the customer has read: what is at the end of the log, on a screen she looks
// at. The launcher's badge counts the rest.
const pause = 500 // ms, so that a burst is few requests
const later = 5000

export class Reading {
  #count
  #inView
  #post
  #badge
  #shown = -1
  #seen = 0 // the newest that was before her
  #posted = 0 // the newest the server knows of
  #telling = false

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
    this.#posted = this.#seen = 0
    this.look()
  }

  look = () => {
    const inView = !document.hidden && document.hasFocus() && this.#inView()
    if (inView) this.#seen = Math.max(this.#seen, inView)
    const unread = this.#count(Math.max(this.#seen, this.#posted))
    if (this.#shown !== unread) this.#badge((this.#shown = unread))
    if (!this.#telling && this.#seen > this.#posted && this.#count(this.#posted)) this.#tell()
  }

  // tell is not called again for a moment; a telling that failed is repeated later.
  async #tell() {
    const seen = this.#seen
    this.#telling = true
    const heard = await this.#post(seen)
    if (heard && seen <= this.#seen) this.#posted = Math.max(seen, this.#posted)
    setTimeout(
      () => {
        this.#telling = false
        this.look()
      },
      heard ? pause : later,
    )
  }
}
