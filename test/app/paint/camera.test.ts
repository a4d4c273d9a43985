/** Property tests of the camera: what zooming and panning must never do. */
import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import { inverse, mapBox, mapPoint } from '../../../app/geometry/mapping'
import * as cameras from '../../../app/paint/camera'

const side = fc.integer({ min: 1, max: 20_000 })
const frames = fc.record({
  image: fc.record({ width: side, height: side }),
  viewport: fc.record({
    width: fc.integer({ min: 60, max: 4000 }),
    height: fc.integer({ min: 60, max: 4000 }),
  }),
})
const share = fc.double({ min: 0, max: 1, noNaN: true })
const moves = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('zoom' as const),
      x: share,
      y: share,
      factor: fc.double({ min: 0.2, max: 5, noNaN: true }),
    }),
    fc.record({
      type: fc.constant('pan' as const),
      x: fc.integer({ min: -3000, max: 3000 }),
      y: fc.integer({ min: -3000, max: 3000 }),
    }),
  ),
  { maxLength: 20 },
)

/** The camera after a series of moves, from the fitted one. */
function after(
  frame: cameras.Frame,
  list: typeof moves extends fc.Arbitrary<infer M> ? M : never,
): cameras.Camera {
  return list.reduce(
    (camera, m) =>
      m.type === 'pan'
        ? cameras.panBy(camera, m, frame)
        : cameras.zoomAt(
            camera,
            { at: { x: m.x * frame.viewport.width, y: m.y * frame.viewport.height }, factor: m.factor },
            frame,
          ),
    cameras.fit(frame),
  )
}

describe('camera', () => {
  it('takes a point to the screen and back, whatever was zoomed and panned', () => {
    fc.assert(
      fc.property(frames, moves, share, share, (frame, list, x, y) => {
        const mapping = cameras.mappingOf(after(frame, list))
        const point = { x: x * frame.image.width, y: y * frame.image.height }
        const back = mapPoint(inverse(mapping), mapPoint(mapping, point))
        expect(Math.hypot(back.x - point.x, back.y - point.y)).toBeLessThan(1e-6 * frame.image.width + 1e-6)
      }),
    )
  })

  it('keeps a part of the image in view and the zoom within its limits', () => {
    fc.assert(
      fc.property(frames, moves, (frame, list) => {
        const camera = after(frame, list)
        const shown = mapBox(
          cameras.mappingOf(camera),
          box<'image'>(0, 0, frame.image.width, frame.image.height),
        )
        const { least, most } = cameras.zoomLimits(frame)
        expect(shown.right).toBeGreaterThan(0)
        expect(shown.bottom).toBeGreaterThan(0)
        expect(shown.left).toBeLessThan(frame.viewport.width)
        expect(shown.top).toBeLessThan(frame.viewport.height)
        expect(camera.zoom).toBeGreaterThanOrEqual(least * (1 - 1e-9))
        expect(camera.zoom).toBeLessThanOrEqual(most * (1 + 1e-9))
      }),
    )
  })

  it('keeps the image point under the cursor where it is when the zoom changes', () => {
    fc.assert(
      fc.property(
        frames,
        moves,
        fc.tuple(share, share),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        (frame, list, [x, y], factor) => {
          const before = after(frame, list)
          const at = { x: x * frame.viewport.width, y: y * frame.viewport.height }
          const zoomed = cameras.zoomAt(before, { at, factor }, frame)
          // Where staying there would take the image out of view, the image is held instead.
          const ratio = zoomed.zoom / before.zoom
          const free = {
            zoom: zoomed.zoom,
            pan: { x: at.x - (at.x - before.pan.x) * ratio, y: at.y - (at.y - before.pan.y) * ratio },
          }
          const held = cameras.hold(free, frame)
          fc.pre(held.pan.x === free.pan.x && held.pan.y === free.pan.y)
          const point = mapPoint(cameras.mappingOf(zoomed), cameras.toImage(before, at))
          expect(Math.hypot(point.x - at.x, point.y - at.y)).toBeLessThan(1e-3)
        },
      ),
    )
  })

  it('fits the whole image into the viewport', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const b = mapBox(
          cameras.mappingOf(cameras.fit(frame)),
          box<'image'>(0, 0, frame.image.width, frame.image.height),
        )
        const inside =
          b.left >= -1e-6 &&
          b.top >= -1e-6 &&
          b.right <= frame.viewport.width + 1e-6 &&
          b.bottom <= frame.viewport.height + 1e-6
        expect(inside).toBe(true)
      }),
    )
  })

  it('frames a region in the middle, whole, as large as the margin lets it', () => {
    const frame = { image: { width: 4000, height: 3000 }, viewport: { width: 1000, height: 800 } }
    const region = box<'image'>(1000, 1000, 1500, 1200)
    const shown = mapBox(cameras.mappingOf(cameras.frameRegion(region, frame)), region)
    expect(shown).toEqual({ left: 160, top: 264, right: 840, bottom: 536 })
  })

  it('keeps what is in the middle in the middle when the viewport changes', () => {
    const image = { width: 4000, height: 3000 }
    const before = { width: 1000, height: 800 }
    const after = { width: 700, height: 900 }
    const camera = cameras.frameRegion(box(1000, 1000, 1500, 1200), { image, viewport: before })
    const changed = cameras.resizedCamera(camera, before, { image, viewport: after })
    expect(changed.zoom).toBe(camera.zoom)
    const middle = cameras.toImage(changed, { x: 350, y: 450 })
    expect(middle.x).toBeCloseTo(1250, 6)
    expect(middle.y).toBeCloseTo(1100, 6)
  })
})
