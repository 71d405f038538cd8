// When somebody is back, in the reader's own zone and words: "tomorrow 09:00",
// "Monday 09:00", further ahead or long ago with the date.
import { dates, days } from "./clocks.js"
import { locale } from "./locale.js"

const clock = dates({ timeStyle: "short" })
const near = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })
const time = { hour: "numeric", minute: "2-digit" }
const week = dates({ weekday: "long", ...time })
const dated = dates({ weekday: "long", day: "numeric", month: "long", ...time })

export function opening(date, now = new Date()) {
  const ahead = days(date) - days(now)
  if (ahead < 0 || ahead > 6) return dated.format(date)
  return ahead < 2 ? `${near.format(ahead, "day")} ${clock.format(date)}` : week.format(date)
}
