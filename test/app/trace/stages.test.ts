/** The way from an image to a view: written shorter it gives the same pixels, written as text it comes back. */
import { describe, expect, test } from 'vitest'
import { box, type Size } from '../../../app/geometry/box'
import {
  cutsInside,
  frameOf,
  shortenedStages,
  sizeAfter,
  stagesAsText,
  stagesFromText,
  stagesOf,
} from '../../../app/trace/stages'
import type { Stage } from '../../../app/trace/step'
import fc from '../../builders/properties'

const cut = (left: number, top: number, right: number, bottom: number): Stage & { type: 'cut' } => ({
  type: 'cut',
  box: box(left, top, right, bottom),
})
const resize = (width: number, height: number, filter: 'bicubic' | 'nearest' = 'bicubic'): Stage => ({
  type: 'resize',
  size: { width, height },
  filter,
})
const image = { width: 100, height: 80 }

describe('the stages of a view', () => {
  test('are those it names, else its one cut, else none', () => {
    expect(stagesOf({})).toEqual([])
    expect(stagesOf({ crop: box(1, 2, 30, 40) })).toEqual([cut(1, 2, 30, 40)])
    const made = [resize(50, 40), cut(0, 0, 10, 10)]
    expect(stagesOf({ crop: box(1, 2, 30, 40), made })).toBe(made)
    expect(stagesOf({ crop: box(1, 2, 30, 40), made: [] })).toEqual([])
  })

  test('leave an image of the size they say', () => {
    expect(sizeAfter(resize(50, 40))).toEqual({ width: 50, height: 40 })
    expect(sizeAfter(cut(-5, 10, 25, 90))).toEqual({ width: 30, height: 80 })
  })

  test.each([
    [cut(0, 0, 100, 80), true],
    [cut(99, 79, 100, 80), true],
    [cut(-1, 0, 50, 50), false],
    [cut(0, -1, 50, 50), false],
    [cut(0, 0, 101, 80), false],
    [cut(0, 0, 100, 81), false],
  ])('cut inside of the image: %j %s', (stage, inside) => expect(cutsInside(stage, image)).toBe(inside))

  test('boxes count in the frame, where that is another size than the view’s', () => {
    const size = { width: 336, height: 252 }
    expect(frameOf({ size })).toBe(size)
    expect(frameOf({ size, frame: image })).toBe(image)
  })
})

describe('shortened', () => {
  test.each<[string, readonly Stage[], readonly Stage[]]>([
    ['nothing stays nothing', [], []],
    ['a cut of all of the image is none', [cut(0, 0, 100, 80)], []],
    ['a resize to the size there is, is none', [resize(100, 80)], []],
    ['a resize back to it is one', [resize(50, 40), resize(100, 80)], [resize(50, 40), resize(100, 80)]],
    [
      'a cut of a cut is one cut of the image',
      [cut(10, 20, 60, 70), cut(5, 5, 25, 35)],
      [cut(15, 25, 35, 55)],
    ],
    [
      'three cuts are one',
      [cut(10, 10, 90, 70), cut(10, 10, 60, 50), cut(1, 2, 3, 4)],
      [cut(21, 22, 23, 24)],
    ],
    [
      'a cut past the edges of another stays apart: there the fill is seen',
      [cut(10, 10, 40, 40), cut(-5, 0, 20, 20)],
      [cut(10, 10, 40, 40), cut(-5, 0, 20, 20)],
    ],
    [
      'what is put around an image and cut away again was never there',
      [cut(-8, -6, 108, 86), cut(8, 6, 108, 86)],
      [],
    ],
    [
      'and what stands before and after it meets',
      [cut(10, 10, 60, 60), cut(-8, -6, 58, 56), cut(8, 6, 58, 56), cut(1, 1, 9, 9)],
      [cut(11, 11, 19, 19)],
    ],
    [
      'a resize to a size that such a pair leaves is none either',
      [cut(-8, -6, 108, 86), cut(8, 6, 108, 86), resize(100, 80)],
      [],
    ],
    [
      'cuts do not meet over a resize',
      [cut(0, 0, 50, 40), resize(100, 80), cut(0, 0, 50, 40)],
      [cut(0, 0, 50, 40), resize(100, 80), cut(0, 0, 50, 40)],
    ],
  ])('%s', (_, stages, short) => expect(shortenedStages(stages, image)).toEqual(short))

  test('keeps what is put past the edges of the outer cut', () => {
    const outer: Stage = { ...cut(-10, 0, 40, 50), fill: [1, 2, 3] }
    expect(shortenedStages([outer, cut(5, 5, 20, 20)], image)).toEqual([
      { type: 'cut', box: box(-5, 5, 10, 20), fill: [1, 2, 3] },
    ])
  })
})

/** Where each pixel comes from, by `nearest` whatever the filter: `x,y` of the image, or the fill. */
function sources(stages: readonly Stage[], size: Size): readonly (readonly string[])[] {
  const start = Array.from({ length: size.height }, (_, y) =>
    Array.from({ length: size.width }, (_, x) => `${x},${y}`),
  )
  return stages.reduce<string[][]>((rows, stage) => {
    const { width, height } = sizeAfter(stage)
    const [oldHeight, oldWidth] = [rows.length, rows[0]?.length ?? 0]
    const at = (x: number, y: number): string => {
      if (stage.type === 'cut')
        return rows[y + stage.box.top]?.[x + stage.box.left] ?? (stage.fill ?? ['black']).join(' ')
      const row = rows[Math.floor(((y + 0.5) * oldHeight) / height)]
      return row?.[Math.floor(((x + 0.5) * oldWidth) / width)] ?? 'none'
    }
    return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => at(x, y)))
  }, start)
}

const length = fc.integer({ min: 1, max: 9 })
const place = fc.integer({ min: -4, max: 8 })
const anyCut = fc.tuple(place, place, length, length, fc.boolean()).map(([x, y, w, h, filled]): Stage => ({
  ...cut(x, y, x + w, y + h),
  ...(filled ? { fill: [9, 9, 9] as const } : {}),
}))
/** One that goes around an image and back is rare by itself. */
const around = fc
  .tuple(fc.nat(3), fc.nat(3))
  .map(([x, y]): readonly Stage[] => [cut(0 - x, 0 - y, 8 + x, 8 + y), cut(x, y, 8 + x, 8 + y)])
const way = fc
  .array(
    fc.oneof(
      anyCut.map((c) => [c]),
      fc.tuple(length, length).map(([w, h]) => [resize(w, h, 'nearest')]),
      around,
      fc.constant([cut(0, 0, 8, 8), resize(8, 8)]),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.flat())
const small = { width: 8, height: 8 }

describe('whatever the way', () => {
  test('written shorter it gives the same pixels, and cannot be written shorter again', () => {
    fc.assert(
      fc.property(way, (stages) => {
        const short = shortenedStages(stages, small)
        expect(sources(short, small)).toEqual(sources(stages, small))
        expect(short.length).toBeLessThanOrEqual(stages.length)
        expect(shortenedStages(short, small)).toEqual(short)
      }),
      { numRuns: 1000 },
    )
  })

  test('as text it comes back, and fits an address as it stands', () => {
    fc.assert(
      fc.property(way, (stages) => {
        const text = stagesAsText(stages)
        expect(stagesFromText(text)).toEqual(stages)
        expect(text).toMatch(/^[a-z0-9.,-]*$/)
      }),
    )
  })
})

describe('as text', () => {
  test('a resize names size and filter, a cut its edges and what is put past them', () => {
    const fill: Stage = { ...cut(-3, 0, 7, 9), fill: [122, 116, 104] }
    const lanczos: Stage = { type: 'resize', size: { width: 28, height: 56 }, filter: 'lanczos' }
    expect(stagesAsText([resize(640, 480), cut(0, 0, 10, 20), fill, lanczos, resize(1, 2, 'nearest')])).toBe(
      'r640x480b.c0,0,10,20.c-3,0,7,9,122,116,104.r28x56l.r1x2n',
    )
    expect(stagesAsText([])).toBe('')
  })

  test.each([
    ['nothing between two dots', 'r1x1b..r2x2b'],
    ['a dot at the end', 'r1x1b.'],
    ['a filter nobody knows', 'r1x1c'],
    ['a size of nothing', 'r0x10b'],
    ['a negative size', 'r-1x10b'],
    ['a fraction', 'r1.5x10b'],
    ['a cut without a width', 'c5,0,5,10'],
    ['a cut with its corners swapped', 'c5,5,1,1'],
    ['a cut of three edges', 'c1,2,3'],
    ['half a colour', 'c0,0,9,9,1,2'],
    ['a number of seven digits', 'c0,0,1000000,1'],
    ['an image larger than any', 'r10240x10241b'],
    ['another sign', 'r1x1b;c0,0,1,1'],
    ['more stages than anybody makes', Array.from({ length: 65 }, () => 'r1x1b').join('.')],
  ])('%s is refused', (_, text) => expect(stagesFromText(text)).toBeUndefined())

  test('the most and the largest there may be are read', () => {
    expect(stagesFromText(Array.from({ length: 64 }, () => 'r1x1b').join('.'))).toHaveLength(64)
    expect(stagesFromText('r10240x10240n')).toEqual([resize(10240, 10240, 'nearest')])
  })
})
