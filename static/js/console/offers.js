// An offer counts as shown when it stands in a window: the server is told once. What no
// window shows goes back to whoever asked.
import { post } from "./dom.js"

const told = new Set()

function look() {
  for (const { dataset } of document.querySelectorAll("[data-shows]")) {
    const path = dataset.shows
    if (told.has(path)) continue
    told.add(path)
    post(path, {}).then((response) => response.status < 500 || told.delete(path)).catch(() => told.delete(path))
  }
}

document.addEventListener("htmx:after:swap", look)
setInterval(look, 2000) // what could not be told is told again
look()
