/** Whether boxes can be true as they are read, in which other ways they could be, and how that is said. */
import { describe, expect, test } from 'vitest'
import { dialects, dialectOf, type Dialect } from '../../../app/dialects'
import type { Notation, Order, SpaceId } from '../../../app/geometry/spaces'
import { createDecider, doubtOf, frameAtOf, writtenIn } from '../../../app/reading/decide'
import { fits, possibleReadings, weigh } from '../../../app/reading/evidence'
import { betterFact, factsOf, notationName, shownFact } from '../../../app/reading/evidence-words'
import { overviewOf, usualPixels } from '../../../app/reading/frame'
import { readAs } from '../../../app/reading/respace'
import type { WrittenBox } from '../../../app/reading/written'
import { look, overview } from '../../builders/project'
import { must } from '../../builders/must'

const image = { width: 1000, height: 500 }
const on = (...numbers: readonly number[]): WrittenBox => ({ numbers, image, frame: image })
const read = (space: SpaceId, order: Order = 'xyxy'): Notation => ({ space, order })

describe('a box', () => {
  test.each<[string, readonly number[], boolean]>([
    ['inside', [10, 20, 300, 400], true],
    ['all of the image', [0, 0, 1000, 500], true],
    ['a little past the edge, as careless models write', [0, 0, 1149, 574], true],
    ['more than that', [0, 0, 1151, 500], false],
    ['before the edge by as much', [-149, -74, 300, 400], true],
    ['before the edge by more', [-151, 0, 300, 400], false],
    ['inside out', [300, 400, 10, 20], false],
    ['a line', [10, 20, 10, 400], true],
    ['a pixel', [10, 20, 11, 21], false],
    ['a point', [10, 20], true],
    ['a point outside', [1200, 20], false],
    ['without numbers that are any', [Number.NaN, 20, 300, 400], false],
  ])('%s', (_name, numbers, expected) => expect(fits(on(...numbers), read('image'))).toBe(expected))

  test('of a corner and a size reaches as far as both', () => {
    expect(fits(on(900, 100, 90, 50), read('image', 'xywh'))).toBe(true)
    expect(fits(on(900, 100, 900, 50), read('image', 'xywh'))).toBe(false)
  })

  test('can be read in other ways, the one in use first, each at another place', () => {
    const ways = possibleReadings(on(100, 200, 300, 400), read('image'))
    expect(ways[0]).toEqual(read('image'))
    expect(ways).toContainEqual(read('per-mille'))
    expect(ways.every((way, i) => i === 0 || fits(on(100, 200, 300, 400), way))).toBe(true)
    // Pixels of the resized image are those of the image here: the same place is not offered twice.
    expect(ways.some((way) => way.space === 'input' && way.order === 'xyxy')).toBe(false)
  })

  test('that a model saw smaller may lie elsewhere', () => {
    const qwen = frameAtOf('vlm-r3')
    const large = { width: 4000, height: 3000 }
    const written = { numbers: [100, 200, 300, 400], image: large, frame: must(qwen)(large, 16_777_216) }
    const smaller = possibleReadings(written, read('input'), qwen).filter((way) => way.pixels !== undefined)
    expect(smaller.map((way) => way.pixels)).toEqual(usualPixels.map((u) => u.pixels))
  })
})

describe('what is weighed', () => {
  test('of no box of a known image is nothing, and says so', () => {
    expect(weigh([], read('image'))).toMatchObject({
      boxes: 0,
      alternatives: [],
      facts: ['No box lies in an image whose size is known.'],
      mixed: 0,
    })
    const none = { numbers: [1, 2, 3, 4], image: { width: 0, height: 0 }, frame: image }
    expect(weigh([none, on(1, 2, 3)], read('image')).boxes).toBe(0)
  })

  test('leaves a few fractions among others apart, and takes many for what they are', () => {
    const fraction = on(0.1, 0.2, 0.3, 0.4)
    expect(weigh([on(10, 20, 300, 400), on(20, 30, 400, 450), fraction], read('image')).mixed).toBe(1)
    expect(weigh([on(10, 20, 300, 400), fraction], read('image')).mixed).toBe(0)
    expect(weigh([fraction], read('unit')).mixed).toBe(0)
  })

  test('of a trace is a doubt only where another way has fewer that cannot be', () => {
    expect(doubtOf([on(10, 20, 300, 400)], read('image'))).toBeUndefined()
    expect(doubtOf([on(100, 600, 300, 900)], read('image'))).toMatchObject({ space: 'per-mille', misfits: 0 })
    expect(doubtOf([on(0.1, 0.2, 0.3, 0.4)], read('image'))).toBeUndefined()
    expect(doubtOf([on(10, 600, 10, 900)], read('image'))).toBeUndefined()
    expect(doubtOf([], read('image'))).toBeUndefined()
  })
})

describe('in words', () => {
  test.each<[Notation & { pixels?: number }, string]>([
    [read('input'), 'pixels of the resized image, x first'],
    [read('image', 'yxyx'), 'pixels of the original, y first'],
    [read('unit', 'xywh'), 'fractions, x, y, width, height'],
    [read('per-999'), '999ths, x first'],
    [{ ...read('input'), pixels: 1_003_520 }, 'max_pixels 1,003,520: pixels of the resized image, x first'],
  ])('%j', (reading, name) => expect(notationName(reading)).toBe(name))

  const fit = (space: SpaceId, misfits: number) => ({ ...read(space), misfits })
  test.each<[number, number, number, string]>([
    [1, 0, 1, 'The box does not fit as pixels of the original, x first; as thousandths, x first, it fits.'],
    [
      1,
      0,
      5,
      '1 of 5 boxes does not fit as pixels of the original, x first; as thousandths, x first, all fit.',
    ],
    [
      3,
      1,
      1200,
      '3 of 1,200 boxes do not fit as pixels of the original, x first; as thousandths, x first, 1 does not.',
    ],
    [
      9,
      2,
      10,
      '9 of 10 boxes do not fit as pixels of the original, x first; as thousandths, x first, 2 do not.',
    ],
    [
      0,
      0,
      3,
      'Read as pixels of the original, x first, no box would come beyond 1000 on images that are larger.',
    ],
  ])('%i misfits, then %i, of %i', (...[was, then, boxes, sentence]) =>
    expect(betterFact(fit('per-mille', then), fit('image', was), boxes)).toBe(sentence),
  )

  test.each<[string, readonly WrittenBox[], Notation, number, readonly string[]]>([
    [
      'a number',
      [on(1, 2, 300, 400)],
      read('image'),
      0,
      ['Largest number 400 in 1 box on images up to 1,000 px a side.'],
    ],
    [
      'shares',
      [on(0.1, 0.2, 0.3, 1)],
      read('unit'),
      0,
      ['No number above 1 in 1 box on images up to 1,000 px a side.'],
    ],
    [
      'no thousandths',
      [on(1, 2, 3000.5, 400)],
      read('image'),
      0,
      ['Largest number 3,000.5 in 1 box on images up to 1,000 px a side: no thousandths.'],
    ],
    [
      'corners the wrong way',
      [on(300, 400, 1, 2), on(1, 2, 3, 4)],
      read('image'),
      0,
      [
        'Largest number 400 in 2 boxes on images up to 1,000 px a side.',
        'In 1 box the second corner lies before the first: swapped, or x, y, width, height.',
      ],
    ],
    [
      'fractions among them',
      [on(1, 2, 3, 4)],
      read('image'),
      2,
      [
        'Largest number 4 in 1 box on images up to 1,000 px a side.',
        '2 boxes are written as fractions, the others are not.',
      ],
    ],
    [
      'a number beyond all',
      [on(1, 2, 3, 1e30)],
      read('image'),
      0,
      ['Largest number 1.00e+30 in 1 box on images up to 1,000 px a side: no thousandths.'],
    ],
  ])('facts: %s', (...[, boxes, now, mixed, facts]) => expect(factsOf(boxes, now, mixed)).toEqual(facts))

  test('that less was shown than is taken', () => {
    const written = { ...on(1, 2, 3, 4), frame: { width: 980, height: 490 } }
    expect(shownFact(written, { width: 504, height: 252 }, 1_003_520)).toBe(
      'Taken as what the model saw of 1,000 × 500: 980 × 490. With max_pixels 1,003,520 it saw 504 × 252, and the boxes lie elsewhere.',
    )
  })
})

describe('an overview', () => {
  const size = { width: 3000, height: 2000 }

  test('of any dialect, of any shape, is of some size, and of no more pixels than are asked for where it resizes', () => {
    for (const dialect of dialects as readonly Dialect[])
      for (const shape of [
        size,
        { width: 1, height: 1 },
        { width: 20_000, height: 10 },
        { width: 7, height: 3000 },
      ]) {
        const { size: seen } = overviewOf(dialect, { id: 'i', ...shape })
        expect(seen.width >= 1 && seen.height >= 1, dialect.id).toBe(true)
      }
    const { size: seen } = overviewOf(must(dialectOf('vlm-r3')), { id: 'i', ...size }, { pixels: 300_000 })
    expect(seen.width * seen.height).toBeLessThanOrEqual(300_000)
  })

  test('that a dialect refuses is the image as it is', () => {
    const thin = overviewOf(must(dialectOf('vlm-r3')), { id: 'i', width: 20_000, height: 10 })
    expect(thin.size).toEqual({ width: 20_000, height: 10 })
  })

  test('is asked for by the name of a dialect, and of an unknown one there is none', () => {
    expect(frameAtOf('vlm-r3')?.(size, 300_000)).toEqual(
      overviewOf(must(dialectOf('vlm-r3')), { id: '', ...size }, { pixels: 300_000 }).size,
    )
    expect(frameAtOf('nothing')).toBeUndefined()
  })
})

describe('boxes of steps', () => {
  const view = overview
  const found = (...steps: Parameters<typeof writtenIn>[0]) =>
    writtenIn(steps, { image, missing: false, view })

  test('are those in the image itself that do not say their own unit', () => {
    const own = look('l')
    expect(found(own)).toEqual([{ numbers: [10, 20, 110, 120], image, frame: view.size }])
    expect(found({ ...own, flags: ['other-image'] })).toEqual([])
    expect(found({ ...own, request: { ...own.request, source: 'o' } })).toEqual([])
    expect(found({ ...own, request: { ...own.request, notation: read('unit') } })).toEqual([])
    expect(found({ ...own, request: { ...own.request, code: true } })).toEqual([])
  })

  test('of an image that is not there say nothing', () => {
    expect(writtenIn([look('l')], { image, missing: true, view })).toEqual([])
  })
})

describe('a decider', () => {
  const trace = { dialect: 'vlm-r3' }

  test('of nothing has no reading', () => {
    const decider = createDecider({})
    expect(decider.reading()).toBeUndefined()
    expect(decider.refine(true)).toBe(false)
    expect(decider.notationFor(trace)).toBeUndefined()
    expect(decider.kept()).toEqual({ decided: {} })
  })

  test('takes what a person asks for, and does not argue', () => {
    const decider = createDecider({ space: 'unit' })
    decider.add(trace, { dialect: 'vlm-r3', boxes: [on(100, 200, 300, 400)] })
    expect(decider.refine(true)).toBe(false)
    expect(decider.reading()).toMatchObject({ space: 'unit', order: 'xyxy', decidedBy: 'person', boxes: 1 })
  })

  test('does not weigh again before there is four times as much, unless it must', () => {
    const decider = createDecider({})
    const add = (count: number) =>
      decider.add(trace, {
        dialect: 'vlm-r3',
        boxes: Array.from({ length: count }, () => on(600, 700, 950, 990)),
      })
    add(1)
    expect(decider.refine()).toBe(true)
    expect(decider.notationFor(trace)).toEqual(read('per-mille'))
    add(2)
    expect(decider.refine()).toBe(false)
    expect(decider.reading()?.boxes).toBe(1)
    decider.refine(true)
    expect(decider.reading()?.boxes).toBe(3)
  })

  test('leaves a trace alone that says how its numbers are written', () => {
    const decider = createDecider({})
    decider.add(trace, { dialect: 'vlm-r3', boxes: [on(600, 700, 950, 990)] })
    decider.refine()
    expect(decider.notationFor({ ...trace, space: 'unit' })).toBeUndefined()
    expect(decider.notationFor({ ...trace, order: 'yxyx' })).toBeUndefined()
    expect(decider.notationFor({ dialect: 'other' })).toBeUndefined()
  })
})

test('what a person chose is a reading in full, or none', () => {
  expect(readAs({})).toBeNull()
  expect(readAs({ space: null, order: 'yxyx' })).toBeNull()
  expect(readAs({ space: 'unit' })).toEqual({ space: 'unit', order: undefined, pixels: undefined })
  expect(readAs({ space: 'input', order: 'yxyx', pixels: 9 })).toEqual({
    space: 'input',
    order: 'yxyx',
    pixels: 9,
  })
})
