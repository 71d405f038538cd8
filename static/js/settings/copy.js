// Adds a button that copies what is inside.

class Copy extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.querySelector("button")) return // not on unencrypted pages
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button button--small"
    button.textContent = "Copy"
    const said = document.createElement("span")
    said.className = "visually-hidden"
    said.role = "status"
    button.addEventListener("click", async () => {
      const text = this.querySelector("code").textContent
      try {
        await navigator.clipboard.writeText(text)
        button.textContent = said.textContent = "Copied"
      } catch {
        getSelection().selectAllChildren(this.querySelector("code"))
        button.textContent = said.textContent = "Press Ctrl+C"
      }
    })
    button.addEventListener("blur", () => (button.textContent = "Copy"))
    this.append(button, said)
  }
}

customElements.define("linger-copy", Copy)
