// When somebody is back, in the reader's own zone and words: "tomorrow 09:00",
// "Monday 09:00", further ahead or long ago with the date.
import { locale } from "./locale.js"

const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" })
const days = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })
const time = { hour: "numeric", minute: "2-digit" }
const week = new Intl.DateTimeFormat(locale, { weekday: "long", ...time })
const dated = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", ...time })

export function opening(date, now = new Date()) {
  const ahead = Math.round((new Date(date).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000)
  if (ahead < 0 || ahead > 6) return dated.format(date)
  return ahead < 2 ? `${days.format(ahead, "day")} ${clock.format(date)}` : week.format(date)
}
