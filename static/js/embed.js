/* global CONFIG, STYLE */
// The loader: all that a customer's page downloads before somebody wants to chat.
// The server calls it with CONFIG, the widget's public look (see static.Embed).
// Its size is its budget, so it is written dense.
//
// The script tag may say data-launcher="hidden"; every data attribute (data-locale,
// data-theme) is also in the address of the frame.
//
// Between loader and frame, to the exact origin both ways, {linger: 1, type, ...}:
//
//   to the frame    init {open, attributes, href, visit}: the visit kept for it;
//                   open, close, logout; attributes {attributes};
//                   token {request, token, error}: error 0, or 2 (the page's function
//                   failed), 3 (signed out, or no answer in 10 s); without a request
//                   when the page called identify
//   from the frame  ready, token {request}, close, unread {count},
//                   event {name, detail}, visit {value}, running {value},
//                   look {style, title}: the launcher's style, which may hide it, and
//                   its name; gone (the widget is no longer there: all of this leaves)
//
// The loader itself tells the page ready, opened, closed, unread and error (0: the
// frame didn't come); the frame sends the other events.
//
// A page may use window.Linger before this file is there, if it has the stub:
//
//   window.Linger ??= new Proxy([], { get: (queue, name) => name in queue ? queue[name]
//     : (...args) => new Promise((resolve) => queue.push([name, args, resolve])) })

const host = document.createElement("linger-chat")
const { dataset } = document.currentScript ?? host
const stub = window.Linger ?? []

function start() {
  const root = host.attachShadow({ mode: "open" })
  const add = (name) => root.appendChild(document.createElement(name))
  const button = add("button")
  const style = new CSSStyleSheet()

  let frame, loading, arrived, label, back
  let ready = false
  let open = false
  let unread = 0
  let attributes = {}
  let identity = CONFIG.ask

  // The page's own storage, where there is any, keeps the visit and whether a
  // conversation is running.
  let storage = {}
  try {
    storage = localStorage ?? storage
  } catch {}
  const keep = ({ type, value }) => (storage[CONFIG.path + type] = value || "")

  const emit = (name, detail) => dispatchEvent(new CustomEvent("linger:" + name, { detail }))
  const post = (type, more) => ready && frame.contentWindow.postMessage({ linger: 1, type, ...more }, CONFIG.origin)

  function draw() {
    button.ariaExpanded = open
    button.ariaLabel = label + (unread ? `, ${CONFIG.unread} ${unread}` : "")
    button.name = unread > 99 ? "99+" : unread || ""
    if (frame) frame.hidden = !ready || !open
  }

  // The frame is fetched on intent. One that isn't ready in 20 seconds leaves
  // again, rather than lying over the page, and the launcher offers another try.
  const load = () =>
    (loading ??= new Promise((resolve) => {
      frame = add("iframe")
      frame.referrerPolicy = "origin" // how it knows whom it may talk to
      frame.src = CONFIG.origin + CONFIG.path + "?" + new URLSearchParams(dataset)
      frame.title = label = CONFIG.label
      draw()
      arrived = resolve
      setTimeout(late, 2e4, frame)
    }))

  function late(one) {
    if (ready || one != frame) return
    unload()
    label = CONFIG.failed
    draw()
    emit("error", { code: 0 })
  }

  function unload() {
    arrived?.()
    frame?.remove()
    frame = loading = null
    ready = open = false
  }

  // Who the customer is: a token, or a function that returns or promises one.
  async function token({ request }) {
    const asked = identity
    let code = 2
    let answer
    try {
      answer = await Promise.race([asked.call ? asked() : asked, new Promise((late) => setTimeout(late, 1e4))])
      code = answer ? 0 : 3
    } catch {}
    if (asked != identity) return token({ request })
    code && emit("error", { code })
    post("token", { request, token: answer, error: code })
  }

  // Every verb returns a promise; on and once, the function that unsubscribes. A
  // callback gets the event that window gets.
  const api = {
    async boot() {
      document.body.append(host)
      if (/linger-r/.test(location)) api.open() // back by a link
      // Now (a word is no time) when a chat runs; else when the team comes or leaves:
      // the frame says how the launcher looks then.
      const when = storage[CONFIG.path + "running"] || CONFIG.change
      if (when) setTimeout(load, when - Date.now())
    },
    async shutdown() {
      unload()
      host.remove()
    },
    async open() {
      if (open) return
      open = true
      back = document.activeElement
      await load()
      draw()
      if (!open) return
      frame.focus()
      post("open")
      emit("opened")
    },
    async close() {
      if (!open) return
      const focused = root.activeElement == frame
      open = false
      draw()
      if (focused) (button.hidden ? back : button).focus()
      post("close")
      emit("closed")
    },
    toggle: () => (open ? api.close() : api.open()),
    async show() {
      button.hidden = false
    },
    async hide() {
      button.hidden = true
    },
    async identify(who) {
      identity = who
      ready && token({})
    },
    async logout() {
      identity = CONFIG.ask
      if (storage[CONFIG.path + "visit"]) await load()
      post("logout")
    },
    async setAttributes(more) {
      attributes = { ...attributes, ...more }
      post("attributes", { attributes })
    },
    async unreadCount() {
      return unread
    },
    on(name, callback, once) {
      addEventListener("linger:" + name, callback, { once })
      return () => api.off(name, callback)
    },
    once: (name, callback) => api.on(name, callback, true),
    off: (name, callback) => removeEventListener("linger:" + name, callback),
  }

  const heard = {
    ready() {
      ready = true
      arrived()
      post("init", { open, attributes, href: location.href, visit: storage[CONFIG.path + "visit"] })
    },
    token,
    close: api.close,
    look({ style, title }) {
      button.style = style
      label = title
      draw()
    },
    unread({ count }) {
      unread = count
      draw()
      emit("unread", { count })
    },
    event: ({ name, detail }) => emit(name, detail),
    visit: keep,
    running: keep,
    gone: api.shutdown,
  }

  addEventListener("message", ({ source, origin, data }) => {
    if (source === frame?.contentWindow && origin == CONFIG.origin) heard[data.type]?.(data)
  })
  visualViewport.addEventListener("resize", ({ target }) => host.style.setProperty("--h", target.height + "px"))
  button.onclick = api.toggle
  button.onpointerenter = button.onfocus = load
  button.hidden = dataset.launcher == "hidden"
  host.style = CONFIG.style
  style.replaceSync(STYLE)
  root.adoptedStyleSheets = [style]
  heard.look({ style: CONFIG.look, title: CONFIG.label })
  api.boot()

  window.Linger = api
  stub.push = ([name, args, resolve]) => resolve(api[name](...args))
  stub.map(stub.push)
  emit("ready")
}

if (stub.map) document.body ? start() : addEventListener("DOMContentLoaded", start)
