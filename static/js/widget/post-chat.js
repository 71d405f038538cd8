// How was it? Asked at the foot about a conversation that has ended, in place of the
// composer and later over it, until she has started another: where the server says
// so, once, and only if she wants to say something.
import { say } from "./words.js"

export class PostChat {
  #form
  #thanks
  #problem
  #post
  #keep
  #id = ""

  // post(fields) sends the rating; skipped() goes on.
  constructor(root, { post, skipped }) {
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
      this.#keep?.set("rating", JSON.stringify({ conversation: this.#id, ...this.#given }))
    })
    this.#form?.querySelector("[data-skip]").addEventListener("click", () => {
      this.#keep?.set("skipped", this.#id)
      this.#over()
      skipped()
    })
  }

  open(keep) {
    this.#keep = keep
    this.#id = ""
    this.show("")
    this.leave()
  }

  // leave: what was said belongs to what is not on screen any more.
  leave() {
    if (this.#thanks) this.#thanks.textContent = ""
  }

  // asking reports whether the question stands.
  get asking() {
    return Boolean(this.#form && !this.#form.hidden)
  }

  get #given() {
    return Object.fromEntries(new FormData(this.#form))
  }

  // show asks about the conversation id; "" asks nothing.
  show(id) {
    if (!this.#form) return
    if (id && id !== this.#id) {
      this.#id = id
      this.#fill()
    }
    this.#form.hidden = !id || this.#keep?.get("skipped") === id
  }

  #fill() {
    this.#form.reset()
    this.#say("")
    this.leave()
    try {
      const { conversation, rating, comment } = JSON.parse(this.#keep?.get("rating") ?? "{}")
      if (conversation !== this.#id) return
      this.#form.elements.rating.value = rating
      this.#form.elements.comment.value = comment
    } catch {
      // begun anew
    }
  }

  async #submit() {
    const id = this.#id
    if (!this.#given.rating) return
    const { status } = await this.#post({ conversation: id, ...this.#given }).catch(() => ({ status: 0 }))
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
