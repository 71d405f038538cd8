// What a customer's browser keeps for her: by widget and customer, so that nobody
// else on it sees it. Where storage is denied or full it is kept for as long as the
// page is open.
export class Keep {
  #prefix
  #memory = new Map()

  constructor(key, customer) {
    this.#prefix = `linger:${key}:${customer}:`
  }

  get(name) {
    try {
      return localStorage.getItem(this.#prefix + name) ?? this.#memory.get(name) ?? null
    } catch {
      return this.#memory.get(name) ?? null
    }
  }

  set(name, value) {
    if (!value) return this.remove(name)
    try {
      localStorage.setItem(this.#prefix + name, value)
      this.#memory.delete(name)
    } catch {
      this.#memory.set(name, value)
    }
  }

  remove(name) {
    this.#memory.delete(name)
    try {
      localStorage.removeItem(this.#prefix + name)
    } catch {
      // nothing was kept
    }
  }

  // names are those that begin with start, in order.
  names(start) {
    const names = new Set([...this.#memory.keys()])
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(this.#prefix)) names.add(key.slice(this.#prefix.length))
      }
    } catch {
      // memory alone
    }
    return [...names].filter((name) => name.startsWith(start)).sort()
  }
}
