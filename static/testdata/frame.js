// A frame that stands for the widget's: it keeps what it hears, says what it is
// told to say, and is ready unless its address says otherwise.
const host = document.referrer && new URL(document.referrer).origin
let told = Promise.resolve() // what it heard it tells in that order
const say = (type, more) => parent.postMessage({ linger: 1, type, ...more }, host)

addEventListener("message", ({ data }) => {
  if (data.order) return say(data.order, data.more)
  told = told.then(() => fetch("/heard", { method: "POST", body: JSON.stringify(data), keepalive: true }).catch(() => {}))
})
if (!location.pathname.endsWith("silent")) say("ready")
