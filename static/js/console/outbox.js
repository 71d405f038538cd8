// What the agent wrote and the server has not confirmed. It is kept in this browser,
// through reload and offline, and sent until there is an answer. A message carries an
// id of its own, so that sending it twice is harmless. One window sends at a time.
import { recall, remember, otherWindow } from "./store.js"
import { post } from "./dom.js"

const key = "outbox"
const listeners = new Set()
let timer

export const unsent = () => recall(key, [])
const keep = (list) => {
  remember(key, list.length ? list : null)
  for (const listener of listeners) listener()
}

// onOutbox calls back whenever the outbox changed, here or in another window.
export const onOutbox = (listener) => listeners.add(listener)
otherWindow(key, () => listeners.forEach((listener) => listener()))

const change = (id, values) => keep(unsent().map((item) => (item.id === id ? { ...item, ...values } : item)))
export const discard = (id) => keep(unsent().filter((item) => item.id !== id))

// add puts a message last in line: { conversation, kind, body, seen, list, filter }. edited
// are the ids of messages taken back from here that it was made from: it has the first
// one's, for that may be on its way.
export function add(message, edited = []) {
  const made = edited.length ? { id: edited[0], edited } : { id: crypto.randomUUID() }
  keep([...unsent(), { ...message, ...made, state: "sending", tries: 0 }])
  flush()
}

// retry sends one again now; anyway sends it although the thread moved on.
export function retry(id, anyway = false) {
  change(id, anyway ? { state: "sending", seen: -1, problem: "" } : { state: "sending", problem: "" })
  flush()
}

// another sends one, whose text from before it was changed had arrived, besides that.
export function another(id) {
  change(id, { id: crypto.randomUUID(), edited: undefined, state: "sending", tries: 0, problem: "" })
  flush()
}

// flush sends what can be sent: each conversation's messages in their order, the next
// one when the one before has arrived.
export function flush() {
  clearTimeout(timer)
  const alone = navigator.locks ? (task) => navigator.locks.request("linger.outbox", task) : (task) => task()
  return alone(async () => {
    const blocked = new Set()
    for (const { id } of unsent()) {
      const item = unsent().find((each) => each.id === id) // another window may have changed it
      if (!item || blocked.has(item.conversation)) continue
      if (item.state !== "sending") blocked.add(item.conversation)
      else if (!(await send(item))) blocked.add(item.conversation)
    }
    const waiting = unsent().filter((item) => item.state === "sending")
    if (waiting.length) timer = setTimeout(flush, pause(Math.min(...waiting.map((item) => item.tries))))
  })
}

// refusals that say more than that it failed.
const refusals = { moved_on: "moved", arrived: "arrived" }

const pause = (tries) => Math.min(30_000, 1000 * 2 ** tries)

async function send(item) {
  const { id, conversation, kind, body, seen, list, filter, edited = [] } = item
  let response
  try {
    response = await post(`/console/conversations/${conversation}/messages`, { client_id: id, kind, body, seen, list, filter, edited: edited.join(" ") })
  } catch {
    change(id, { tries: item.tries + 1, problem: navigator.onLine ? "The server does not answer." : "You are offline." })
    return false
  }
  if (response.ok) {
    const html = await response.text()
    document.dispatchEvent(new CustomEvent("linger:sent", { detail: { conversation, html } }))
    discard(id)
    return true
  }
  const error = (await response.json().catch(() => ({}))).error ?? {}
  const problem = Object.values(error.fields ?? {}).join(" ") || error.message || "The server refused it."
  if (response.status === 401) {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
  } else if (response.status >= 500 || response.status === 429) {
    change(id, { tries: item.tries + 1, problem })
  } else {
    change(id, { state: refusals[error.code] ?? "failed", problem })
    document.dispatchEvent(new CustomEvent("linger:stale"))
  }
  return false
}

addEventListener("online", flush)
setTimeout(flush) // what was left by the last visit
