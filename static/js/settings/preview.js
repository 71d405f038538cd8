// Keeps the picture of a widget in step with the form beside it. The server draws
// it; what it draws is put into the frame that is there, so that nothing flickers.

const wait = 120 // ms after the last key

// What the picture shows, and the fields that are seen at no other moment.
const moments = { start: "At the start", answered: "Answered", away: "Outside hours" }
const seen = {
  start: ["title", "logo_url"],
  answered: ["agent_name_style"],
  away: ["shown_outside_hours", "offline_title", "offline_subtitle", "offline_color", "offline_custom_color"],
}
const unseen = ["version", "aside", "domains"] // long, and not in the picture

class Preview extends HTMLElement {
  #frame
  #form
  #timer
  #asked
  #theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"
  #moment = "answered"
  #moments // the buttons

  connectedCallback() {
    this.#frame = this.querySelector("iframe")
    this.#form = document.querySelector("linger-draft form")
    this.#form?.addEventListener("input", this.#typed)
    this.#frame.addEventListener("load", this.#loaded)
    this.#moments = this.#choice("What the preview shows", moments, this.#moment, (moment) => {
      this.#moment = moment
      this.#draw()
    })
    this.append(
      this.#moments,
      this.#choice("Colour scheme of the preview", { light: "Light", dark: "Dark" }, this.#theme, (theme) => {
        this.#theme = theme
        this.#dress()
      }),
    )
    this.#loaded()
  }

  disconnectedCallback() {
    this.#form?.removeEventListener("input", this.#typed)
    this.#asked?.abort()
  }

  // What was kept unsaved is in the form, but not in the frame as it came.
  #loaded = () => {
    this.#dress()
    if (document.querySelector(".draft--unsaved")) this.#draw()
  }

  #typed = ({ target }) => {
    const { elements } = this.#form
    const own = target.name?.endsWith("custom_color") && elements[target.name.replace("custom_", "")]
    if (own) own.value = "custom"
    this.dataset.position = elements.position.value
    const moment = Object.keys(seen).find((name) => seen[name].includes(target.name))
    if (moment) this.#press(this.#moments, (this.#moment = moment))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#draw(), wait)
  }

  async #draw() {
    this.#asked?.abort()
    this.#asked = new AbortController()
    const query = new URLSearchParams({ moment: this.#moment })
    for (const [name, value] of new FormData(this.#form)) if (!unseen.includes(name)) query.set(name, value)
    try {
      const address = `${this.dataset.src}?${query}`
      const answer = await fetch(address, { signal: this.#asked.signal })
      if (!answer.ok) return
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main")
      const shown = this.#frame.contentDocument?.querySelector("main")
      // The page's policy names where its pictures come from: for others it is loaded anew.
      if (shown?.dataset.pictures !== drawn.dataset.pictures) this.#frame.src = address
      else shown.replaceWith(drawn)
      this.#dress()
    } catch {} // the picture stays as it was; the form is what counts
  }

  // Puts the theme on the frame and the launcher.
  #dress() {
    this.querySelector(".preview__stage").dataset.theme = this.#theme
    const page = this.#frame.contentDocument
    const drawn = page?.querySelector("main")
    if (!drawn) return
    const { accent, onAccent, accentHover, accentInk, accentInkDark } = drawn.dataset
    const root = page.documentElement
    root.dataset.theme = this.#theme
    root.lang = drawn.lang
    root.dir = drawn.dir
    root.style.setProperty("--color-accent", accent)
    root.style.setProperty("--color-on-accent", onAccent)
    root.style.setProperty("--color-accent-hover", accentHover)
    root.style.setProperty("--color-accent-ink", `light-dark(${accentInk}, ${accentInkDark})`)
    this.querySelector("[data-accent]").setAttribute("fill", accent)
    this.querySelector("[data-on-accent]").setAttribute("fill", onAccent)
    this.querySelector(".preview__launcher").toggleAttribute("hidden", "hidden" in drawn.dataset)
    for (const name of ["contrast", "offline_contrast"]) {
      const words = document.getElementById(name)
      if (words && words.textContent !== drawn.dataset[name]) words.textContent = drawn.dataset[name]
    }
  }

  // A row of buttons of which one is pressed.
  #choice(label, names, pressed, choose) {
    const group = document.createElement("div")
    group.className = "preview__choice"
    group.role = "group"
    group.ariaLabel = label
    for (const [value, name] of Object.entries(names)) {
      const button = document.createElement("button")
      button.type = "button"
      button.className = "button button--small"
      button.textContent = name
      button.value = value
      button.addEventListener("click", () => {
        this.#press(group, value)
        choose(value)
      })
      group.append(button)
    }
    this.#press(group, pressed)
    return group
  }

  #press(group, value) {
    for (const each of group.children) each.ariaPressed = String(each.value === value)
  }
}

customElements.define("linger-preview", Preview)
