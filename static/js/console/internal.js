// Words written for staff never reach the customer by accident: putting them into a
// reply, by switching or by pasting, has to be meant.
const copied = [] // what was copied from internal messages, newest last
const kept = 20

document.addEventListener("copy", ({ target }) => {
  const from = target.closest?.(".message--internal, .note, [data-internal]")
  const text = (target.value?.slice(target.selectionStart, target.selectionEnd) ?? String(getSelection())).trim()
  if (!from || !text) return
  copied.push(text)
  if (copied.length > kept) copied.shift()
})

let meant = null // what to do when it is

// askPublic asks whether words for staff may be written to the customer.
export function askPublic(then) {
  meant = then
  document.getElementById("public-dialog")?.showModal()
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-public]")) meant?.()
  if (target.closest("#public-dialog button")) meant = null
})

// guardPaste holds back what was copied from among staff when it is pasted into a reply.
export function guardPaste(event, kind) {
  const text = event.clipboardData?.getData("text/plain").trim() ?? ""
  if (kind !== "agent" || !text || !copied.some((each) => each.includes(text) || text.includes(each))) return
  event.preventDefault()
  const field = event.target
  askPublic(() => {
    field.focus()
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end")
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
}
