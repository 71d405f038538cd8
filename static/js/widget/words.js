// The words that the script puts in: they come with the page, from the catalogue in
// views/widget.
import { locale } from "../locale.js"

const plurals = new Intl.PluralRules(document.documentElement.lang || undefined)
const numbers = new Intl.NumberFormat(locale)
let catalogue = {}

export const learn = (json) => (catalogue = JSON.parse(json ?? "{}"))

// say is the text called name. A number in it decides which of the language's forms
// is taken, and is written in the language's way.
export function say(name, value) {
  const counted = typeof value === "number"
  const text = counted ? (catalogue[`${name}.${plurals.select(value)}`] ?? catalogue[`${name}.other`]) : catalogue[name]
  return (text ?? "").replace("%s", () => (counted ? numbers.format(value) : value))
}

// around is a text with a name in it, which may be written the other way round.
export function around(name, value) {
  const [before, after] = say(name, "%s").split("%s")
  return [before, element("bdi", {}, value), after]
}

// element makes one without any markup being parsed.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

export const button = (text, action, kind = "") => {
  const made = element("button", { type: "button", class: `button button--small ${kind}` }, text)
  made.addEventListener("click", action)
  return made
}

// uuid makes an id that nobody else makes, also where the browser has no
// randomUUID: on pages without encryption.
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID()
  const digit = (d) => (d ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (d / 4)))).toString(16)
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit)
}
