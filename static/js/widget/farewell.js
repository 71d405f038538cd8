// The X of a live chat ends it, after a question: the launcher, the button beside
// the X and Escape only put the panel away. The browser gives the focus back to the
// X; that it stays inside until then takes a word from us, because a frame ends
// where the page around it goes on.
import { say } from "./words.js"

export class Farewell {
  #dialog
  #problem

  // on: end() ends the chat and reports whether it is over; left() follows.
  constructor(root, on) {
    this.#dialog = root.querySelector("#farewell")
    if (!this.#dialog) return
    const [stay, leave] = this.#dialog.querySelectorAll("button")
    this.#problem = this.#dialog.querySelector("[role=alert]")
    stay.addEventListener("click", () => this.dismiss())
    leave.addEventListener("click", async () => {
      leave.ariaDisabled = "true"
      const over = await on.end()
      leave.ariaDisabled = null
      this.#problem.textContent = over ? "" : say("notEnded")
      if (!over) return
      this.dismiss()
      on.left()
    })
    this.#dialog.addEventListener("keydown", (event) => {
      const edge = event.shiftKey ? stay : leave
      if (event.key !== "Tab" || document.activeElement !== edge) return
      event.preventDefault()
      ;(event.shiftKey ? leave : stay).focus()
    })
  }

  get open() {
    return Boolean(this.#dialog?.open)
  }

  // ask puts the question; false where there is none to put.
  ask() {
    if (!this.#dialog) return false
    this.#problem.textContent = ""
    this.#dialog.showModal()
    return true
  }

  dismiss() {
    this.#dialog?.close()
  }
}
