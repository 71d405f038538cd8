// The page around the frame, through the loader. Both sides name the other's exact
// origin and take nothing from anyone else.
import { uuid } from "./words.js"

const page = window.parent

function originOf() {
  const ancestor = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin)
  return page === window || !ancestor || ancestor === "null" ? "" : ancestor
}

const patience = 12_000 // the loader itself gives the page ten seconds

export class Host {
  origin = originOf()
  #asked = new Map()

  // heard are functions by the type of message.
  constructor(heard) {
    addEventListener("message", ({ source, origin, data }) => {
      if (source !== page || origin !== this.origin || data?.linger !== 1) return
      if (data.type === "token" && this.#asked.has(data.request)) this.#asked.get(data.request)(data)
      else heard[data.type]?.(data)
    })
  }

  send(type, more) {
    if (this.origin) page.postMessage({ linger: 1, type, ...more }, this.origin)
  }

  event(name, detail = {}) {
    this.send("event", { name, detail })
  }

  // token asks the page who its customer is now: a token, or why there is none.
  async token() {
    const request = uuid()
    try {
      return await new Promise((resolve) => {
        this.#asked.set(request, resolve)
        this.send("token", { request })
        setTimeout(resolve, patience, { token: null, error: 3 })
      })
    } finally {
      this.#asked.delete(request)
    }
  }
}
