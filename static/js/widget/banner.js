// The line over the log that says what is wrong with the connection or the sign-in.
// A short break is not worth a word.
import { button, say } from "./words.js"

const patience = 2500 // ms

export class Banner {
  #box
  #check
  #timer
  #down = false
  #lapsed = false

  constructor(box, check) {
    this.#box = box
    this.#check = check
    addEventListener("offline", () => this.#draw())
    addEventListener("online", () => this.#draw())
  }

  // lapsed: the customer has to be confirmed by the page before she can go on.
  set lapsed(lapsed) {
    this.#lapsed = lapsed
    this.#draw()
  }

  get lapsed() {
    return this.#lapsed
  }

  connection(connected) {
    clearTimeout(this.#timer)
    if (!connected) {
      this.#timer = setTimeout(() => {
        this.#down = true
        this.#draw()
      }, patience)
    } else if (this.#down) {
      this.#down = false
      this.#draw(say("back"))
      this.#timer = setTimeout(() => this.#draw(), patience)
    }
  }

  #draw(text) {
    const words = this.#lapsed ? say("confirm") : !navigator.onLine ? say("offline") : this.#down ? say("reconnecting") : (text ?? "")
    if (this.#box.textContent === words) return
    this.#box.toggleAttribute("data-good", Boolean(words) && words === text)
    this.#box.replaceChildren(words)
    if (this.#lapsed) this.#box.append(" ", button(say("confirmNow"), this.#check))
  }
}
