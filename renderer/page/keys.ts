/** Keys of a shared page. */
import type { PageActions } from './actions'

/** What each key does. */
const keys: Readonly<Record<string, (actions: PageActions) => void>> = {
  ArrowRight: (a) => a.step(1),
  ArrowLeft: (a) => a.step(-1),
  PageDown: (a) => a.step(1),
  PageUp: (a) => a.step(-1),
  Home: (a) => a.go({ step: 0 }),
  End: (a) => a.step(Number.MAX_SAFE_INTEGER),
  Escape: (a) => a.all(),
  ' ': (a) => a.play(),
  ArrowDown: (a) => a.neighbour(1),
  ArrowUp: (a) => a.neighbour(-1),
  z: (a) => a.zoom(),
}

/** Listens, but not to someone who types, nor to keys that are the browser's. */
export function listenToKeys(actions: PageActions): void {
  document.addEventListener('keydown', (event) => {
    const { target, key } = event
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (target instanceof HTMLElement && target.closest('input, select, textarea') !== null) return
    // A button is pressed with the space bar.
    if (key === ' ' && target instanceof HTMLElement && target.closest('button, summary') !== null) return
    const act = keys[key]
    if (act === undefined) return
    event.preventDefault()
    act(actions)
  })
}
