// Times in the reader's own zone and language. The server writes them in UTC, so
// they are right without this; here they become relative under a day, with the
// exact time in the title.

import { dates, write, year } from "./clocks.js"
import { locale } from "./locale.js"
import { opening } from "./opening.js"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const exact = dates({ dateStyle: "full", timeStyle: "short" })
const clock = dates({ timeStyle: "short" })
const thisYear = dates({ month: "short", day: "numeric" })
const otherYear = dates({ year: "numeric", month: "short", day: "numeric" })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" })

// words says when date is, as seen at now.
export function words(date, now = new Date()) {
  const ago = now - date
  const distance = Math.abs(ago)
  if (distance < minute) return relative.format(0, "second")
  if (distance < hour) return relative.format(-Math.trunc(ago / minute), "minute")
  if (distance < day) return relative.format(-Math.trunc(ago / hour), "hour")
  return (year(date) === year(now) ? thisYear : otherYear).format(date)
}

const formats = {
  relative: words,
  clock: (date) => clock.format(date),
  exact: (date) => exact.format(date),
  opening: (date) => opening(date),
}

function localise() {
  for (const time of document.querySelectorAll("time[data-local]")) {
    const date = new Date(time.dateTime)
    if (Number.isNaN(date.valueOf())) continue
    const text = (formats[time.dataset.local] ?? words)(date)
    write(time, text)
    if (time.dataset.local !== "exact") time.title = exact.format(date)
  }
}

localise()
document.addEventListener("htmx:after:swap", localise)
document.addEventListener("visibilitychange", localise)
setInterval(() => document.hidden || localise(), 15_000)
