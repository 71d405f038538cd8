// The swap style `standing`: how a conversation stands is brought up to date, but
// never by an answer that is older than what is shown (a POST's answer and the
// stream race each other), nor by one of another conversation.
import htmx from "../htmx.js"

let api

htmx.registerExtension("standing", {
  init: (internal) => (api = internal),
  handle_swap(style, target, fragment) {
    if (style !== "standing") return false
    const next = fragment.firstElementChild
    const { of, standing } = next.dataset
    if (target.dataset.of !== of || Number(standing) < Number(target.dataset.standing)) return []
    const { id } = next
    api.morph(target, fragment, false)
    return [document.getElementById(id)]
  },
})
