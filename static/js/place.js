// The swap style `place`: a row goes where its data-key says, one that is there
// already is brought up to date in place, one marked data-gone leaves. So page, POST
// and stream may bring the same row, in any order. An edited row from before the
// first one shown is left for the page of history it belongs to: `place all:true`.
import htmx from "htmx.org"

const number = (key) => (key ? Number(key) : NaN)
const compare = (a, b) => (Number.isNaN(number(a) - number(b)) ? (a > b) - (a < b) : number(a) - number(b))

function place(list, row, all, morph) {
  const old = document.getElementById(row.id)
  if ("gone" in row.dataset) return old?.remove()
  const { key, changed } = row.dataset
  if (old && number(old.dataset.changed) > number(changed)) return
  const sign = list.dataset.order === "desc" ? -1 : 1
  const rows = [...list.children].filter((each) => each.dataset.key && each !== old)
  const before = rows.findLast((each) => compare(each.dataset.key, key) * sign <= 0)
  if (!old && !before && rows[0] && number(changed) > number(key) && !all) return
  const stays = old?.parentNode === list && old.dataset.key === key
  const placed = old ? morph(old, row) : row
  if (stays) return placed
  const next = before ? before.nextSibling : (rows[0] ?? null)
  const focus = placed.contains(document.activeElement) && document.activeElement
  placed.isConnected && list.moveBefore ? list.moveBefore(placed, next) : list.insertBefore(placed, next)
  if (focus && focus !== document.activeElement) focus.focus({ preventScroll: true })
  return placed
}

// anchored holds what the reader looks at where it is. At the very start of a
// list nothing is held, so that new rows show; but for history put before it.
function anchored(list, fragment, all, change) {
  let box = list
  while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement
  box ??= document.scrollingElement
  const top = Math.max(0, box.getBoundingClientRect().top)
  const stays = (each) => !fragment.getElementById(each.id) && each.getBoundingClientRect().bottom > top
  const held = (all || box.scrollTop) && [...list.children].find(stays)
  const was = held && held.getBoundingClientRect().top
  const changed = change()
  if (held) box.scrollTop += held.getBoundingClientRect().top - was
  return changed
}

let api

htmx.registerExtension("place", {
  init: (internal) => (api = internal),
  handle_swap(style, list, fragment, { all }) {
    if (style !== "place") return false
    const morph = (old, row) => {
      const one = new DocumentFragment()
      one.append(row)
      api.morph(old, one, false)
      return document.getElementById(old.id)
    }
    const rows = [...fragment.children]
    return anchored(list, fragment, all, () => rows.map((row) => place(list, row, all, morph)).filter(Boolean))
  },
})
