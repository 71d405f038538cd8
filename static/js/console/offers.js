// Offers on screen: the server hears that they are shown, one window sounds until
// they are answered, and where the workstream wants it the desktop says so.
import { post } from "./dom.js"
import { chime } from "../chime.js"
import { notifies } from "./attention.js"

const again = 4000 // ms between two sounds

const shown = new Set()
const standing = () => [...document.querySelectorAll("[data-shows]")]

// A window that can't reach the server now says it at the next look.
async function tell(path) {
  shown.add(path)
  const answer = await post(path, {}).catch(() => null)
  if (!answer || answer.status >= 500) shown.delete(path)
}

const wanted = (offer) => offer.dataset.notify === "always" || (offer.dataset.notify === "background" && !document.hasFocus())

// One notification for each offer, from whichever window shows it first: the tag is
// the offer's, and what is shown again replaces itself.
function notify(offer) {
  if (!notifies() || !wanted(offer)) return
  const note = new Notification(offer.dataset.name, { body: offer.dataset.words, tag: `linger:${offer.dataset.shows}` })
  note.onclick = () => {
    window.focus()
    note.close()
  }
  notes.set(offer.dataset.shows, note)
}
const notes = new Map()

let ringing
function ring() {
  clearTimeout(ringing)
  if (!standing().length) return
  chime("linger-console-offers")
  ringing = setTimeout(ring, again)
}

function look() {
  const offers = standing()
  const ids = new Set(offers.map((offer) => offer.dataset.shows))
  const fresh = offers.filter((offer) => !shown.has(offer.dataset.shows))
  for (const offer of fresh) {
    if (shown.has(offer.dataset.shows)) continue // it is on screen twice
    tell(offer.dataset.shows)
    notify(offer)
  }
  for (const id of shown) {
    if (ids.has(id)) continue
    shown.delete(id)
    notes.get(id)?.close()
    notes.delete(id)
  }
  if (fresh.length || !ids.size) ring()
}

look()
document.addEventListener("htmx:after:swap", look)
document.addEventListener("linger:connected", look)
setInterval(look, 2000) // what could not be told is told again
