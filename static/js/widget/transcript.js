// The rows of the log on screen. Each stands where its number says, however often
// and in whatever order it arrives: with the page, as the answer to a message, by
// the stream, with history. What the reader looks at stays where it is.
import { locale } from "../locale.js"
import { button, element, say } from "./words.js"

const together = 5 * 60_000 // ms within which one sender's messages are a group
const near = 60 // px from the end that count as the end

const number = (text) => Number(text ?? 0)

const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" })
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" })
const dayOfYear = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" })
const dayLongAgo = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" })

function dayName(date, now = new Date()) {
  const ago = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000)
  if (ago === 0) return say("today")
  if (ago === 1) return say("yesterday")
  return (date.getFullYear() === now.getFullYear() ? dayOfYear : dayLongAgo).format(date)
}

export class Transcript {
  unseen = 0 // new messages below what the reader looks at
  #scroll
  #log
  #earlier
  #receipt
  #load
  #on
  #atEnd = true
  #loading = false
  #height = 0

  // load fetches the page of rows before one; on: moved(), for when the reader did.
  constructor(root, load, on) {
    this.#scroll = root.querySelector("#scroll")
    this.#log = root.querySelector("#log")
    this.#earlier = root.querySelector("#earlier")
    this.#receipt = element("p", { class: "message__receipt" })
    this.#load = load
    this.#on = on
    this.#scroll.addEventListener("scroll", this.#moved, { passive: true })
    new ResizeObserver(this.#moved).observe(this.#scroll)
  }

  get #list() {
    return this.#log.firstElementChild
  }

  get rows() {
    return [...this.#list.children]
  }

  get data() {
    return this.#list.dataset
  }

  get atEnd() {
    return this.#atEnd
  }

  // last is the number of the newest row that match selects.
  last(selector = "*") {
    return number(this.rows.findLast((row) => row.matches(selector))?.dataset.key)
  }

  // unread counts the rows that match selects after the last one that was read here.
  // Of a history that is not loaded so far back only the server knows: known is what
  // it says.
  unread(selector, here, known) {
    const after = Math.max(here, number(known.read))
    const { rows } = this
    const count = rows.filter((row) => row.matches(selector) && number(row.dataset.key) > after).length
    const reaches = !("older" in this.data) || number(rows[0]?.dataset.key) <= after
    return reaches || here ? count : Math.max(count, number(known.unread))
  }

  // show replaces everything by another list.
  show(list) {
    this.#log.ariaBusy = "true" // a page of history is not news
    this.#list.replaceWith(list)
    for (const row of this.rows) this.arrange(row)
    this.#earlier.replaceChildren()
    this.unseen = 0
    this.#atEnd = true
    this.toEnd()
    requestAnimationFrame(() => {
      this.#log.ariaBusy = null
      this.toEnd()
      this.#moved()
    })
  }

  clear() {
    this.show(element("ol", { id: "transcript", class: "transcript" }))
  }

  // place puts rows in and returns those that were not there before.
  place(rows) {
    return this.held(() => rows.filter((row) => this.#place(row)))
  }

  #place(row) {
    const old = document.getElementById(row.id)
    if (old && number(old.dataset.changed) > number(row.dataset.changed)) return false
    if ("gone" in row.dataset) {
      const next = old?.nextElementSibling
      old?.remove()
      if (next) this.arrange(next)
      return false
    }
    const before = this.rows.findLast((each) => each !== old && number(each.dataset.key) < number(row.dataset.key))
    // An old row that changed belongs to history that is not loaded.
    if (!old && !before && "older" in this.data && row.dataset.key !== row.dataset.changed) return false
    if (old) old.replaceWith(row)
    else if (before) before.after(row)
    else this.#list.prepend(row)
    this.arrange(row)
    if (row.nextElementSibling) this.arrange(row.nextElementSibling)
    return !old
  }

  // arrange tells a row's day, if it is the first of one, and whether it goes on
  // where the row before left off.
  arrange(row) {
    if (!row.dataset.at) return
    const date = new Date(row.dataset.at)
    const above = row.previousElementSibling
    const before = above && new Date(above.dataset.at)
    const firstOfDay = !before || before.toDateString() !== date.toDateString()
    row.querySelector(".day")?.remove()
    if (firstOfDay) row.prepend(element("p", { class: "day" }, dayName(date)))
    const goesOn = !firstOfDay && row.dataset.from && above.dataset.author === row.dataset.author && above.dataset.from === row.dataset.from && date - before < together
    row.toggleAttribute("data-goes-on", Boolean(goesOn))
    const time = row.querySelector(".message__time")
    if (!time) return
    time.textContent = clock.format(date)
    time.title = exact.format(date)
  }

  // receipt says under the customer's last message how far it has come.
  receipt(seen) {
    const own = this.rows.findLast((row) => row.dataset.from === "customer")
    if (!own) return this.#receipt.remove()
    const answered = this.last("[data-from=agent]") > number(own.dataset.key)
    const text = say(answered || seen >= number(own.dataset.key) ? "seen" : "sent")
    if (this.#receipt.parentNode === own && this.#receipt.textContent === text) return
    this.#receipt.textContent = text
    this.held(() => own.append(this.#receipt))
  }

  // held makes a change while the reader's place stays: at the end, or at the row
  // they look at.
  held(change) {
    const { top } = this.#scroll.getBoundingClientRect()
    const anchor = this.#atEnd ? null : this.rows.find((row) => row.getBoundingClientRect().bottom > top)
    const was = anchor?.getBoundingClientRect().top
    const result = change()
    if (this.#atEnd) this.toEnd()
    else if (anchor?.isConnected) this.#scroll.scrollTop += anchor.getBoundingClientRect().top - was
    return result
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight
    this.#atEnd = true
    this.unseen = 0
  }

  #moved = () => {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll
    // A panel that changes its size moves the rows, not the reader.
    const resized = this.#height !== clientHeight
    this.#height = clientHeight
    if (resized && this.#atEnd) return this.toEnd()
    this.#atEnd = scrollHeight - scrollTop - clientHeight < near
    if (this.#atEnd) this.unseen = 0
    this.#on.moved()
    if (scrollTop < clientHeight && clientHeight && !this.#earlier.querySelector("button")) this.#more()
  }

  // more loads the page before the first row: one request at a time, and after a
  // failure only when the reader asks.
  #more = async () => {
    if (this.#loading || !("older" in this.data)) return
    this.#loading = true
    const list = this.#list
    const wait = setTimeout(() => this.#earlier.replaceChildren(say("loadingEarlier")), 300)
    try {
      const page = await this.#load(number(this.rows[0]?.dataset.key))
      clearTimeout(wait)
      if (list !== this.#list) return // another conversation is shown by now
      this.#log.ariaBusy = "true"
      this.held(() => {
        this.#earlier.replaceChildren()
        list.toggleAttribute("data-older", page.older)
        for (const row of page.rows) this.#place(row)
      })
      requestAnimationFrame(() => (this.#log.ariaBusy = null))
    } catch {
      clearTimeout(wait)
      if (list === this.#list) this.#earlier.replaceChildren(say("earlierFailed"), " ", button(say("retry"), this.#again))
    } finally {
      this.#loading = false
    }
  }

  #again = () => {
    this.#earlier.replaceChildren()
    this.#more()
  }
}
