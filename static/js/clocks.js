// The clocks that a reader's times are read from: those of the place that is set for
// them, else the browser's.
import { locale } from "./locale.js"

const { dataset } = document.documentElement

// A browser may not know a zone that the server does; its own is better than none.
const zone = (() => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: dataset.zone })
    return dataset.zone
  } catch {
    return undefined
  }
})()

// dates formats dates in the reader's language, on the reader's clocks.
export const dates = (options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })

// In Swedish a date is written 2026-03-02.
const iso = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short" })

// days counts the days up to the one that date falls on, for the reader.
export const days = (date) => Date.parse(iso.format(date)) / 86_400_000

export const year = (date) => iso.format(date).slice(0, 4)

// write says text in time, and in which language, where that is not the page's.
export function write(time, text) {
  if (time.textContent !== text) time.textContent = text
  if (!dataset.locale || time.lang === locale) return
  time.lang = locale
  time.dir = "auto"
}
