// Dialogs and the buttons around them: data-opens="id" opens one, data-closes
// closes the one it is in, a press beside it closes it too. The browser keeps focus
// inside and gives it back. A dialog that arrives with data-shown opens at once.

function open(dialog) {
  if (dialog?.isConnected && !dialog.open) dialog.showModal()
}

document.addEventListener("click", (event) => {
  const { target } = event
  const opener = target.closest("[data-opens]")
  if (opener) open(document.getElementById(opener.dataset.opens))
  const closer = target.closest("[data-closes]")
  const dialog = closer?.closest("dialog")
  if (!dialog) return
  dialog.close()
  if (closer.matches("a")) event.preventDefault() // the way back for readers without scripts
})

// The backdrop belongs to the dialog, but lies outside its box. Only a press that
// also began there counts: selecting text may end beside the dialog.
let began = null

const beside = ({ target, clientX: x, clientY: y }) => {
  if (!(target instanceof HTMLDialogElement)) return null
  const { left, right, top, bottom } = target.getBoundingClientRect()
  return x < left || x > right || y < top || y > bottom ? target : null
}

document.addEventListener("pointerdown", (event) => (began = beside(event)))
document.addEventListener("click", (event) => {
  if (began && began === beside(event)) began.close()
})

const showArrived = (root) => {
  for (const dialog of root.querySelectorAll("dialog[data-shown]")) {
    dialog.removeAttribute("data-shown")
    open(dialog)
  }
}

document.addEventListener("htmx:after:swap", () => showArrived(document))
showArrived(document)
