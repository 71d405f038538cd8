// The line that says the agent types. It goes by itself when no sign comes any more.
import { around, element, say } from "./words.js"

const lasts = 6000 // ms

export class Typing {
  #line
  #timer

  constructor(line) {
    this.#line = line
  }

  show(on, agent) {
    clearTimeout(this.#timer)
    const words = on ? (agent ? around("typing", agent) : [say("someoneTyping")]) : []
    const line = element("p", {}, ...words)
    if (this.#line.innerHTML !== line.innerHTML) this.#line.replaceChildren(...line.childNodes)
    if (on) this.#timer = setTimeout(() => this.stop(), lasts)
  }

  stop() {
    this.show(false)
  }
}
