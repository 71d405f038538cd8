// Problems float over the page until they are put away, or until something works
// again: then they are no longer true.

const list = () => document.getElementById("problems")

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-dismisses]")) list()?.replaceChildren()
})

document.addEventListener("htmx:after:request", ({ detail }) => {
  if (detail.ctx.response.status < 400) list()?.replaceChildren()
})
