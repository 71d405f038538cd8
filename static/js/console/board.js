// The board's parts are asked for anew when the server says that what they show has
// changed: soon, but never more often than they are worth. A window that nobody looks
// at asks when it is looked at again.
const parts = {
  "board-now": { least: 1000 }, // ms between two questions
  "board-day": { least: 5000 },
}
const slow = 60_000 // ms after which all is asked anyway, should a word have been lost

function ask(id) {
  const part = parts[id]
  part.timer = null
  part.behind = document.hidden
  if (part.behind) return
  part.asked = performance.now()
  document.getElementById(id)?.dispatchEvent(new Event("linger:touched"))
}

function touch(...ids) {
  for (const id of ids) {
    const part = parts[id]
    part.timer ??= setTimeout(ask, Math.max(0, (part.asked ?? 0) + part.least - performance.now()), id)
  }
}

if (document.getElementById("board-now")) {
  const all = Object.keys(parts)
  document.addEventListener("linger:board", ({ detail }) => touch("board-now", ...(detail === "all" ? ["board-day"] : [])))
  document.addEventListener("linger:connected", () => touch(...all))
  document.addEventListener("visibilitychange", () => document.hidden || touch(...all.filter((id) => parts[id].behind)))
  setInterval(touch, slow, ...all)
}
