// What may call the agent: sounds, and notifications on the desktop. Both are the
// browser's to keep.
import { mute, muted, play } from "../chime.js"
import { say } from "./dom.js"

const sounds = document.querySelector("[data-sounds]")
const notifications = document.querySelector("[data-notifications]")
const silenced = "linger:no-notifications"

const kept = (name) => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null // storage is blocked
  }
}

const keep = (name, value) => {
  try {
    value ? localStorage.setItem(name, value) : localStorage.removeItem(name)
  } catch {} // it holds for this window then
}

// notifies is whether offers may show on the desktop.
export const notifies = () => "Notification" in window && Notification.permission === "granted" && !kept(silenced)

function draw() {
  if (sounds) sounds.ariaChecked = String(!muted())
  if (notifications) notifications.ariaChecked = String(notifies())
}

if (sounds) {
  sounds.hidden = false
  sounds.addEventListener("click", () => {
    mute(!muted())
    if (!muted()) play()
    draw()
  })
}

if (notifications && "Notification" in window) {
  notifications.hidden = false
  notifications.addEventListener("click", async () => {
    if (notifies()) {
      keep(silenced, "1")
    } else {
      keep(silenced, "")
      if ((await Notification.requestPermission()) !== "granted") {
        say("The browser does not allow notifications. Allow them for this page in its settings, then try again.")
      }
    }
    draw()
  })
}
draw()
