// Conversations that have ended, for a signed-in customer to read again above the one
// she is in. They are never in the log: nothing in them changes any more.
import { parts } from "./parts.js"
import { say } from "./words.js"

export class Previous {
  #button
  #status
  #list
  #transcript
  #load
  #before = ""
  #turn = 0

  // load fetches the page before a place; a widget without these conversations has no box.
  constructor(box, transcript, load) {
    this.#transcript = transcript
    this.#load = load
    if (!box) return
    ;[this.#button, this.#status, this.#list] = box.children
    this.#button.addEventListener("click", () => this.#more())
  }

  // offer begins anew; any: whether there is something.
  offer(any) {
    if (!this.#button) return
    this.#turn++
    this.#before = ""
    this.#list.replaceChildren()
    this.#status.textContent = ""
    this.#button.hidden = !any
  }

  async #more() {
    const { firstElementChild } = this.#list
    const turn = this.#turn
    this.#button.disabled = true
    this.#status.textContent = say("loadingEarlier")
    try {
      const response = await this.#load(this.#before)
      if (!response.ok) throw new Error(response.status)
      const [{ rows, older, before }] = parts(await response.text())
      if (turn !== this.#turn) return // another conversation is shown by now
      this.#status.textContent = ""
      this.#before = before
      this.#put(rows, firstElementChild)
      this.#button.hidden = !older
    } catch {
      if (turn === this.#turn) this.#status.textContent = say("earlierFailed")
    } finally {
      this.#button.disabled = false
    }
  }

  // put adds rows before next and brings the last of them into view. They have no ids:
  // those are the log's.
  #put(rows, next) {
    for (const row of rows) {
      row.removeAttribute("id")
      this.#list.insertBefore(row, next)
      this.#transcript.arrange(row)
    }
    if (next) this.#transcript.arrange(next)
    rows.at(-1)?.scrollIntoView({ block: "end" })
  }
}
