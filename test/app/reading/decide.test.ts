import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import { boxIn, orders, type Notation } from '../../../app/geometry/spaces'
import { createDecider, doubtOf, frameAtOf, type WrittenNumbers } from '../../../app/reading/decide'
import { fits, possibleReadings, weigh } from '../../../app/reading/evidence'
import type { WrittenBox } from '../../../app/reading/written'

const wide = { width: 4000, height: 3000 }
const on = (size: { width: number; height: number }, ...numbers: readonly (readonly number[])[]) =>
  numbers.map((n): WrittenBox => ({ numbers: n, image: size, frame: size }))
const trace: WrittenNumbers = { dialect: 'deepeyes' }
const read = (boxes: readonly WrittenBox[]) => ({ dialect: 'deepeyes', boxes })
const thousandths = on(
  wide,
  [100, 200, 300, 400],
  [600, 700, 950, 990],
  [20, 30, 640, 720],
  [500, 400, 980, 620],
)

describe('who decides how boxes are read', () => {
  it('is the dialect while nothing speaks against it', () => {
    const decider = createDecider({})
    decider.add(trace, read(on(wide, [340, 340, 700, 660])))
    expect(decider.refine(true)).toBe(false)
    expect(decider.notationFor(trace)).toBeUndefined()
    expect(decider.reading()).toMatchObject({ decidedBy: 'dialect', space: 'image', dialect: 'deepeyes' })
  })

  it('is the evidence where it is clear, and says what it was decided against', () => {
    const decider = createDecider({})
    decider.add(trace, read(thousandths))
    expect(decider.refine(true)).toBe(true)
    expect(decider.notationFor(trace)).toEqual({ space: 'per-mille', order: 'xyxy' })
    expect(decider.reading()).toMatchObject({ decidedBy: 'evidence', space: 'per-mille', boxes: 4 })
    expect(decider.reading()?.evidence[0]).toContain('Read as pixels of the original')
  })

  it('is the file where it says so, and the person above all', () => {
    const told = createDecider({})
    told.add({ ...trace, space: 'image' }, read(thousandths))
    told.refine(true)
    expect(told.notationFor({ ...trace, space: 'image' })).toBeUndefined()
    expect(told.reading()).toMatchObject({
      decidedBy: 'file',
      space: 'image',
      better: { space: 'per-mille' },
    })
    const asked = createDecider({ space: 'image', order: 'yxyx' })
    asked.add(trace, read(thousandths))
    expect(asked.refine(true)).toBe(false)
    expect(asked.reading()).toMatchObject({ decidedBy: 'person', space: 'image', order: 'yxyx' })
  })

  it('is asked again as more is seen, without waiting and without going back and forth', () => {
    const decider = createDecider({})
    decider.add(trace, read(on(wide, [340, 340, 700, 660])))
    expect(decider.refine(true)).toBe(false)
    const changes: boolean[] = []
    for (let i = 0; i < 200; i++) {
      decider.add(trace, read(thousandths.slice(i % 4, (i % 4) + 1)))
      changes.push(decider.refine())
    }
    expect(changes.filter(Boolean)).toHaveLength(1)
    expect(decider.reading()).toMatchObject({ space: 'per-mille', decidedBy: 'evidence' })
  })

  it('goes on from what was decided before, and is not talked out of it by less', () => {
    const first = createDecider({})
    first.add(trace, read(thousandths))
    first.refine(true)
    const next = createDecider({}, first.kept())
    expect(next.notationFor(trace)).toEqual({ space: 'per-mille', order: 'xyxy' })
    next.add(trace, read(on(wide, [2000, 1500, 3000, 2500])))
    expect(next.refine(true)).toBe(false)
    expect(next.reading()).toMatchObject({ space: 'per-mille', boxes: 4 })
  })

  it('keeps dialects of one file apart', () => {
    const decider = createDecider({})
    decider.add(trace, read(thousandths))
    decider.add({ dialect: 'vlm-r3' }, { dialect: 'vlm-r3', boxes: on(wide, [2000, 1500, 3000, 2500]) })
    decider.refine(true)
    expect(decider.notationFor(trace)).toEqual({ space: 'per-mille', order: 'xyxy' })
    expect(decider.notationFor({ dialect: 'vlm-r3' })).toBeUndefined()
  })
})

describe('what the model was shown', () => {
  const frameAt = frameAtOf('qwen-grounding')
  const seen = { width: 4004, height: 2996 }
  const input: Notation = { space: 'input', order: 'xyxy' }

  it('is in doubt where every box would lie in a much smaller frame', () => {
    const one = { numbers: [459, 217, 712, 451], image: wide, frame: seen }
    const { shrunk, alternatives, facts } = weigh([one], input, frameAt)
    expect(shrunk).toMatchObject({ pixels: 1280 * 28 * 28 })
    expect(alternatives).toContainEqual({ ...input, pixels: 1280 * 28 * 28, misfits: 0 })
    expect(facts.join(' ')).toContain('With max_pixels 1,003,520 it saw 1,148 × 840')
  })

  it('is not in doubt where one box comes beyond that frame, or the images are small', () => {
    const far = { numbers: [459, 217, 2712, 451], image: wide, frame: seen }
    expect(weigh([far], input, frameAt).shrunk).toBeUndefined()
    const small = { width: 640, height: 480 }
    expect(weigh(on(small, [10, 10, 100, 100]), input, frameAt).shrunk).toBeUndefined()
  })

  it('keeps boxes of such a run from being taken for thousandths', () => {
    const boxes = Array.from({ length: 12 }, (_, i) => ({
      numbers: [10 * i, 20 * i, 800 + 10 * i, 500 + 20 * i],
      image: wide,
      frame: seen,
    }))
    expect(weigh(boxes, input, frameAt).better).toBeUndefined()
  })
})

describe('points', () => {
  it('are evidence, too', () => {
    const size = { width: 480, height: 640 }
    const { better } = weigh(on(size, [925, 618]), { space: 'input', order: 'xyxy' })
    expect(better).toMatchObject({ space: 'per-mille', misfits: 0 })
  })
})

describe('a trace that does not fit its file', () => {
  it('is told with the reading that fits it', () => {
    const doubt = doubtOf(on({ width: 2000, height: 1000 }, [800, 250, 440, 270]), {
      space: 'input',
      order: 'xyxy',
    })
    expect(doubt).toMatchObject({ order: 'xywh', misfits: 0 })
    expect(doubt?.why).toContain('as pixels of the resized image, x, y, width, height, it fits')
  })

  it('is not one whose boxes are merely fractions, which are read as such', () => {
    expect(doubtOf(on(wide, [0.2, 0.3, 0.5, 0.6]), { space: 'image', order: 'xyxy' })).toBeUndefined()
  })
})

const notation = fc.record({
  space: fc.constantFrom('image' as const, 'input' as const, 'per-mille' as const, 'unit' as const),
  order: fc.constantFrom(...orders),
})
const side = fc.integer({ min: 50, max: 6000 })
const written = fc
  .record({
    width: side,
    height: side,
    numbers: fc.array(fc.integer({ min: -50, max: 6000 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ width, height, numbers }): WrittenBox => ({
    numbers,
    image: { width, height },
    frame: { width, height },
  }))

describe('whatever is written', () => {
  it('a decision never has boxes that cannot be true where another way has none, nor more than before', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 30 }), notation, (boxes, now) => {
        const { better, alternatives, now: current } = weigh(boxes, now)
        const misfits = (n: Notation) => boxes.filter((b) => !fits(b, n)).length
        expect(current.misfits).toBe(misfits(now))
        if (better === undefined) return
        expect(better.misfits).toBe(misfits(better))
        expect(better.misfits).toBeLessThanOrEqual(current.misfits)
        for (const other of alternatives) expect(better.misfits).toBeLessThanOrEqual(other.misfits)
      }),
      { numRuns: 1000 },
    )
  })

  it('no decision is taken back for the one before it', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 30 }), notation, (boxes, now) => {
        const { better } = weigh(boxes, now)
        if (better !== undefined) expect(weigh(boxes, better).better).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })

  it('every way that is offered for a box can be true, and each lies elsewhere', () => {
    fc.assert(
      fc.property(written, notation, (box, now) => {
        const [first, ...others] = possibleReadings(box, now)
        expect(first).toBe(now)
        for (const other of others) expect(fits(box, other)).toBe(true)
        const places = [first, ...others].map((n) => {
          const { left, top, right, bottom } = boxIn(n ?? now, box.numbers, {
            size: box.image,
            frame: box.frame,
          })
          return [left, top, right, bottom].map(Math.round).join()
        })
        expect(new Set(places).size).toBe(places.length)
      }),
      { numRuns: 500 },
    )
  })
})
