// What an agent writes alone in the composer to do something: /t, /tq, /c, /i, /p.
import htmx from "../htmx.js"
import { openConversation } from "./dom.js"
import { pressKey } from "./shortcuts.js"

const toQueues = () => {
  const [, , list] = location.pathname.split("/")
  const path = `/console/conversations/${openConversation()}/transfer?first=queues&list=${list}`
  if (document.querySelector("#chat-menu [data-shortcut=t]")) htmx.ajax("GET", path, { target: "#dialogs", swap: "innerHTML" })
}

const commands = {
  "/t": () => pressKey("t"),
  "/tq": toQueues,
  "/c": () => pressKey("c"),
  "/i": (composer) => composer.write("internal"),
  "/p": (composer) => composer.write("agent"),
}

// command does what text says, if that is a command. It is never sent as a message.
export function command(text, composer) {
  const does = commands[text.trim()]
  if (!does) return false
  composer.querySelector("textarea").value = ""
  does(composer)
  return true
}
