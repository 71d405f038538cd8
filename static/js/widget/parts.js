// The pieces of an answer, each with where it goes. They are what htmx reads too, so
// that one template serves every page.
export function parts(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return [...template.content.querySelectorAll("hx-partial")].map((part) => ({
    target: part.getAttribute("hx-target"),
    swap: part.getAttribute("hx-swap"),
    older: "older" in part.dataset,
    before: part.dataset.before,
    first: part.firstElementChild,
    rows: [...part.children],
  }))
}
