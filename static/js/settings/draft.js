// A form whose changes are not lost: what was typed and not saved is kept for the
// page in this tab, and is there again when the reader comes back. Passwords are
// never kept, nor is what is marked as passing. Closing the tab would lose the rest, so
// the browser asks before.

const prefix = "linger:unsaved:"

class Draft extends HTMLElement {
  #form
  #state // the line that says what is saved
  #saved // its words, as they came
  #before // what the form held when it came
  #leaving = false

  connectedCallback() {
    this.#form = this.querySelector("form")
    this.#state = this.querySelector(".form__state")
    this.#saved = [...this.#state.childNodes]
    this.#before = this.#now()
    if ("saved" in this.dataset) this.#forget()
    else if (!("refused" in this.dataset)) this.#restore()
    this.#form.addEventListener("input", () => this.#keep())
    this.#form.addEventListener("submit", () => (this.#leaving = true))
    document.addEventListener("click", this.#going)
    document.addEventListener("submit", this.#going)
    addEventListener("beforeunload", this.#unload)
    addEventListener("pageshow", this.#back)
    this.#say()
    this.querySelector("[aria-invalid='true']")?.focus()
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#going)
    document.removeEventListener("submit", this.#going)
    removeEventListener("beforeunload", this.#unload)
    removeEventListener("pageshow", this.#back)
  }

  get #key() {
    return prefix + this.dataset.page
  }

  get #dirty() {
    return "refused" in this.dataset || this.#now() !== this.#before
  }

  #fields() {
    return [...this.#form.elements].filter(({ name, type, dataset }) => name && type !== "password" && type !== "submit" && !("passing" in dataset))
  }

  #now() {
    return JSON.stringify(this.#fields().map((field) => [field.name, field.type === "radio" || field.type === "checkbox" ? field.checked && field.value : field.value]))
  }

  #keep() {
    try {
      if (this.#dirty) sessionStorage.setItem(this.#key, this.#now())
      else sessionStorage.removeItem(this.#key)
    } catch {} // no storage: then the browser asks, and that is all
    this.#say()
  }

  #forget() {
    try {
      sessionStorage.removeItem(this.#key)
    } catch {}
  }

  // The version comes back with the rest: if somebody saved meanwhile, they are
  // not overwritten unseen.
  #restore() {
    let kept
    try {
      kept = JSON.parse(sessionStorage.getItem(this.#key))
    } catch {}
    const fields = this.#fields()
    if (!kept || kept.length !== fields.length || kept.some(([name], i) => name !== fields[i].name)) return
    fields.forEach((field, i) => {
      const value = kept[i][1]
      if (field.type === "radio" || field.type === "checkbox") field.checked = value !== false
      else field.value = value
    })
    this.#form.dispatchEvent(new Event("input", { bubbles: true }))
  }

  #say() {
    const dirty = this.#dirty
    this.classList.toggle("draft--unsaved", dirty)
    if (!dirty) return this.#state.replaceChildren(...this.#saved)
    if (this.#state.querySelector("button")) return
    const discard = document.createElement("button")
    discard.type = "button"
    discard.className = "button button--ghost button--small"
    discard.textContent = "Discard changes"
    discard.addEventListener("click", () => {
      this.#forget()
      this.#leaving = true
      location.assign(this.dataset.page)
    })
    this.#state.replaceChildren("Not saved yet; kept in this tab. ", discard)
  }

  // Within these pages nothing is lost, so nobody is asked.
  #going = ({ type, target }) => {
    const link = type === "click" && target.closest("a[href]")
    if (type === "submit" || (link && link.origin === location.origin && !link.target)) this.#leaving = true
  }

  #back = () => (this.#leaving = false)

  #unload = (event) => {
    if (this.#dirty && !this.#leaving) event.preventDefault()
  }
}

customElements.define("linger-draft", Draft)
