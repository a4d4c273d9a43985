/** One canvas without a canvas: props in, events in, callbacks out. */
import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import { mapBox, mapPoint } from '../../../app/geometry/mapping'
import { mappingOf } from '../../../app/paint/camera'
import { landingMs, landingProgress } from '../../../renderer/canvas/landing'
import type { CanvasBox, CanvasProps } from '../../../renderer/canvas/props'
import { CanvasModel } from '../../../renderer/canvas/view'

const one: CanvasBox = { id: 'one', region: box(100, 100, 300, 200), number: 1, hue: 0, author: 'model' }
const two: CanvasBox = { id: 'two', region: box(500, 300, 700, 420), number: 2, hue: 1, author: 'person' }

/** A view with a world that stands still until it is told to go on. */
function createView(change: Partial<CanvasProps> = {}, still = false) {
  const calls: unknown[][] = []
  let now = 0
  const frames: (() => void)[] = []
  const later = (list: (() => void)[]) => (callback: () => void) => {
    list.push(callback)
    return () => list.splice(list.indexOf(callback), list.includes(callback) ? 1 : 0)
  }
  const view = new CanvasModel({
    now: () => now,
    frame: later(frames),
    still: () => still,
  })
  const tell =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args])
  let props: CanvasProps = {
    image: { url: 'images/a?max=2048', size: { width: 800, height: 600 } },
    subject: 'trace',
    boxes: [one, two],
    selected: undefined,
    hovered: undefined,
    tool: 'select',
    hidden: false,
    editable: true,
    onSelect: tell('select'),
    onHover: tell('hover'),
    onPreview: tell('preview'),
    onChange: tell('change'),
    onDraw: tell('draw'),
    onPoint: tell('point'),
    onHandle: tell('handle'),
    onZoom: tell('zoom'),
    ...change,
  }
  view.receive(props)
  view.measure({ width: 1000, height: 800 })
  return {
    view,
    calls,
    frames,
    set: (more: Partial<CanvasProps>) => view.receive((props = { ...props, ...more })),
    tick: (ms: number) => {
      now += ms
      for (const callback of frames.splice(0)) callback()
    },
    /** The pointer at an image point. */
    at: (x: number, y: number) => ({
      at: mapPoint(mappingOf(view.store.getState().camera), { x, y }),
      shift: false,
      alt: false,
    }),
  }
}

type Scene = ReturnType<typeof createView>

function drag({ view, at }: Scene, from: [number, number], to: [number, number]): void {
  view.send({ type: 'down', pointer: at(...from), pan: false })
  view.send({ type: 'move', pointer: at(...to) })
  view.send({ type: 'up', pointer: at(...to) })
}

describe('a view', () => {
  it('tells one change for one drag', () => {
    const scene = createView()
    drag(scene, [150, 150], [170, 155])
    const told = scene.calls.filter(([name]) => name === 'change' || name === 'preview')
    expect(told).toEqual([
      ['preview', 'one', box(120, 105, 320, 205)],
      ['preview', 'one', undefined],
      ['change', 'one', box(120, 105, 320, 205)],
    ])
  })

  it('cancels the gesture when the box, the tool or the permission goes away', () => {
    for (const change of [{ boxes: [two] }, { tool: 'draw' as const }, { editable: false }]) {
      const scene = createView()
      scene.view.send({ type: 'down', pointer: scene.at(150, 150), pan: false })
      scene.view.send({ type: 'move', pointer: scene.at(190, 150) })
      expect(scene.view.busy).toBe(true)
      scene.set(change)
      expect(scene.view.busy).toBe(false)
      expect(scene.calls.at(-1)?.[0]).not.toBe('change')
    }
  })

  it('ends a gesture when the boxes are of another trace, also of the same image', () => {
    const scene = createView({ tool: 'draw' })
    scene.view.send({ type: 'down', pointer: scene.at(350, 250), pan: false })
    scene.view.send({ type: 'move', pointer: scene.at(390, 290) })
    scene.set({ subject: 'the next trace' })
    scene.view.send({ type: 'up', pointer: scene.at(390, 290) })
    expect(scene.calls.some(([name]) => name === 'draw')).toBe(false)
  })

  it('cancels a new box when nothing may be drawn any more', () => {
    const scene = createView({ tool: 'draw' })
    scene.view.send({ type: 'down', pointer: scene.at(350, 250), pan: false })
    scene.view.send({ type: 'move', pointer: scene.at(390, 290) })
    scene.set({ editable: false })
    scene.view.send({ type: 'up', pointer: scene.at(390, 290) })
    expect(scene.calls.some(([name]) => name === 'draw')).toBe(false)
  })

  it('knows what is under the pointer when a gesture ends', () => {
    const scene = createView({ tool: 'draw' })
    drag(scene, [400, 250], [250, 150])
    expect(scene.calls.at(-1)).toEqual(['hover', 'one'])
  })

  it('goes on moving the view when props come in', () => {
    const scene = createView({ editable: false })
    scene.view.send({ type: 'down', pointer: scene.at(400, 50), pan: true })
    scene.set({ boxes: [one] })
    expect(scene.view.store.getState().phase.type).toBe('panning')
  })

  it('tells each hovered box once', () => {
    const scene = createView()
    for (const x of [150, 151, 152, 400, 401]) scene.view.send({ type: 'move', pointer: scene.at(x, 150) })
    expect(scene.calls.filter(([name]) => name === 'hover')).toEqual([
      ['hover', 'one'],
      ['hover', undefined],
    ])
  })

  it('keeps the box in the hand at the cursor when zooming meanwhile', () => {
    const scene = createView()
    const { view } = scene
    view.send({ type: 'down', pointer: scene.at(150, 150), pan: false })
    const pointer = scene.at(200, 170)
    view.send({ type: 'move', pointer })
    view.zoomAt(pointer.at, 3)
    const { phase } = view.store.getState()
    expect(phase.type === 'moving' && phase.region).toEqual(box(150, 120, 350, 220))
  })

  it('lets the box in the hand follow when the view is zoomed away from the cursor', () => {
    const scene = createView()
    const { view } = scene
    view.send({ type: 'down', pointer: scene.at(150, 150), pan: false })
    const pointer = scene.at(200, 170)
    view.send({ type: 'move', pointer })
    view.handle.zoomBy(2)
    // The screen point is now nearer to the middle of the image, (400, 300).
    const { phase } = view.store.getState()
    expect(phase.type === 'moving' && phase.region).toEqual(box(250, 185, 450, 285))
  })

  it('never changes a stored number by zooming and panning', () => {
    const scene = createView()
    for (let i = 0; i < 50; i++) {
      scene.view.zoomAt({ x: (i * 37) % 1000, y: (i * 91) % 800 }, i % 3 === 0 ? 0.7 : 1.4)
      scene.view.panBy(i * 3 - 70, 20 - i)
    }
    expect(scene.view.scene().targets.map((t) => t.region)).toEqual([one.region, two.region])
    expect(scene.calls.some(([name]) => name === 'change' || name === 'preview')).toBe(false)
  })

  it('stays fitted when the window changes, until somebody zooms', () => {
    const { view, calls } = createView()
    const fitted = view.store.getState().camera.zoom
    view.measure({ width: 500, height: 400 })
    expect(view.store.getState().camera.zoom).toBeLessThan(fitted)
    view.handle.zoomTo(2)
    view.measure({ width: 900, height: 700 })
    expect(view.store.getState().camera.zoom).toBe(2)
    expect(calls.at(-1)).toEqual(['zoom', 2])
  })

  it('keeps the view between steps of an image, and fits another image', () => {
    const scene = createView()
    scene.view.handle.frame(box(100, 100, 200, 200))
    const before = scene.view.store.getState().camera
    scene.set({ boxes: [one], image: { url: 'images/a?max=4096', size: { width: 800, height: 600 } } })
    expect(scene.view.store.getState().camera).toEqual(before)
    scene.set({ image: { url: 'images/b', size: { width: 800, height: 600 } } })
    expect(scene.view.store.getState().camera).not.toEqual(before)
  })

  it('frames a box on a double click, and shows the whole image on the next', () => {
    const scene = createView()
    const { view } = scene
    const fitted = view.store.getState().camera
    view.double(scene.at(150, 150).at)
    const shown = mapBox(mappingOf(view.store.getState().camera), one.region)
    expect((shown.left + shown.right) / 2).toBeCloseTo(500, 6)
    expect(shown.right - shown.left).toBeCloseTo(680, 6)
    view.double(scene.at(150, 150).at)
    expect(view.store.getState().camera).toEqual(fitted)
  })

  it('lands a box that appears, within 200 ms, and not the ones of a trace being opened', () => {
    expect(landingMs).toBeLessThanOrEqual(200)
    const scene = createView({ boxes: [] })
    scene.set({ boxes: [one] })
    const progress = () => {
      const { landings, now } = scene.view.store.getState()
      return landingProgress(landings, 'one', now)
    }
    expect(progress()).toBe(0)
    scene.tick(60)
    expect(progress()).toBeGreaterThan(0.3)
    scene.tick(landingMs)
    expect(progress()).toBe(1)
    expect(scene.frames).toEqual([])
    scene.set({ boxes: Array.from({ length: 9 }, (_, i) => ({ ...one, id: `new-${i}` })) })
    expect(scene.view.store.getState().landings.size).toBe(0)
  })

  it('moves nothing by itself for those who asked for no motion', () => {
    const scene = createView({ boxes: [] }, true)
    scene.set({ boxes: [one] })
    expect(scene.view.store.getState().landings.size).toBe(0)
  })
})
