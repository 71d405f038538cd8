// A form whose changes are not lost: what was typed and not saved is kept for the
// page in this tab, and is there again when the reader comes back. Passwords are
// never kept, nor is what is marked as passing. Closing the tab would lose the rest, so
// the browser asks before.

const unsaved = "linger:unsaved:" // and the page: what was typed there
const sent = "linger:sent" // the page whose form was sent last
const pressed = "linger:pressed" // the page on which another button was pressed last

// The tab's storage, or none.
const kept = {
  get: (key) => {
    try {
      return sessionStorage.getItem(key)
    } catch {
      return null
    }
  },
  set: (key, value) => {
    try {
      sessionStorage.setItem(key, value)
      return true
    } catch {
      return false
    }
  },
  drop: (key) => {
    const value = kept.get(key)
    if (value !== null) sessionStorage.removeItem(key)
    return value
  },
}

// The page after a form says whether it worked. Only then what was typed is done with.
const worked = document.querySelector("[data-done]") !== null
const last = kept.drop(sent)
if (worked && last) kept.drop(unsaved + last)
const own = worked ? kept.drop(pressed) : null

class Draft extends HTMLElement {
  #form
  #state // the line that says what is saved
  #saved // its words, as they came
  #before // what the form held when it came
  #safe = true // it is kept in the tab
  #leaving = false

  connectedCallback() {
    this.#form = this.querySelector("form")
    this.#state = this.querySelector(".form__state")
    this.#saved = [...this.#state.childNodes]
    this.#before = this.#now()
    if ("refused" in this.dataset) this.#keep()
    else this.#restore()
    this.#form.addEventListener("input", () => this.#keep())
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
    return unsaved + this.dataset.page
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
    if (this.#dirty) this.#safe = kept.set(this.#key, this.#now())
    else kept.drop(this.#key)
    this.#say()
  }

  // The version comes back with the rest: if somebody saved meanwhile, they are
  // not overwritten unseen. What the reader did with another button is her own.
  #restore() {
    const typed = JSON.parse(kept.get(this.#key))
    const fields = this.#fields()
    if (!typed || typed.length !== fields.length || typed.some(([name], i) => name !== fields[i].name)) return
    fields.forEach((field, i) => {
      const value = typed[i][1]
      if (field.name === "version" && own === this.dataset.page) return
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
      kept.drop(this.#key)
      this.#leaving = true
      location.assign(this.dataset.page)
    })
    this.#state.replaceChildren(this.#safe ? "Not saved yet; kept in this tab. " : "Not saved yet. ", discard)
  }

  // Within these pages nothing is lost, so nobody is asked.
  #going = ({ type, target }) => {
    const link = type === "click" && target.closest("a[href]")
    if (type === "submit") kept.set(target === this.#form ? sent : pressed, this.dataset.page)
    if (type === "submit" || (link && link.origin === location.origin && !link.target)) this.#leaving = true
  }

  #back = () => (this.#leaving = false)

  #unload = (event) => {
    if (this.#dirty && !this.#leaving) event.preventDefault()
  }
}

customElements.define("linger-draft", Draft)
