/**
 * The address bar: says where one is, so that a reload stays, Back goes back and a link can be copied. Steps of a trace take the
 * place of each other; another trace, project, run or dialog is a step back more. Knows no host.
 */
import {
  fragmentOf,
  isFarther,
  placeIn,
  sessionPlaceOf,
  withoutDialog,
  type SessionPlace,
} from './session/places/place'
import type { Session } from './session/session'

/** What of a window is needed. */
export type AddressWindow = Pick<Window, 'history' | 'location' | 'addEventListener' | 'removeEventListener'>

/** Where one was is kept for the next start, where a window begins without an address of its own. */
export interface LastPlace {
  readonly read: () => string | null
  readonly keep: (fragment: string) => void
}

/** Goes where the address says, and keeps it true from then on; returns its end. */
export function keepAddress(session: Session, window: AddressWindow, last?: LastPlace): () => void {
  const { history, location } = window
  const first = location.hash === '' ? (last?.read() ?? '') : location.hash
  let due = false
  /** The window goes back out of a dialog: the browser is there some time later, and where one has gone until then counts. */
  let leaving = false
  /** What the address bar says, whatever it is written like there. */
  let shown: SessionPlace = placeIn(first) ?? { type: 'home' }
  const write = (place: SessionPlace, farther: boolean) => {
    const address = location.pathname + location.search + fragmentOf(place)
    if (farther) history.pushState({ over: place.dialog !== undefined }, '', address)
    else history.replaceState(history.state, '', address)
    shown = place
    last?.keep(fragmentOf(place))
  }
  const tell = () => {
    due = false
    if (leaving || session.places.isGoing()) return
    const now = sessionPlaceOf(session.get())
    if (fragmentOf(now) === fragmentOf(shown)) return
    // A dialog that is closed in the window is gone back from, or it would open again with the next Back.
    const closed = shown.dialog !== undefined && now.dialog === undefined && isOver(history.state)
    if (closed && !isFarther(withoutDialog(shown), now)) {
      leaving = true
      history.back()
    } else write(now, isFarther(shown, now))
  }
  /** One thing that a person does may be several changes: between them one is nowhere. */
  const tellSoon = () => {
    if (!due) queueMicrotask(tell)
    due = true
  }
  const go = async () => {
    const place = placeIn(location.hash)
    if (place === undefined) return write(sessionPlaceOf(session.get()), false)
    shown = place
    await session.places.go(place)
    // What could not be gone to is no address.
    const now = sessionPlaceOf(session.get())
    if (!session.places.isGoing() && fragmentOf(now) !== fragmentOf(shown)) write(now, false)
  }
  const gone = () => {
    if (!leaving) return void go()
    leaving = false
    shown = placeIn(location.hash) ?? shown
    tell()
  }
  window.addEventListener('popstate', gone)
  const unwatch = session.store.subscribe(tellSoon)
  if (shown.type !== 'home' || shown.dialog !== undefined) {
    write(shown, false)
    void go()
  }
  return () => {
    window.removeEventListener('popstate', gone)
    unwatch()
  }
}

/** Whether an entry of the history was made by a dialog that opened. */
function isOver(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'over' in state && state.over === true
}
