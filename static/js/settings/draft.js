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

const chosen = ({ type }) => type === "radio" || type === "checkbox"
// What a field came with, also if somebody typed into it before this script was there.
const came = (field) => {
  if (chosen(field)) return field.defaultChecked
  if (field.type !== "select-one") return field.defaultValue ?? field.value
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
}
const label = (field) => (chosen(field) ? `${field.name}=${field.value}` : field.name)

class Draft extends HTMLElement {
  #form
  #state // the line that says what is saved
  #saved // its words, as they came
  #before // what the form held when it came
  #typed = {} // what was typed, also into fields that are not in the form now
  #safe = true // it is kept in the tab
  #leaving = false

  connectedCallback() {
    this.#form = this.querySelector("form")
    this.#state = this.querySelector(".form__state")
    this.#saved = [...this.#state.childNodes]
    this.#before = this.#came(this.#fields())
    if ("refused" in this.dataset) this.#keep()
    else this.#restore()
    this.#form.addEventListener("input", () => this.#keep())
    this.#form.addEventListener("htmx:after:settle", ({ target }) => target.id === "fields" && this.#arrived())
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
    return "refused" in this.dataset || Object.keys(this.#changes()).length > 0
  }

  #fields() {
    return [...this.#form.elements].filter(({ name, type, dataset }) => name && type !== "password" && type !== "submit" && !("passing" in dataset))
  }

  // What the form holds, by the names of its fields; of choices, by their values.
  #now() {
    const now = {}
    for (const field of this.#fields()) now[label(field)] = chosen(field) ? field.checked : field.value
    return now
  }

  #came(fields) {
    return Object.fromEntries(fields.map((field) => [label(field), came(field)]))
  }

  // What differs from how the form came. A refused one came with nothing saved.
  #changes() {
    const now = this.#now()
    if ("refused" in this.dataset) return now
    return Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== this.#before[name]))
  }

  #keep() {
    Object.assign(this.#typed, this.#now())
    if (this.#dirty) this.#safe = kept.set(this.#key, JSON.stringify({ version: this.#now().version, ...this.#changes() }))
    else kept.drop(this.#key)
    this.#say()
  }

  // The version comes back with the changes: if somebody saved meanwhile, they are
  // not overwritten unseen. What the reader did with another button is her own.
  #restore() {
    const typed = JSON.parse(kept.get(this.#key)) ?? {}
    if (own === this.dataset.page) delete typed.version
    this.#typed = typed
    const switched = this.#fill(this.#fields()).find(({ checked, type, dataset }) => (checked || type === "select-one") && dataset.hxPost)
    if (switched) setTimeout(() => switched.dispatchEvent(new Event("change", { bubbles: true }))) // once htmx listens
    if (!this.#dirty) return
    this.#keep()
    this.#form.dispatchEvent(new Event("input", { bubbles: true }))
  }

  // Puts back what was typed, and returns the fields that were another way.
  #fill(fields) {
    return fields.filter((field) => {
      const value = this.#typed[label(field)]
      const property = chosen(field) ? "checked" : "value"
      if (value === undefined || value === field[property]) return false
      field[property] = value
      return true
    })
  }

  // The server put other fields into the form. What was typed into them before is
  // there again; the rest is as it is saved.
  #arrived() {
    const fields = this.#fields()
    const added = fields.filter((field) => !(label(field) in this.#before))
    Object.assign(this.#before, this.#came(added))
    this.#fill(added)
    this.#keep()
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
