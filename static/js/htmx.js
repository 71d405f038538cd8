// htmx with our swap style, the same on every page of the people who work here. Its
// settings stand in the page's head (views/layouts); streams are stream.js's.
import htmx from "htmx.org"
import "./place.js"

const refuse = () => {
  throw new Error("scripts in attributes are switched off")
}

htmx.registerExtension("linger", {
  // Nothing written in an attribute is ever run as a script.
  init: (api) => api.initSecurity(null, refuse, refuse),

  // A refused form (422) is shown again. Any other failure leaves the page as it
  // is, unless the answer says where it goes: a proxy's error page never does.
  htmx_response_error(element, { ctx }) {
    if (ctx.response.status !== 422 && !ctx.hx.retarget) ctx.swap = "none"
  },
})

export default htmx
