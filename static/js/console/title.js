// The window's title and icon say how many conversations have something new.

const icon = document.querySelector("link[rel=icon]")
const plain = icon?.href
const title = document.querySelector("title")

let count = 0

function writeTitle() {
  const bare = document.title.replace(/^\(\d+\+?\) /, "")
  const text = count ? `(${count > 99 ? "99+" : count}) ${bare}` : bare
  if (document.title !== text) document.title = text
}

async function drawIcon() {
  if (!icon) return
  const drawn = count
  if (!drawn) return (icon.href = plain)
  const picture = new Image(64, 64)
  picture.src = plain
  await picture.decode().catch(() => {})
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 })
  const pen = canvas.getContext("2d")
  if (!pen || drawn !== count) return
  if (picture.naturalWidth) pen.drawImage(picture, 0, 0, 64, 64)
  pen.fillStyle = "#d02d2d"
  pen.beginPath()
  pen.arc(44, 44, 20, 0, 2 * Math.PI)
  pen.fill()
  pen.fillStyle = "#fff"
  pen.font = "bold 28px system-ui, sans-serif"
  pen.textAlign = "center"
  pen.textBaseline = "middle"
  pen.fillText(drawn > 9 ? "9+" : String(drawn), 44, 46)
  icon.href = canvas.toDataURL()
}

function look() {
  const lists = document.querySelector(".lists")
  if (!lists) return
  const now = Number(lists.dataset.unread)
  writeTitle()
  if (now === count) return
  count = now
  writeTitle()
  drawIcon()
}

look()
document.addEventListener("htmx:after:swap", look)
// htmx writes the title after the swap.
if (title) new MutationObserver(writeTitle).observe(title, { childList: true })
