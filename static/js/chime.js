// A short sound for people who look elsewhere: made, not loaded. Browsers let it be
// heard once the page has been touched. It sounds in one window of those that ask at
// the same time.

let context

function touched() {
  context ??= new AudioContext()
  if (context.state === "suspended") context.resume()
}
for (const name of ["pointerdown", "keydown"]) addEventListener(name, touched, { passive: true })

const rest = 1500 // ms in which the windows sound once
const silent = "linger:silent"

const store = () => {
  try {
    return localStorage
  } catch {
    return null // storage is blocked: sounds stay on
  }
}

// muted is whether this browser's agent wants no sounds.
export const muted = () => store()?.getItem(silent) === "1"
export const mute = (on) => (on ? store()?.setItem(silent, "1") : store()?.removeItem(silent))

// chime sounds once among the windows that share name.
export async function chime(name) {
  if (muted()) return
  const mine = async (lock) => {
    if (!lock) return
    play()
    await new Promise((resolve) => setTimeout(resolve, rest))
  }
  try {
    await navigator.locks.request(name, { ifAvailable: true }, mine)
  } catch {
    play() // no locks here: each window for itself
  }
}

// play is two soft notes, one after the other.
export function play() {
  if (context?.state !== "running") return
  for (const [note, after] of [
    [740, 0],
    [988, 0.11],
  ]) {
    const at = context.currentTime + after
    const tone = new OscillatorNode(context, { frequency: note })
    const volume = new GainNode(context, { gain: 0 })
    volume.gain.linearRampToValueAtTime(0.12, at + 0.015)
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.25)
    tone.connect(volume).connect(context.destination)
    tone.start(at)
    tone.stop(at + 0.26)
  }
}
