import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { placeLook } from '../../../app/reading/place'
import { box, contains } from '../../../app/geometry/box'
import { cropOf, placed, readingOf, written } from '../../builders/reading'

const cell = 28 * 28
const budgets = {
  image: { minPixels: 32 * cell, maxPixels: 8192 * cell },
  crop: { minPixels: 32 * cell, maxPixels: 4096 * cell },
}
const size = { width: 1000, height: 800 }
const frame = { width: 500, height: 400 }

describe('reading what the model wrote', () => {
  test('finds the numbers of a request in running text', () => {
    expect(readingOf(vlmR3, '<think>The total is at the end. {"bbox_2d": [136, 44, 196, 72]}')).toEqual({
      type: 'look',
      start: 32,
      end: 63,
      numbers: [136, 44, 196, 72],
      several: false,
    })
  })

  test('keeps the last of several boxes in one object, as upstream does, and says so', () => {
    const reading = readingOf(vlmR3, '{"bbox_2d": [1, 2, 3, 4], "bbox_2d": [5, 6, 7, 8]}')
    expect(reading).toMatchObject({ numbers: [5, 6, 7, 8], several: true })
  })

  test('takes an answer although a request stands before it', () => {
    expect(readingOf(vlmR3, '{"bbox_2d": [1, 2, 3, 4]}</think>\n<answer> 42 </answer>')).toMatchObject({
      type: 'answer',
      text: '42',
    })
  })

  test('takes an answer whose closing tag is missing', () => {
    expect(readingOf(vlmR3, '<answer>KX-482')).toMatchObject({ type: 'answer', text: 'KX-482' })
  })

  test.each([
    '{"bbox_2d": [1, 2, 3]}',
    '{"bbox_2d": [1, 2, 3, "x"]}',
    '{"bbox_2d": 7}',
    '"bbox_2d": [1, 2',
    '{"bbox_2d": [1,,2,3]}',
  ])('calls %s malformed instead of guessing', (text) =>
    expect(readingOf(vlmR3, text).type).toBe('malformed'),
  )

  test('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"bbox_2d"',
      ': [1, 2, 3, 4]',
      ']',
      '<answer>',
      '</answer>',
      'é',
      '\n',
      '{"bbox_2d": [',
    )
    fc.assert(
      fc.property(
        fc.array(piece).map((p) => p.join('')),
        (text) => void readingOf(vlmR3, text),
      ),
    )
  })

  test('shows a thought without its tags', () => {
    expect(vlmR3.plain('<think> I look for the row. ')).toBe('I look for the row.')
    expect(vlmR3.plain(' It reads 7.</think>\n')).toBe('It reads 7.')
  })
})

describe('where a request lies on the image', () => {
  test('maps input pixels to image pixels, the right and bottom pixel included', () => {
    expect(placed(vlmR3, [10, 20, 110, 120], size, frame)).toEqual({
      region: box(20, 40, 221, 241),
      flags: [],
    })
  })

  test('clamps a box past the edge and flags it', () => {
    expect(placed(vlmR3, [-5, 0, 600, 400], size, frame)).toEqual({
      region: box(0, 0, 1000, 800),
      flags: ['clamped'],
    })
  })

  test('flags a box without area as invalid', () => {
    expect(placed(vlmR3, [100, 50, 100, 90], size, frame).flags).toContain('invalid')
    expect(placed(vlmR3, [300, 50, 100, 90], size, frame).flags).toContain('invalid')
  })
})

describe('the crop', () => {
  test('zooms two times below an eighth of the image, once from half of it, between in between', () => {
    const zoom = (w: number, h: number) => cropOf(vlmR3, box(0, 0, w, h), size, budgets)?.size
    expect(zoom(280, 140)).toEqual({ width: 560, height: 280 })
    expect(zoom(980, 784)).toEqual({ width: 980, height: 784 })
  })

  test('has no view when no pixel is left', () => {
    expect(cropOf(vlmR3, box(10, 10, 10, 50), size, budgets)).toBeUndefined()
  })

  test('has no view when the region is too long and thin for the model', () => {
    expect(cropOf(vlmR3, box(10, 10, 500, 12), size, budgets)).toBeUndefined()
  })

  test('counts one visual token per 28 × 28 input pixels', () => {
    expect(cropOf(vlmR3, box(0, 0, 280, 140), size, budgets)?.grid).toEqual({ width: 20, height: 10 })
  })
})

describe("a person's region", () => {
  test('is written in the words of the model', () => {
    expect(written(vlmR3, box(20, 40, 220, 240), size, frame)).toEqual({
      numbers: [10, 20, 110, 120],
      text: '{"bbox_2d": [10, 20, 110, 120]}',
    })
  })

  test('is wholly inside the region its numbers stand for', () => {
    const x = fc.integer({ min: 0, max: 900 })
    const y = fc.integer({ min: 0, max: 700 })
    const side = fc.integer({ min: 1, max: 100 })
    fc.assert(
      fc.property(x, y, side, side, (left, top, w, h) => {
        const drawn = box<'image'>(left, top, left + w, top + h)
        const { region } = placed(vlmR3, written(vlmR3, drawn, size, frame).numbers, size, frame)
        expect(contains(region, drawn)).toBe(true)
      }),
    )
  })
})

describe('a crop that the zoom makes thinner than 200 to 1', () => {
  // qwen-vl-utils' `fetch_image` refuses it upstream, outside of what its loop catches (training/conformance/views.py, seed 4242).
  const size = { width: 4178, height: 82 }
  const view = vlmR3.overview('i', size, vlmR3.budgets)
  const numbers = [517.5, 45.5, 4714.5, 67.5]

  test('is shown to nobody', () => {
    const ground = { dialect: vlmR3, image: { id: 'i', size }, view, budgets: vlmR3.budgets }
    const thin = placeLook(numbers, ground)
    expect(thin.view).toBeUndefined()
    expect(thin.flags).toContain('invalid')
    expect(placeLook([517.5, 40, 4714.5, 67.5], ground).view?.size).toEqual({ width: 5712, height: 56 })
  })

  test('ends the run; a box that thin itself is an invalid operation', () => {
    const next = (box: readonly number[]) => {
      const text = `{"bbox_2d": [${box.join(', ')}]}`
      return vlmR3.edge({ text, reason: 'stop', size, views: [view], budgets: vlmR3.budgets })
    }
    expect(next(numbers).next).toEqual({ type: 'end' })
    expect(next([517.5, 45.5, 4714.5, 60]).added).toBe('\nInvalid operation!')
    expect(next([517.5, 40, 4714.5, 67.5]).next).toEqual({ type: 'crop' })
  })
})
