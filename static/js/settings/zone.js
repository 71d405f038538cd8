// A field for a time zone that is still empty begins with the reader's own, as if it had
// come with it.

class Zone extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input")
    field.defaultValue ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""
  }
}

customElements.define("linger-zone", Zone)
