// Keeps the picture of a widget in step with the form beside it. The server draws
// it; what it draws is put into the frame that is there, so that nothing flickers.

const wait = 120 // ms after the last key
const unseen = ["version", "aside", "domains"] // long, and not in the picture

class Preview extends HTMLElement {
  #frame
  #form
  #timer
  #asked
  #theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"

  connectedCallback() {
    this.#frame = this.querySelector("iframe")
    this.#form = document.querySelector("linger-draft form")
    this.#form?.addEventListener("input", this.#typed)
    this.#frame.addEventListener("load", this.#loaded)
    this.append(this.#themes())
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
    if (target.name === "custom_color") this.#form.elements.color.value = "custom"
    this.dataset.position = this.#form.elements.position.value
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#draw(), wait)
  }

  async #draw() {
    this.#asked?.abort()
    this.#asked = new AbortController()
    const query = new URLSearchParams()
    for (const [name, value] of new FormData(this.#form)) if (!unseen.includes(name)) query.set(name, value)
    try {
      const answer = await fetch(`${this.dataset.src}?${query}`, { signal: this.#asked.signal })
      if (!answer.ok) return
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main")
      this.#frame.contentDocument?.querySelector("main")?.replaceWith(drawn)
      this.#dress()
    } catch {} // the picture stays as it was; the form is what counts
  }

  // Puts the theme on the frame and the launcher.
  #dress() {
    this.querySelector(".preview__stage").dataset.theme = this.#theme
    const page = this.#frame.contentDocument
    const drawn = page?.querySelector("main")
    if (!drawn) return
    const { accent, onAccent, accentHover, accentInk, accentInkDark, contrast } = drawn.dataset
    const root = page.documentElement
    root.dataset.theme = this.#theme
    root.style.setProperty("--color-accent", accent)
    root.style.setProperty("--color-on-accent", onAccent)
    root.style.setProperty("--color-accent-hover", accentHover)
    root.style.setProperty("--color-accent-ink", `light-dark(${accentInk}, ${accentInkDark})`)
    this.querySelector("[data-accent]").setAttribute("fill", accent)
    this.querySelector("[data-on-accent]").setAttribute("fill", onAccent)
    const words = document.getElementById("contrast")
    if (words && words.textContent !== contrast) words.textContent = contrast
  }

  // A pair of buttons: how the chat looks by day and by night.
  #themes() {
    const group = document.createElement("div")
    group.className = "preview__themes"
    group.role = "group"
    group.ariaLabel = "Colour scheme of the preview"
    for (const [theme, name] of [["light", "Light"], ["dark", "Dark"]]) {
      const button = document.createElement("button")
      button.type = "button"
      button.className = "button button--small"
      button.textContent = name
      button.ariaPressed = String(theme === this.#theme)
      button.addEventListener("click", () => {
        this.#theme = theme
        for (const each of group.children) each.ariaPressed = String(each === button)
        this.#dress()
      })
      group.append(button)
    }
    return group
  }
}

customElements.define("linger-preview", Preview)
