// The header: who answers, and what the server says with it of how things stand.
export class Who {
  blank // as it is without a conversation
  #root

  constructor(root) {
    this.#root = root
    this.blank = this.#header.cloneNode(true)
  }

  get #header() {
    return this.#root.querySelector("#who")
  }

  get data() {
    return this.#header.dataset
  }

  clear() {
    this.#header.replaceWith(this.blank.cloneNode(true))
  }
}
