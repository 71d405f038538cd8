// Back and forward: only the panes that differ are fetched, so that the list keeps
// its place.
import htmx from "../htmx.js"
import { openConversation } from "./dom.js"

const list = ({ pathname, search }) => {
  const asked = new URLSearchParams(search)
  return `${pathname.split("/")[2]}?${asked.get("state") ?? ""}?${asked.get("q") ?? ""}`
}

let shown = list(location)

document.addEventListener("htmx:after:history:update", () => (shown = list(location)))

document.addEventListener("htmx:before:history:restore", (event) => {
  if (!document.getElementById("panes")) return
  event.preventDefault()
  const to = new URL(event.detail.path, location)
  const target = list(to) === shown ? "main" : "panes"
  shown = list(to)
  const [, , , conversation = ""] = to.pathname.split("/")
  if (target === "main" && conversation === openConversation() && !new URLSearchParams(to.search).has("at")) return
  htmx.ajax("GET", to.pathname + to.search, {
    target: `#${target}`,
    swap: "innerHTML",
    headers: { "HX-Target": `${target === "main" ? "main" : "div"}#${target}` },
  })
})
