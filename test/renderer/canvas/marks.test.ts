/** What is drawn of the boxes. */
import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import { boxMarksOf } from '../../../app/paint/scene'
import { sameBoxes } from '../../../renderer/canvas/marks'
import { inkFrom } from '../../../app/paint/ink'
import type { CanvasBox } from '../../../renderer/canvas/props'

const a: CanvasBox = { id: 'a', region: box(0, 0, 100, 100), number: 1, hue: 0, author: 'model' }

describe('marks', () => {
  it('are solid for a model, dashed for a person, ghosts for what was', () => {
    const boxes: CanvasBox[] = [a, { ...a, author: 'person' }, { ...a, author: 'person', ghost: true }]
    const lines = boxMarksOf(boxes, { zoom: 1, pan: { x: 0, y: 0 } }, { width: 100, height: 100 }).map(
      (m) => m.line,
    )
    expect(lines).toEqual(['solid', 'dashed', 'ghost'])
  })

  it('leave out what is off the screen', () => {
    const camera = { zoom: 2, pan: { x: -400, y: 0 } }
    const boxes = [a, { ...a, id: 'b', region: box<'image'>(210, 0, 240, 10) }]
    expect(boxMarksOf(boxes, camera, { width: 100, height: 100 }).map((m) => m.id)).toEqual(['b'])
  })

  it('are drawn again for every difference that can be seen, and for no other', () => {
    expect(sameBoxes([a], [{ ...a, region: { ...a.region } }])).toBe(true)
    const changes: Partial<CanvasBox>[] = [
      { region: box(0, 0, 100, 101) },
      { hue: 1 },
      { number: 2 },
      { author: 'person' },
      { ghost: true },
      { label: 'x' },
    ]
    for (const change of changes) expect(sameBoxes([a], [{ ...a, ...change }])).toBe(false)
    expect(sameBoxes([a], [])).toBe(false)
  })

  it('have text that can be read on their hue', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte), (rgb) => {
        expect(contrast(rgb, inkFrom(rgb).text)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })
})

function contrast(rgb: readonly [number, number, number], text: string): number {
  const hex = [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16)) as [number, number, number]
  const [low, high] = [luminance(rgb), luminance(hex)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(rgb: readonly [number, number, number]): number {
  const [r, g, b] = rgb.map((v) =>
    v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}
