// The words that the script puts in: they come with the page, from the catalogue in
// views/widget.
let catalogue = {}

export const learn = (json) => (catalogue = JSON.parse(json ?? "{}"))

export const say = (name, value) => (catalogue[name] ?? "").replace("%s", () => value)

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
