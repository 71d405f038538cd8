// The line that says the agent types. It goes by itself when no sign comes any more.
import { say } from "./words.js"

const lasts = 6000 // ms

export class Typing {
  #line
  #timer

  constructor(line) {
    this.#line = line
  }

  show(on, agent) {
    clearTimeout(this.#timer)
    const text = on ? (agent ? say("typing", agent) : say("someoneTyping")) : ""
    if (this.#line.textContent !== text) this.#line.textContent = text
    if (on) this.#timer = setTimeout(() => this.stop(), lasts)
  }

  stop() {
    this.show(false)
  }
}
