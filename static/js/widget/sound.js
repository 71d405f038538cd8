// The short sound for messages that come while the customer looks elsewhere. It is
// made, not loaded; browsers let it be heard once she has touched the chat. Whether
// she wants it is her browser's to keep.
import { play } from "../chime.js"
import { Keep } from "./keep.js"

const turn = 80 // ms that a tab she looks at goes before the others
const rest = 600 // ms in which her tabs sound once

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export class Sound {
  #button
  #keep
  #name

  // button switches it; a widget without sound has none.
  constructor(button, key) {
    if (!button) return
    this.#button = button
    this.#keep = new Keep(key, "")
    this.#name = `linger:${key}:sound`
    button.ariaPressed = String(this.#keep.get("sound") !== "off")
    button.addEventListener("click", () => {
      button.ariaPressed = String(!this.#on)
      this.#keep.set("sound", this.#on ? "" : "off")
      if (this.#on) play()
    })
  }

  get #on() {
    return this.#button.ariaPressed === "true"
  }

  // ring sounds unless the chat is watched, in one of the customer's tabs and in
  // none of them if she watches another.
  async ring(watched) {
    if (!this.#button) return
    if (!watched) await pause(turn)
    const mine = async (lock) => {
      if (!lock) return
      if (!watched && this.#on) play()
      await pause(watched ? 2 * turn : rest)
    }
    try {
      await navigator.locks.request(this.#name, { ifAvailable: true }, mine)
    } catch {
      mine(true) // no locks here: each tab for itself
    }
  }
}
