// The ways back to a chat that the customer's absence interrupted: a link whose
// token stands in the page's address, and the question whether to go on.

export function linkIn(address) {
  try {
    return new URL(address).searchParams.get("linger-reconnect") ?? ""
  } catch {
    return ""
  }
}

export class Resume {
  #ask
  #go
  #html

  // ask sends a request of the chat; go shows an answer.
  constructor(root, ask, go) {
    this.#ask = ask
    this.#go = go
    for (const button of root.querySelectorAll("[data-resume]")) {
      button.addEventListener("click", () => this.#answer(button))
    }
  }

  // hold keeps a chat until she has answered.
  hold(html, conversation) {
    this.#html = html
    this.conversation = conversation
  }

  async #answer(button) {
    if (button.dataset.resume === "on") return this.#go(this.#html)
    button.disabled = true
    try {
      const ended = await this.#ask("POST", "/end", new URLSearchParams({ conversation: this.conversation }))
      if (!ended.ok && ended.status !== 409) throw new Error(ended.status) // 409: it has ended by itself
      const fresh = await this.#ask("GET", "/chat")
      if (!fresh.ok) throw new Error(fresh.status)
      this.#go(await fresh.text())
    } catch {
      button.focus() // pressed again, it is tried again
    } finally {
      button.disabled = false
    }
  }
}
