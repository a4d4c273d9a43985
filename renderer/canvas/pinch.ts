/** Two fingers on a touch screen: spread to zoom, moved together to pan. Knows no tool; a gesture of one finger ends without effect. */
import type { Point } from '../../app/geometry/box'
import type { CanvasModel } from './view'

/** Where two fingers are: between them, and how far apart. */
interface Span {
  readonly middle: Point
  readonly distance: number
}

/** Fingers closer than this are one for all one can tell. */
const leastDistance = 10

/** Listens until the signal fires. `pointOf` is relative to the element. */
export function listenToPinch(
  element: HTMLElement,
  view: CanvasModel,
  { pointOf, signal }: { readonly pointOf: (e: MouseEvent) => Point; readonly signal: AbortSignal },
): void {
  const fingers = new Map<number, Point>()
  let last: Span | undefined
  const lift = (e: PointerEvent) => {
    fingers.delete(e.pointerId)
    last = undefined
  }
  element.addEventListener(
    'pointerdown',
    (e) => {
      if (e.pointerType !== 'touch') return
      fingers.set(e.pointerId, pointOf(e))
      last = spanOf(fingers)
      if (last !== undefined) view.send({ type: 'cancel' })
    },
    { signal },
  )
  element.addEventListener(
    'pointermove',
    (e) => {
      if (!fingers.has(e.pointerId)) return
      fingers.set(e.pointerId, pointOf(e))
      const now = spanOf(fingers)
      if (now === undefined || last === undefined) return
      view.panBy(now.middle.x - last.middle.x, now.middle.y - last.middle.y)
      view.zoomAt(now.middle, now.distance / last.distance)
      last = now
    },
    { signal },
  )
  for (const name of ['pointerup', 'pointercancel'] as const) element.addEventListener(name, lift, { signal })
}

function spanOf(fingers: ReadonlyMap<number, Point>): Span | undefined {
  const [a, b, more] = [...fingers.values()]
  if (a === undefined || b === undefined || more !== undefined) return undefined
  return {
    middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
    distance: Math.max(leastDistance, Math.hypot(a.x - b.x, a.y - b.y)),
  }
}
