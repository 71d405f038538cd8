// Openings in rows and in the header are told in the customer's zone, and anew when
// days pass.
import { opening } from "../opening.js"

function tell() {
  for (const time of document.querySelectorAll("time[data-local=opening]")) {
    const text = opening(new Date(time.dateTime))
    if (time.textContent !== text) time.textContent = text
  }
}

new MutationObserver(tell).observe(document.body, { childList: true, subtree: true })
document.addEventListener("visibilitychange", tell)
setInterval(tell, 60_000)
