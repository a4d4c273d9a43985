/**
 * Turns the events of a DOM element into what a view understands. The only place that knows which button, key and wheel
 * means what; decides nothing about boxes.
 */
import type { Point } from '../../app/geometry/box'
import { listenToPinch } from './pinch'
import type { CanvasModel } from './view'
import type { Pointer } from './tools/tool'

/** Zoom per wheel pixel; a pinch comes as a wheel with Ctrl and in smaller steps. */
const wheelRate = 0.0016
const pinchRate = 0.01
/** One line and one page of a wheel that counts in those, in pixels. */
const wheelUnits = [1, 16, 400] as const

/** Listens until the returned function is called. */
export function listen(element: HTMLElement, view: CanvasModel): () => void {
  const ending = new AbortController()
  const { signal } = ending
  listenToPointer(element, view, signal)
  listenToPinch(element, view, { pointOf: (e) => pointOf(e, element), signal })
  listenToKeys(element, view, signal)
  element.addEventListener(
    'wheel',
    (e) => {
      e.preventDefault()
      const pixels = wheelUnits[e.deltaMode] ?? 1
      if (e.shiftKey && !e.ctrlKey) return view.panBy(-(e.deltaX || e.deltaY) * pixels, 0)
      const step = Math.min(Math.max(e.deltaY * pixels * (e.ctrlKey ? pinchRate : wheelRate), -1), 1)
      view.zoomAt(pointOf(e, element), Math.exp(-step))
    },
    { passive: false, signal },
  )
  return () => ending.abort()
}

function listenToPointer(element: HTMLElement, view: CanvasModel, signal: AbortSignal): void {
  const pointer = (e: MouseEvent): Pointer => ({ at: pointOf(e, element), shift: e.shiftKey, alt: e.altKey })
  element.addEventListener(
    'pointerdown',
    (e) => {
      if (e.button > 1 || !e.isPrimary) return
      // The middle button would start the browser's own scrolling.
      if (e.button === 1) e.preventDefault()
      element.setPointerCapture(e.pointerId)
      const pan = e.button === 1 || view.store.getState().panKey
      view.send({ type: 'down', pointer: pointer(e), pan })
    },
    { signal },
  )
  element.addEventListener(
    'pointermove',
    (e) => e.isPrimary && view.send({ type: 'move', pointer: pointer(e) }),
    { signal },
  )
  element.addEventListener(
    'pointerup',
    (e) => e.isPrimary && view.send({ type: 'up', pointer: pointer(e) }),
    { signal },
  )
  element.addEventListener('pointercancel', () => view.send({ type: 'cancel' }), { signal })
  element.addEventListener('pointerleave', () => view.send({ type: 'leave' }), { signal })
  element.addEventListener('dblclick', (e) => view.double(pointOf(e, element)), { signal })
  window.addEventListener('blur', () => view.send({ type: 'cancel' }), { signal })
}

/**
 * Esc during a gesture cancels only that gesture. Space held with a drag moves the view; tapped, it is a key like any
 * other, so it is handed on when it goes up and nothing was dragged meanwhile.
 */
function listenToKeys(element: HTMLElement, view: CanvasModel, signal: AbortSignal): void {
  let tapped: KeyboardEvent | undefined
  const passing = new WeakSet<Event>()
  const down = (e: KeyboardEvent): void => {
    if (passing.has(e)) return
    if (e.key === 'Escape' && view.busy) {
      swallow(e)
      view.send({ type: 'cancel' })
    } else if (e.code === 'Space' && document.activeElement === element && bare(e)) {
      swallow(e)
      if (!e.repeat) tapped = e
      view.holdPanKey(true)
    }
  }
  const up = (e: KeyboardEvent): void => {
    if (e.code !== 'Space' || !view.store.getState().panKey) return
    view.holdPanKey(false)
    const key = tapped
    tapped = undefined
    if (key === undefined || document.activeElement !== element) return
    const again = new KeyboardEvent('keydown', { key: ' ', code: 'Space', bubbles: true, cancelable: true })
    passing.add(again)
    element.dispatchEvent(again)
  }
  window.addEventListener('keydown', down, { capture: true, signal })
  window.addEventListener('keyup', up, { capture: true, signal })
  window.addEventListener('blur', () => view.holdPanKey(false), { signal })
  element.addEventListener('pointerdown', () => (tapped = undefined), { signal })
}

function bare(e: KeyboardEvent): boolean {
  return !e.ctrlKey && !e.metaKey && !e.altKey && !e.shiftKey
}

function swallow(e: Event): void {
  e.preventDefault()
  e.stopImmediatePropagation()
}

function pointOf(e: MouseEvent, element: HTMLElement): Point {
  const frame = element.getBoundingClientRect()
  return { x: e.clientX - frame.left, y: e.clientY - frame.top }
}
