/**
 * A page with nothing but the image canvas, for the bench and the end-to-end tests. `window.page` sets props, records what
 * the canvas tells, and applies edits as the real window does.
 */
import { useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { box, type Box } from '../../../app/geometry/box'
import { ImageCanvas } from '../../../renderer/canvas/ImageCanvas'
import type { CanvasBox, CanvasHandle, CanvasProps } from '../../../renderer/canvas/props'
import { paper } from './paper'

/** What the tests set. */
export type Settings = Pick<
  CanvasProps,
  'image' | 'subject' | 'boxes' | 'selected' | 'hovered' | 'tool' | 'hidden' | 'editable'
>

/** What the tests hold. */
export interface Page {
  readonly set: (change: Partial<Settings>) => void
  readonly settings: () => Settings
  /** Every call of a callback, oldest first: name, then arguments. */
  readonly calls: unknown[][]
  readonly handle: () => CanvasHandle | undefined
  readonly zoom: () => number
  /** Another image, made here, as an address. */
  readonly paper: typeof paper
}

declare global {
  interface Window {
    page: Page
  }
}

const size = { width: 1600, height: 1000 }
let settings: Settings = {
  image: { url: await paper(size, 'photo'), size },
  subject: 'page',
  boxes: [],
  selected: undefined,
  hovered: undefined,
  tool: 'select',
  hidden: false,
  editable: true,
}
let handle: CanvasHandle | undefined
let zoom = 0
const calls: unknown[][] = []
const listeners = new Set<() => void>()

function set(change: Partial<Settings>): void {
  settings = { ...settings, ...change }
  for (const listener of listeners) listener()
}

function tell<A extends unknown[]>(name: string, then: (...args: A) => void = () => undefined) {
  return (...args: A) => {
    calls.push([name, ...args])
    then(...args)
  }
}

function moved(id: string, region: Box<'image'>): readonly CanvasBox[] {
  return settings.boxes.map((b) => (b.id === id ? { ...b, region, author: 'person' } : b))
}

function drawn(region: Box<'image'>): CanvasBox {
  const number = settings.boxes.length + 1
  return { id: `drawn-${number}`, region, number, hue: number - 1, author: 'person' }
}

const told = {
  onSelect: tell('select', (selected: string | undefined) => set({ selected })),
  onHover: tell('hover', (hovered: string | undefined) => set({ hovered })),
  onPreview: tell<[string, Box<'image'> | undefined]>('preview'),
  onChange: tell('change', (id: string, region: Box<'image'>) => set({ boxes: moved(id, region) })),
  onPoint: tell('point', () => undefined),
  onDraw: tell('draw', (region: Box<'image'>) => set({ boxes: [...settings.boxes, drawn(region)] })),
  onHandle: (h: CanvasHandle | undefined) => (handle = h),
  onZoom: tell('zoom', (z: number) => (zoom = z)),
}

function Bare() {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => settings,
  )
  return <ImageCanvas {...now} {...told} />
}

window.page = { set, settings: () => settings, calls, handle: () => handle, zoom: () => zoom, paper }
set({ boxes: [{ id: 'a', region: box(200, 150, 520, 380), number: 1, hue: 0, author: 'model' }] })
createRoot(document.getElementById('root') as HTMLElement).render(<Bare />)
