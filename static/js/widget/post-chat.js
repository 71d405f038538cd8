// How was it? Asked in place of the composer when a conversation has ended, where the
// server says so; once, and only if she wants to say something.
import { say } from "./words.js"

export class PostChat {
  #form
  #thanks
  #problem
  #post
  #keep
  #id = ""

  // post(fields) sends the rating.
  constructor(root, post) {
    this.#form = root.querySelector("#rate")
    this.#thanks = root.querySelector("#rated")
    this.#problem = root.querySelector("#rate-problem")
    this.#post = post
    this.#form?.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#submit()
    })
    this.#form?.addEventListener("input", () => {
      this.#say("")
      this.#keep?.set("rating", JSON.stringify({ id: this.#id, ...this.#given }))
    })
    this.#form?.querySelector("[data-skip]").addEventListener("click", () => {
      this.#keep?.set("skipped", this.#id)
      this.#over()
      root.querySelector("#start-new").focus()
    })
  }

  open(keep) {
    this.#keep = keep
    this.show("", false)
  }

  // asking reports whether the question stands.
  get asking() {
    return Boolean(this.#form && !this.#form.hidden)
  }

  get #given() {
    return Object.fromEntries(new FormData(this.#form))
  }

  // show says whether to ask about the conversation id, which has ended.
  show(id, asks) {
    if (!this.#form) return
    if (id !== this.#id) {
      this.#id = id
      this.#fill()
    }
    this.#form.hidden = !asks || this.#keep?.get("skipped") === id
  }

  #fill() {
    this.#form.reset()
    this.#say("")
    this.#thanks.textContent = ""
    try {
      const { id, rating, comment } = JSON.parse(this.#keep?.get("rating") ?? "{}")
      if (id !== this.#id || !id) return
      if (rating) this.#form.elements.rating.value = rating
      this.#form.elements.comment.value = comment
    } catch {
      // begun anew
    }
  }

  async #submit() {
    const { rating, comment } = this.#given
    if (!rating) {
      this.#say(say("rateFirst"))
      return this.#form.elements.rating[0].focus()
    }
    const id = this.#id
    const { status } = await this.#post({ rating, comment }).catch(() => ({ status: 0 }))
    if (id !== this.#id) return
    // What can't be said any more is not asked any more.
    if (!status || status === 429 || status >= 500) return this.#say(say("rateLater"))
    this.#over()
    this.#thanks.textContent = status < 300 ? say("rated") : ""
    this.#thanks.focus()
  }

  #over() {
    this.#form.hidden = true
    this.#keep?.remove("rating")
  }

  #say(text) {
    this.#problem.textContent = text
    this.#problem.hidden = !text
  }
}
