// Small questions to the page.

export const messages = () => document.getElementById("messages")
export const openConversation = () => messages()?.dataset.conversation ?? ""
export const composes = () => document.getElementById("head")?.dataset.foot === "compose"

// make builds an element: make("button", { class: "button" }, "Retry").
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

// say has a screen reader read text when it is done with what it reads.
export function say(text) {
  const announcer = document.getElementById("announcer")
  if (announcer) announcer.textContent = text
}

// typesIn reports whether keys pressed at element are text.
export const typesIn = (element) =>
  element instanceof HTMLElement &&
  (element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit])"))

// post sends a form's worth of values, and expects no page.
export const post = (path, values) =>
  fetch(path, {
    method: "POST",
    headers: { "HX-Request": "true", Accept: "application/json, */*" },
    body: new URLSearchParams(values),
    signal: AbortSignal.timeout(20_000),
  })
