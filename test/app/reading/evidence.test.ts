import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import type { Size } from '../../../app/geometry/box'
import { numbersFor, type Notation } from '../../../app/geometry/spaces'
import { box } from '../../../app/geometry/box'
import { weigh } from '../../../app/reading/evidence'
import type { WrittenBox } from '../../../app/reading/written'
import { notationName } from '../../../app/reading/evidence-words'

const image = { width: 640, height: 480 }
const frame = { width: 644, height: 476 }
const wide = { width: 4000, height: 3000 }
const on = (size: Size, ...numbers: readonly (readonly number[])[]): readonly WrittenBox[] =>
  numbers.map((n) => ({ numbers: n, image: size, frame: size }))
const pixels: Notation = { space: 'image', order: 'xyxy' }

describe('the evidence for how boxes are written', () => {
  it('has nothing better where every box is inside', () => {
    const found = weigh([{ numbers: [10, 20, 600, 400], image, frame }], { space: 'input', order: 'xyxy' })
    expect(found.better).toBeUndefined()
    expect(found.now.misfits).toBe(0)
    expect(found.facts[0]).toBe('Largest number 600 in 1 box on images up to 640 px a side.')
  })

  it('finds thousandths that were read as pixels and leave the image', () => {
    const { better, facts } = weigh(on(image, [100, 200, 300, 400], [600, 700, 950, 990]), pixels)
    expect(better).toMatchObject({ space: 'per-mille', order: 'xyxy', misfits: 0 })
    expect(facts[0]).toContain('1 of 2 boxes does not fit as pixels of the original')
  })

  it('finds thousandths that stay inside large images: none ever comes beyond 1000', () => {
    const boxes = on(wide, [100, 200, 300, 400], [600, 700, 950, 990], [20, 30, 640, 720])
    const { better, facts } = weigh(boxes, pixels)
    expect(better).toMatchObject({ space: 'per-mille' })
    expect(facts).toContain(
      'None above 1000 in 3 boxes on images up to 4,000 px a side: thousandths would look like this.',
    )
  })

  it('does not call one small box thousandths, but says that it could be', () => {
    const small = weigh(on({ width: 1300, height: 900 }, [340, 340, 700, 660]), pixels)
    expect(small.better).toBeUndefined()
    expect(small.alternatives.map(notationName)).toContain('thousandths, x first')
  })

  it('finds y first where x first leaves the image', () => {
    const tall = { width: 500, height: 2000 }
    const boxes = on(tall, [1500, 10, 1900, 400], [700, 100, 1200, 300], [800, 20, 1700, 480])
    expect(weigh(boxes, pixels).better).toMatchObject({ space: 'image', order: 'yxyx', misfits: 0 })
  })

  it('finds x, y, width, height where corners would be the wrong way round', () => {
    const boxes = on(wide, [2000, 1500, 400, 300], [3000, 100, 900, 2000], [1800, 2500, 20, 40])
    expect(weigh(boxes, pixels).better).toMatchObject({ space: 'image', order: 'xywh' })
    expect(weigh(boxes, pixels).facts.join(' ')).toContain('the second corner lies before the first')
    // Two are slips: they are told, and another order is named, not taken.
    const few = weigh(boxes.slice(0, 2), pixels)
    expect(few.better).toBeUndefined()
    expect(few.alternatives.map((a) => a.order)).toContain('xywh')
  })

  it('tells fractions among thousandths, and weighs the rest without them', () => {
    const boxes = on(
      { width: 2000, height: 1000 },
      [120, 340, 560, 780],
      [0.25, 0.31, 0.62, 0.8],
      [90, 340, 860, 780],
    )
    const found = weigh(boxes, { space: 'per-mille', order: 'xyxy' })
    expect(found).toMatchObject({ mixed: 1, boxes: 3 })
    expect(found.now.misfits).toBe(0)
    expect(found.facts.at(-1)).toBe('1 box is written as fractions, the others are not.')
  })

  it('does not blame the unit for a box a little past the edge, as VLM-R³ writes them', () => {
    const small = { width: 224, height: 224 }
    expect(weigh(on(small, [0, 0, 252, 224]), { space: 'input', order: 'xyxy' }).better).toBeUndefined()
  })

  it('never finds another way better than the one twenty honest boxes were written in', () => {
    const notations: readonly Notation[] = (['image', 'per-mille', 'unit'] as const).map((space) => ({
      space,
      order: 'xyxy',
    }))
    const side = fc.integer({ min: 300, max: 1000 })
    const share = fc.double({ min: 0, max: 0.8, noNaN: true })
    const drawn = fc.record({ x: share, y: share, w: share, h: share })
    fc.assert(
      fc.property(
        fc.constantFrom(...notations),
        fc.record({ width: side, height: side }),
        fc.array(drawn, { minLength: 20, maxLength: 20 }),
        (notation, size, shares) => {
          const source = { size, frame: size }
          const boxes = shares.map(({ x, y, w, h }) => {
            const right = Math.min(1, x + 0.05 + w)
            const bottom = Math.min(1, y + 0.05 + h)
            const b = box<'source'>(x * size.width, y * size.height, right * size.width, bottom * size.height)
            return { numbers: numbersFor(notation, b, source), image: size, frame: size }
          })
          const { better, now } = weigh(boxes, notation)
          expect(now.misfits).toBe(0)
          expect(better).toBeUndefined()
        },
      ),
      { numRuns: 500 },
    )
  })
})
