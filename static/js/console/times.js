// Times that go on: how long ago ("12 min"), when ("14:02", and the date if it was
// another day), and how long yet (a countdown). The server writes the same in UTC.
import { locale } from "../locale.js"

const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" })
const thisYear = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" })
const otherYear = new Intl.DateTimeFormat(locale, { year: "numeric", month: "short", day: "numeric" })
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" })
const dayName = new Intl.DateTimeFormat(locale, { weekday: "long", month: "long", day: "numeric" })

const minute = 60_000

export const sameDay = (a, b) => a.toDateString() === b.toDateString()

const daysBefore = (date, days) => {
  const before = new Date(date)
  before.setDate(before.getDate() - days)
  return before
}

// day is the name of a date's day: Today, Yesterday, or the date.
export function day(date, now = new Date()) {
  if (sameDay(date, now)) return "Today"
  if (sameDay(date, daysBefore(now, 1))) return "Yesterday"
  return date.getFullYear() === now.getFullYear() ? dayName.format(date) : otherYear.format(date)
}

const ago = (date, now) => {
  const minutes = Math.floor((now - date) / minute)
  if (minutes < 1) return "now"
  if (minutes < 60) return `${minutes} min`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h`
  return `${Math.floor(minutes / (24 * 60))} d`
}

const moment = (date, now, always) => {
  if (sameDay(date, now)) return always === "day" ? `Today, ${clock.format(date)}` : clock.format(date)
  const text = (date.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(date)
  return always ? `${text}, ${clock.format(date)}` : text
}

// inPlace says a moment as its place needs it: in the log the day stands above, a list
// has room for one of day and time, and facts are told in full.
const inPlace = (time, date, now) => {
  if (time.closest(".message")) return clock.format(date)
  if (time.closest(".row, .earlier")) return moment(date, now, "")
  return moment(date, now, time.closest(".facts") ? "day" : "time")
}

const write = (element, text) => element.textContent === text || (element.textContent = text)

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
