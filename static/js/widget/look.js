// The admin's colour, through the object model: the content policy lets no style
// stand in the markup.
export function paint({ accent, onAccent, accentHover, accentInk, accentInkDark }) {
  if (!accent) return
  const { style } = document.documentElement
  style.setProperty("--color-accent", accent)
  style.setProperty("--color-on-accent", onAccent)
  style.setProperty("--color-accent-hover", accentHover)
  style.setProperty("--color-accent-ink", `light-dark(${accentInk}, ${accentInkDark})`)
}
