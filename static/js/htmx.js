// htmx with its stream extension and our swap style, set up once for every page.
import htmx from "htmx.org"
import "htmx.org/dist/ext/hx-sse.js"
import "./place.js"

// A refused form (422) is shown again; any other failure leaves the page as it is
// and speaks through partials and events.
htmx.config.noSwap = [204, 304, "40x", "41x", 429, "5xx"]

// The style sheets say how a request looks; htmx's own are taken out again.
document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== htmx.indicatorStyleSheet)

// Nothing written in an attribute is ever run as a script.
const refuse = () => {
  throw new Error("scripts in attributes are switched off")
}
htmx.registerExtension("no-scripts", { init: (api) => api.initSecurity(null, refuse, refuse) })

export default htmx
