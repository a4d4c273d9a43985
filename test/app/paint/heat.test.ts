/** Heat: darker and thicker as it grows, each side in its own colour, neighbours edge to edge. */
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import type { Brush } from '../../../app/paint/brush'
import { heatColour, paintHeat } from '../../../app/paint/heat'
import { must } from '../../builders/must'

/** Red, green, blue and how much it covers. */
function partsOf(value: number): readonly number[] {
  return [...must(heatColour(value)).matchAll(/[\d.]+/g)].map(([number]) => Number(number))
}
const lightness = ([r = 0, g = 0, b = 0]: readonly number[]) => 0.2126 * r + 0.7152 * g + 0.0722 * b

test('what grows is darker and covers more, on either side', () => {
  for (const sign of [1, -1]) {
    const steps = [0.05, 0.2, 0.4, 0.6, 0.8, 1].map((v) => partsOf(sign * v))
    for (const [i, step] of steps.entries()) {
      const before = steps[i - 1]
      if (before === undefined) continue
      expect(lightness(step)).toBeLessThan(lightness(before))
      expect(must(step[3])).toBeGreaterThan(must(before[3]))
    }
  }
  expect(partsOf(1)).toEqual(partsOf(7))
})

test('nothing, next to nothing and no number have no colour', () => {
  for (const value of [0, 0.01, -0.01, Number.NaN]) expect(heatColour(value)).toBeUndefined()
})

test('neighbours meet under any camera', () => {
  const painted: number[][] = []
  const brush = {
    save: () => undefined,
    restore: () => undefined,
    fillRect: (...numbers: number[]) => void painted.push(numbers),
  } as unknown as Brush // only what is painted with
  const cells = [0, 1, 2].map((i) => ({ box: box<'image'>(i * 28, 0, (i + 1) * 28, 28), value: 0.5 }))
  for (const zoom of [0.13, 0.77, 1, 3.3]) {
    painted.length = 0
    paintHeat(brush, cells, { zoom, pan: { x: 3.4, y: -7.6 } })
    for (const [i, [x = 0, , width = 0]] of painted.entries())
      if (i < 2) expect(x + width).toBe(must(painted[i + 1])[0])
  }
})
