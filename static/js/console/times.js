// Times that go on: how long ago ("12 min"), when ("14:02", and the date if it was
// another day), and how long yet (a countdown). The server writes the same in UTC.
import { dates, days, write, year } from "../clocks.js"
import { locale } from "../locale.js"

const clock = dates({ timeStyle: "short" })
const thisYear = dates({ month: "short", day: "numeric" })
const otherYear = dates({ year: "numeric", month: "short", day: "numeric" })
const exact = dates({ dateStyle: "full", timeStyle: "short" })
const dayName = dates({ weekday: "long", month: "long", day: "numeric" })

const base = (locale ?? "en").split("-")[0]
const minute = 60_000

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })
const lately = (days) => {
  const text = relative.format(-days, "day")
  return text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1)
}

const daysAgo = (date, now) => days(now) - days(date)

// day is the name of a date's day: Today, Yesterday, or the date.
export function day(date, now = new Date()) {
  const ago = daysAgo(date, now)
  if (ago === 0 || ago === 1) return lately(ago)
  return year(date) === year(now) ? dayName.format(date) : otherYear.format(date)
}

// English is short enough to stand in a row with other words; others have words of
// their own.
const span = (number, unit, english) =>
  base === "en" ? `${number} ${english}` : new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(number)

const ago = (date, now) => {
  const minutes = Math.floor((now - date) / minute)
  if (minutes < 1) return relative.format(0, "second")
  if (minutes < 60) return span(minutes, "minute", "min")
  if (minutes < 24 * 60) return span(Math.floor(minutes / 60), "hour", "h")
  return span(Math.floor(minutes / (24 * 60)), "day", "d")
}

const moment = (date, now, always) => {
  if (daysAgo(date, now) === 0) return always === "day" ? `${lately(0)}, ${clock.format(date)}` : clock.format(date)
  const text = (year(date) === year(now) ? thisYear : otherYear).format(date)
  return always ? `${text}, ${clock.format(date)}` : text
}

// inPlace says a moment as its place needs it: in the log the day stands above, a list
// has room for one of day and time, and facts are told in full.
const inPlace = (time, date, now) => {
  if (time.closest(".message")) return clock.format(date)
  if (time.closest(".row, .earlier")) return moment(date, now, "")
  return moment(date, now, time.closest(".facts") ? "day" : "time")
}

export function tell() {
  const now = new Date()
  for (const time of document.querySelectorAll("time[data-ago], time[data-moment]")) {
    const date = new Date(time.dateTime)
    write(time, "ago" in time.dataset ? ago(date, now) : inPlace(time, date, now))
    const full = exact.format(date)
    if (time.title !== full) time.title = full
  }
}

tell()
document.addEventListener("htmx:after:swap", tell)
document.addEventListener("visibilitychange", tell)
setInterval(() => document.hidden || tell(), 10_000)

// A countdown to data-until; what is over takes its offer or toast away. The clock of
// the server may differ from ours: the first look counts what the server thinks left.
class Countdown extends HTMLElement {
  #timer
  #end

  connectedCallback() {
    this.#end = new Date(this.dataset.until).valueOf()
    this.#tick()
    this.#timer = setInterval(() => this.#tick(), 250)
  }

  disconnectedCallback() {
    clearInterval(this.#timer)
  }

  #tick() {
    const left = Math.max(0, Math.ceil((this.#end - Date.now()) / 1000))
    write(this, "plain" in this.dataset ? `${left}` : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`)
    if (left === 0) this.closest(".offer, .toast")?.remove()
  }
}
customElements.define("linger-countdown", Countdown)
