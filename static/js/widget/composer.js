// Where the customer writes. What is typed is kept from the first letter until it is
// sent.
import { say } from "./words.js"

const warnAt = 500 // characters left
const typingEvery = 4000 // ms between two signs that she types
const typingStops = 5000

// On a phone the Enter key breaks the line, as everywhere else on it.
const touch = matchMedia("(pointer: coarse) and (hover: none)")

const fits = CSS.supports("field-sizing", "content") // the browser grows the field itself

export class Composer {
  #form
  #text
  #send
  #count
  #limit
  #on
  #keep
  #saving
  #saved = ""
  #typed = 0
  #idle
  #edited = [] // the ids of unsent messages whose text stands here
  #note = ""

  // on: send(text, edited) reports whether it is taken, typing(on).
  constructor(root, limit, on) {
    this.#form = root.querySelector("#composer")
    this.#text = root.querySelector("#body")
    this.#send = root.querySelector("#send")
    this.#count = root.querySelector("#count")
    this.#limit = limit
    this.#on = on
    this.#text.addEventListener("input", () => {
      this.#fit()
      this.#signal()
      clearTimeout(this.#saving)
      this.#saving = setTimeout(this.save, 200)
    })
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || touch.matches) return
      event.preventDefault()
      this.#submit()
    })
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#submit()
    })
    // The field keeps the focus, and so a phone its keyboard, when send is pressed.
    this.#send.addEventListener("pointerdown", (event) => event.preventDefault())
    addEventListener("pagehide", this.save)
    if (!fits) new ResizeObserver(() => this.#fit()).observe(this.#form)
  }

  // open takes up what this customer has begun to write.
  open(keep) {
    this.save()
    this.#keep = keep
    this.#edited = keep?.get("edited")?.split(" ") ?? []
    this.#note = ""
    this.#put((this.#saved = keep?.get("draft") ?? ""))
  }

  // Only what was changed here is kept: another tab may have sent it meanwhile.
  save = () => {
    clearTimeout(this.#saving)
    if (this.#text.value === this.#saved) return
    this.#saved = this.#text.value
    this.#keep?.set("draft", this.#saved)
    this.#keep?.set("edited", this.#edited.join(" "))
  }

  // kept reports whether something is written and not sent.
  get kept() {
    return Boolean(this.#length)
  }

  focus() {
    if (!touch.matches && !this.#form.hidden) this.#text.focus()
  }

  // edit takes a text back to be changed; what stood here comes after it. ids are
  // those of its messages, which may have arrived without our knowing.
  edit(text, ids = []) {
    this.#edited.push(...ids)
    this.#put(this.#text.value.trim() ? `${text}\n${this.#text.value}` : text)
    this.save()
    this.#text.focus()
  }

  // arrived: a message is in the log. If its text stands here, to be changed, what is
  // sent from here is another one, and she is told.
  arrived(id) {
    if (!this.#edited.includes(id)) return
    this.#edited = this.#edited.filter((each) => each !== id)
    this.#keep?.set("edited", this.#edited.join(" "))
    this.note(say("arrived"))
  }

  // note stands under the text until that is sent or gone.
  note(text) {
    this.#note = text
    this.#fit()
  }

  set hidden(hidden) {
    this.#form.hidden = hidden
    if (!hidden) this.#fit()
  }

  set locked(locked) {
    this.#text.readOnly = locked
    this.#form.toggleAttribute("data-locked", locked)
    this.#fit()
  }

  #put(text) {
    this.#text.value = text
    this.#fit()
  }

  get #length() {
    return [...this.#text.value.trim()].length
  }

  #submit() {
    const text = this.#text.value.trim()
    if (!text || this.#length > this.#limit || this.#text.readOnly) return
    if (!this.#on.send(text, this.#edited)) return // else kept in the outbox before it is gone from here
    this.#put("")
    this.save()
    this.#stop()
  }

  // fit grows the field with its text and counts near the end.
  #fit() {
    if (!this.#text.value.trim()) {
      this.#note = ""
      this.#edited = []
    }
    if (!fits) {
      const { style } = this.#text
      style.height = "auto"
      style.height = `${this.#text.scrollHeight + this.#text.offsetHeight - this.#text.clientHeight}px`
    }
    const left = this.#text.value.length > this.#limit - warnAt ? this.#limit - this.#length : this.#limit
    const text = left > warnAt ? this.#note : say(left < 0 ? "over" : "left", Math.abs(left))
    if (this.#count.textContent !== text) this.#count.textContent = text
    this.#text.ariaInvalid = left < 0 ? "true" : null
    this.#send.ariaDisabled = !this.#length || left < 0 || this.#text.readOnly ? "true" : null
  }

  #signal() {
    if (!this.#text.value) return this.#stop()
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#stop(), typingStops)
    const now = performance.now()
    if (this.#typed && now - this.#typed < typingEvery) return
    this.#typed = now
    this.#on.typing(true)
  }

  #stop() {
    clearTimeout(this.#idle)
    if (this.#typed) this.#on.typing(false)
    this.#typed = 0
  }
}
