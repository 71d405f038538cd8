// Says in the tabs above a long form which part of it is being read.

const tabs = [...document.querySelectorAll(".form-tabs a")]

// Where a part begins; one that is not shown, nowhere.
const top = (part) => part?.getClientRects()[0]?.top ?? Infinity

if (tabs.length) {
  const mark = () => {
    const line = innerHeight / 3
    const end = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2
    const above = tabs.filter(({ hash }) => top(document.querySelector(hash)) < line)
    const current = (end && tabs.at(-1)) || above.at(-1) || tabs[0]
    if (current.hasAttribute("aria-current")) return
    for (const tab of tabs) tab.toggleAttribute("aria-current", false)
    current.setAttribute("aria-current", "true")
    const strip = current.parentElement
    strip.scrollTo({ left: current.offsetLeft - strip.clientWidth / 2 + current.clientWidth / 2 })
  }
  document.addEventListener("scroll", mark, { passive: true })
  mark()
}
