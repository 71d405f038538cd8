// Who the customer is. The page is asked on every load, nothing is shown before the
// server has confirmed the answer, and a visit that nears its end is confirmed anew.
// A request is never repeated for another customer than it was made for. Where
// customers are anonymous nobody is asked: the visit itself says who she is.

const least = 30_000 // ms between two renewals, when a page hands out old tokens
const early = 60_000 // ms before its end that a visit is renewed

const unready = ["authentication_missing", "settings_inactive"] // nobody can be recognised

export class Elsewhere extends Error {} // somebody else is signed in, or nobody

export class Visit {
  customer = "" // scopes all that the browser keeps
  link = "" // that leads back to a chat, until it has
  linked = false // the visit is for that one chat
  interrupted = "" // the chat that she is to be asked about
  previous = "" // the visit before this page; only the server can tell whose
  #token = ""
  #expires = 0
  #path
  #host
  #anonymous
  #on
  #exchanging
  #turn = 0
  #timer

  // on: confirmed(html, another), refused(why, code), token(value).
  constructor(host, path, anonymous, on) {
    this.#host = host
    this.#path = path
    this.#anonymous = anonymous
    this.#on = on
  }

  get headers() {
    return { "Linger-Visit": this.#token }
  }

  get token() {
    return { token: this.#token, expires: this.#expires }
  }

  // exchange confirms the customer; whoever wants that at the same time shares it.
  exchange(given) {
    if (given) this.#exchanging = null
    const turn = this.#exchanging ?? this.#exchange(given, ++this.#turn)
    this.#exchanging = turn
    return turn.finally(() => turn === this.#exchanging && (this.#exchanging = null))
  }

  // An answer that another question has overtaken counts for nothing: the page may
  // have said meanwhile that somebody else is there.
  async #exchange(given, turn) {
    clearTimeout(this.#timer)
    const { token, error } = this.#anonymous ? { token: "" } : given ? { token: given } : await this.#host.token()
    if (turn !== this.#turn) return false
    if (!token && !this.#anonymous) {
      this.#host.event("identity-needed")
      return this.#refuse(error === 2 ? "setup" : "sign-in")
    }
    let response
    try {
      response = await fetch(this.#path + "/visit", {
        method: "POST",
        headers: { "Linger-Visit": this.#token || this.previous },
        body: new URLSearchParams({ token, origin: this.#host.origin, locale: navigator.language, language: document.documentElement.lang, reconnect: this.link }),
      })
    } catch {
      return turn === this.#turn && this.#refuse("later")
    }
    const html = response.ok && (await response.text().catch(() => ""))
    if (turn !== this.#turn) return false
    if (html) return this.#confirm(html, response)
    if (response.ok) return this.#refuse("later") // cut off
    const code = response.headers.get("Linger-Error")
    if (code === "reconnect_over") return this.#refuse("expired", code)
    if (response.status === 404) return this.#refuse("gone", code)
    if (response.status !== 401) return this.#refuse("later", code)
    this.#host.event("error", { code: 4, reason: code })
    return this.#refuse(unready.includes(code) ? "setup" : "refused", code)
  }

  #confirm(html, { headers }) {
    const customer = headers.get("Linger-Customer")
    const another = this.customer !== customer
    if (another && this.customer) this.#host.event("identity-changed")
    this.customer = customer
    this.link = ""
    this.linked = headers.has("Linger-Link")
    this.interrupted = headers.get("Linger-Interrupted") ?? ""
    this.use({ token: headers.get("Linger-Visit"), expires: headers.get("Linger-Visit-Expires") * 1000 })
    this.#host.send("visit", { value: this.#token })
    this.#on.confirmed(html, another)
    return true
  }

  // use takes a visit of the same customer, this tab's own or another's.
  use({ token, expires }) {
    this.#token = token
    this.#expires = expires
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.exchange(), Math.max(least, expires - Date.now() - early))
  }

  #refuse(why, code) {
    this.#on.refused(why, code)
    return false
  }

  // over reports whether the visit can't be used any more.
  get over() {
    return !this.#token || Date.now() >= this.#expires
  }

  // unknown reports whether the server would take her for somebody new.
  get unknown() {
    return this.#anonymous && !this.#token && !this.previous && !this.link
  }

  // ask sends a request of the chat. A visit that is over is confirmed first, once.
  async ask(method, path, body) {
    const { customer } = this
    // What is short goes out even if the page is left at this moment.
    const keepalive = body instanceof URLSearchParams && body.toString().length < 30_000
    const send = () => fetch(this.#path + path, { method, headers: this.headers, body, keepalive })
    const used = this.#token
    const response = await send()
    if (response.status !== 401) return response
    if (this.#token === used && !(await this.exchange())) throw new Elsewhere()
    if (this.customer !== customer) throw new Elsewhere()
    return send()
  }

  // end forgets the customer, here and on the server.
  async end() {
    clearTimeout(this.#timer)
    this.#turn++
    this.#exchanging = null
    const headers = this.#token ? this.headers : { "Linger-Visit": this.previous }
    this.customer = this.#token = this.previous = ""
    this.#expires = 0
    this.#host.send("visit", { value: null })
    if (headers["Linger-Visit"]) await fetch(this.#path + "/visit", { method: "DELETE", headers, keepalive: true }).catch(() => {})
  }
}
