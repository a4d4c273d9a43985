/**
 * The smallest region a person can draw, a single pixel, in every dialect's words: in the middle of an image and in its corners it stays a
 * region with an area, lies on the image, and holds the pixel as far as the dialect's numbers go.
 */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../../app/dialects'
import { box, type Size } from '../../../app/geometry/box'
import { numbersFor, spaceIds } from '../../../app/geometry/spaces'
import { cropView, placeLook, writeLook } from '../../../app/reading/place'
import { frameOf } from '../../../app/trace/stages'
import { edges, sizes } from '../../builders/told'

/** Dialects with boxes; the others are told by a middle. */
const boxed = (dialects as readonly Dialect[]).filter(({ request }) => {
  const source = { size: sizes.page, frame: sizes.page }
  return request(box<'source'>(0, 0, 9, 9), source).numbers.length === 4
})

/** Where a pixel comes back that is written in a dialect's words. */
function pixelIn(dialect: Dialect, size: Size, [x, y]: readonly [number, number]) {
  const view = dialect.overview('i', size, dialect.budgets)
  const { numbers } = dialect.request(box(x, y, x + 1, y + 1), { size, frame: frameOf(view) })
  const placed = placeLook(numbers, { dialect, image: { id: 'i', size }, view, budgets: dialect.budgets })
  const [left = 0, top = 0, right = 0, bottom = 0] = edges(placed.region)
  return { left, top, right, bottom, flags: placed.flags }
}

/** What a tool refuses whoever asks: Pixel-Reasoner a crop under 28 px high, Mini-o3 the last row and column, which it never shows. */
function isRefused(id: string, size: Size, [x, y]: readonly [number, number]): boolean {
  const isLast = x === size.width - 1 || y === size.height - 1
  return (id === 'pixel-reasoner' && size === sizes.strip) || (id === 'mini-o3' && isLast)
}

describe.each(boxed.map((d): [string, Dialect] => [d.id, d]))('%s', (id, dialect) => {
  test.each(Object.entries(sizes))('on a %s', (_, size) => {
    const corners = [
      [0, 0],
      [size.width - 1, 0],
      [0, size.height - 1],
      [size.width - 1, size.height - 1],
      [Math.floor(size.width / 2), Math.floor(size.height / 2)],
    ] as const
    // A step of its numbers, a pixel of what its model saw, and the pixels that its tool leaves out at the far edge.
    const [across, down] = [2 + size.width / 333, 2 + size.height / 333]
    const wrong = corners.flatMap(([x, y]) => {
      const { left, top, right, bottom, flags } = pixelIn(dialect, size, [x, y])
      if (isRefused(id, size, [x, y])) return []
      const refused = flags.includes('invalid')
      const hasArea = right > left && bottom > top
      const near = left <= x + across && top <= y + down && right >= x - across && bottom >= y - down
      const inside = left >= 0 && top >= 0 && right <= size.width && bottom <= size.height
      return refused || !hasArea || !near || !inside ? [{ x, y, left, top, right, bottom, flags }] : []
    })
    expect(wrong).toEqual([])
  })
})

/** Boxes that have no pixel of an image: behind its far corner, beside it, before its first corner, just past an edge, and a line. */
function beside({ width, height }: Size) {
  return [
    box<'image'>(width + 40, height + 40, width + 140, height + 140),
    box<'image'>(width + 40, 2, width + 90, height - 2),
    box<'image'>(-140, -140, -40, -40),
    box<'image'>(2, height, width - 2, height + 30),
    box<'image'>(4, 2, 4, height - 2),
  ]
}

const all: readonly Dialect[] = dialects

test.each(all)('$name: nothing is shown of what lies beside the image', (dialect) => {
  const shown = Object.values(sizes).flatMap((size) => {
    const image = { id: 'i', size }
    const { budgets } = dialect
    const view = dialect.overview('i', size, budgets)
    return beside(size).flatMap((region) => {
      const { placed } = writeLook(region, { dialect, image, view, budgets })
      const crop = cropView(dialect, region, { image, budgets })
      const isNothing = crop === undefined && placed.view === undefined && placed.flags.includes('invalid')
      return isNothing ? [] : [{ size, region, crop, placed }]
    })
  })
  expect(shown).toEqual([])
})

describe('numbers of a space', () => {
  const source = { size: sizes.photo, frame: { width: 1008, height: 756 } }

  test.each(spaceIds)('%s has different numbers for the edges of a pixel, up to the last corner', (space) => {
    for (const [x, y] of [
      [0, 0],
      [1999, 1499],
      [3999, 2999],
    ] as const) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbersFor(
        { space, order: 'xyxy' },
        box(x, y, x + 1, y + 1),
        source,
      )
      expect([x2 > x1, y2 > y1]).toEqual([true, true])
    }
  })

  test('bins end before the image: the last one is taken with the one before', () => {
    // 3999.5 of 4000 px are bin 1023.9 of 1024; there is none above 1023.
    expect(numbersFor({ space: 'bins-1024', order: 'yxyx' }, box(3999, 2999, 4000, 3000), source)).toEqual([
      1022, 1022, 1023, 1023,
    ])
    expect(numbersFor({ space: 'bins-1000', order: 'xyxy' }, box(0, 0, 1, 1), source)).toEqual([0, 0, 1, 1])
  })

  test('a line stays a line', () => {
    const [x1, , x2] = numbersFor({ space: 'per-mille', order: 'xyxy' }, box(2000, 0, 2000, 3000), source)
    expect([x1, x2]).toEqual([500, 500])
  })
})
