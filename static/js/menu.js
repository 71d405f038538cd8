// Menus are popovers: the browser opens and closes them, and says which. Here is
// what it leaves out: a place beside the button, and the arrow keys.

const gap = 4 // px between button and menu, and to the window's edge

const items = (menu) => [...menu.querySelectorAll("[role^='menuitem']:not(:disabled, [aria-disabled='true'])")]

function beside(menu, button) {
  const at = button.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const rightToLeft = getComputedStyle(button).direction === "rtl"
  const left = rightToLeft ? at.left : at.right - width
  const below = at.bottom + gap
  const top = below + height > innerHeight && at.top - gap - height >= 0 ? at.top - gap - height : below
  menu.style.left = `${Math.max(gap, Math.min(left, innerWidth - width - gap))}px`
  menu.style.top = `${top}px`
}

const buttonOf = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`)

document.addEventListener("toggle", (event) => {
  const menu = event.target
  if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]")) return
  const button = buttonOf(menu)
  if (event.newState !== "open" || !button) return
  beside(menu, button)
  items(menu)[0]?.focus()
}, true)

document.addEventListener("keydown", (event) => {
  const menu = event.target instanceof Element && event.target.closest(".menu[popover]")
  if (!menu) return
  const all = items(menu)
  const at = all.indexOf(document.activeElement)
  const next = {
    ArrowDown: all[(at + 1) % all.length],
    ArrowUp: all.at(at - 1),
    Home: all[0],
    End: all.at(-1),
  }[event.key]
  if (event.key === "Tab") menu.hidePopover()
  if (!next) return
  event.preventDefault()
  next.focus()
})

// A verb that was pressed is done with its menu. Its own click goes first.
document.addEventListener("click", ({ target }) => {
  const menu = target.closest("[role^='menuitem']")?.closest(".menu[popover]")
  if (menu?.matches(":popover-open")) menu.hidePopover()
})
// What the server brings knows nothing of the place, and its row may have moved.
document.addEventListener("htmx:after:swap", () => {
  const menu = document.querySelector(".menu:popover-open")
  const button = menu && buttonOf(menu)
  if (button) beside(menu, button)
})
addEventListener("resize", () => document.querySelector(".menu:popover-open")?.hidePopover())
