// What the console remembers in this browser, for this agent. A browser that keeps
// nothing is as good, but for what it forgets.

const agent = () => document.getElementById("panes")?.dataset.agent ?? ""
const name = (key) => `linger.${agent()}.${key}`

export function recall(key, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(name(key))) ?? otherwise
  } catch {
    return otherwise
  }
}

export function remember(key, value) {
  try {
    if (value === null || value === "") localStorage.removeItem(name(key))
    else localStorage.setItem(name(key), JSON.stringify(value))
  } catch {
    // full, or switched off
  }
}

// otherWindow calls back when another window of this agent changed key.
export function otherWindow(key, changed) {
  addEventListener("storage", (event) => event.key === name(key) && changed())
}
