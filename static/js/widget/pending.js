// Messages on their way, under the transcript. One that did not go keeps its text
// and says what can be done.
import { ended, refused } from "./outbox.js"
import { button, element, say } from "./words.js"

// draw shows the outbox's items; what changed alone is drawn anew, so that focus
// stays on a button that was pressed. late: the first try has failed; over: the
// conversation on screen has ended.
export function draw(list, items, { late, over } = {}, on) {
  const kept = new Map([...list.children].map((row) => [row.id, row]))
  const rows = items.map((item) => {
    const id = `out-${item.id}`
    const state = item.state === refused || item.state === ended ? item.state : late ? "late" : "sending"
    const look = `${state} ${state === ended && over}`
    const old = kept.get(id)
    if (old?.dataset.look === look) return old
    const row = element("li", { id, class: "message message--own message--pending", "data-look": look, "data-client-id": item.id, "data-state": state })
    row.append(element("div", { class: "message__body", dir: "auto" }, item.body))
    row.append(state === "sending" ? element("p", { class: "message__receipt" }, say("sending")) : problem(item, state, over, on))
    return row
  })
  if (rows.length === list.children.length && rows.every((row, i) => row === list.children[i])) return
  list.replaceChildren(...rows)
}

const why = { refused: "refused", ended: "ended", late: "waits" }

function problem(item, state, over, on) {
  const actions = element("span", { class: "message__actions" })
  if (state === ended && !over) actions.append(button(say("startNew"), () => on.startNew())) // else it stands at the foot
  if (state !== ended) actions.append(button(say("retry"), () => on.retry(item)), button(say("edit"), () => on.edit(item)))
  actions.append(button(say("discard"), () => on.discard(item)))
  const text = element("p", { class: "message__problem", role: "status" }, say(why[state]))
  return element("div", { class: "message__unsent" }, text, actions)
}
