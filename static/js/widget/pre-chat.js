// What the widget asks before a conversation. It stands in the empty chat, over the
// composer: the answers go with the first message, and until a conversation has begun
// they are kept, whatever happens to the page.
import { say } from "./words.js"

// On a phone the keyboard comes when she asks for it.
const touch = matchMedia("(pointer: coarse) and (hover: none)")

export class PreChat {
  #root
  #keep

  constructor(root) {
    this.#root = root
    root.addEventListener("input", ({ target }) => {
      if (!this.#box.contains(target)) return
      this.#keep?.set("survey", JSON.stringify(this.#given))
      this.#say(target, "")
    })
  }

  get #box() {
    return this.#root.querySelector("#survey")
  }

  get #controls() {
    return [...this.#box.querySelectorAll("[name]")]
  }

  get #given() {
    const given = this.#controls.filter((each) => (each.type === "checkbox" ? each.checked : each.value.trim()))
    return Object.fromEntries(given.map(({ name, value }) => [name, value]))
  }

  // open takes up what this customer has begun to answer; nobody's answers stay on
  // the screen.
  open(keep) {
    this.#keep = keep
    if (!keep) this.#box.replaceChildren()
    this.#box.hidden = true
  }

  get shown() {
    return !this.#box.hidden
  }

  set shown(on) {
    const show = on && this.#controls.length > 0
    if (show && this.#box.hidden) this.#fill()
    this.#box.hidden = !show
  }

  #fill() {
    let kept = {}
    try {
      kept = JSON.parse(this.#keep?.get("survey") ?? "{}")
    } catch {
      // begun anew
    }
    for (const each of this.#controls) {
      if (each.type === "checkbox") each.checked = each.name in kept
      else each.value = kept[each.name] ?? ""
    }
  }

  // answers are hers; null if one is missing, which is said and gets the focus.
  answers() {
    const missing = this.#controls.filter((each) => each.required && !(each.name in this.#given))
    for (const each of missing) this.#say(each, say(each.type === "checkbox" ? "agreeToThis" : "answerThis"))
    missing[0]?.focus()
    return missing.length ? null : this.#given
  }

  #say(control, text) {
    const line = this.#box.querySelector(`#why-${CSS.escape(control.name)}`)
    if (!line || line.textContent === text) return
    line.textContent = text
    line.hidden = !text
    control.ariaInvalid = text ? "true" : null
    if (text) control.setAttribute("aria-describedby", line.id)
    else control.removeAttribute("aria-describedby")
  }

  // done: a conversation has begun. The next one asks anew.
  done() {
    this.#keep?.remove("survey")
  }

  // focus reports whether the survey comes before the composer.
  focus() {
    const next = this.shown && this.#controls.find((each) => each.required && !(each.name in this.#given))
    if (next) this.#box.parentElement.scrollTop = 0
    if (next && !touch.matches) next.focus({ preventScroll: true })
    return Boolean(next)
  }
}
