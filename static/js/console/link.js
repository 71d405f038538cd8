// The link back to a chat goes to the clipboard; where that is denied it is shown, to
// be copied by hand.
import { make, post } from "./dom.js"

const shown = 8000 // ms

async function made(form) {
  const response = await post(form.action, {})
  if (!response.ok) throw new Error(response.headers.get("Linger-Error") ?? response.status)
  return response.text()
}

// The clipboard is asked for while the click still counts, before there is a link.
async function copied(link) {
  try {
    const text = link.then((it) => new Blob([it], { type: "text/plain" }))
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })])
    return true
  } catch {
    return false
  }
}

function toast(...content) {
  const box = make("div", { class: "toast" }, ...content)
  document.getElementById("toasts")?.append(box)
  return box
}

document.addEventListener("submit", async (event) => {
  const form = event.target
  if (!form.matches("[data-link]")) return
  event.preventDefault()
  const link = made(form)
  try {
    if (await copied(link)) {
      const box = toast(make("span", {}, "Link copied. It leads back to this chat for as long as it runs."))
      return setTimeout(() => box.remove(), shown)
    }
    const field = make("input", { class: "toast__link", readonly: "", value: await link, "aria-label": "Reconnect link" })
    const box = toast(make("span", {}, "Copy this link:"), field)
    field.select()
    field.addEventListener("blur", () => box.remove())
    field.focus()
  } catch {
    const box = toast(make("span", {}, "No link was made: the chat has ended, or the server does not answer."))
    setTimeout(() => box.remove(), shown)
  }
})
