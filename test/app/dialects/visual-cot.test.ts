/**
 * Visual-CoT: fractions of the image padded to a square, a square of at least 224 px cut around the box. Worked out by hand from
 * llava/eval/model_cot_loader.py (`cropwithbbox`).
 */
import { describe, expect, test } from 'vitest'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { sizes, speaking, told } from '../../builders/told'

const look = (size: Size, box: string) => must(told('visual-cot', size, `[${box}]`).looks[0])
const dialect = speaking('visual-cot')

describe('where the box lies, and what comes back', () => {
  test('on a page: 100 px of padding above and below', () => {
    // 0.3 · 1000 − 100 = 200, 0.5 · 1000 − 100 = 400; 112 px to every side of (200, 300).
    expect(look(sizes.page, '0.1, 0.3, 0.3, 0.5')).toEqual({
      at: [100, 200, 300, 400],
      flags: [],
      crop: [88, 188, 312, 412],
      seen: [336, 336],
    })
  })

  test('on a screenshot: 420 px of padding left and right', () => {
    // 0.5 · 1920 − 420 = 540, 0.6 · 1920 − 420 = 732; 960 and 1152 down. 96 px are fewer than 112, around (636, 1056).
    expect(look(sizes.portrait, '0.5, 0.5, 0.6, 0.6')).toMatchObject({
      at: [540, 960, 732, 1152],
      crop: [524, 944, 748, 1168],
    })
  })

  test('a larger box gets a square as wide as its longer side', () => {
    // 400 × 300 at (100, 100): 200 px to every side of (300, 250).
    expect(look(sizes.page, '0.1, 0.2, 0.5, 0.5')).toMatchObject({
      at: [100, 100, 500, 400],
      crop: [100, 50, 500, 450],
    })
  })

  test('near an edge the square is moved inside', () => {
    expect(look(sizes.page, '0, 0.1, 0.1, 0.2').crop).toEqual([0, 0, 224, 224])
    expect(look(sizes.page, '0.9, 0.8, 1, 0.9').crop).toEqual([776, 576, 1000, 800])
  })

  test('on 12 megapixels', () => {
    // 500 px of padding above and below: 0.5 · 4000 − 500 = 1500, 0.525 · 4000 − 500 = 1600.
    expect(look(sizes.photo, '0.5, 0.5, 0.525, 0.525')).toMatchObject({
      at: [2000, 1500, 2100, 1600],
      crop: [1938, 1438, 2162, 1662],
    })
  })

  test('an image smaller than the square is shown whole', () => {
    expect(look(sizes.tiny, '0.4, 0.4, 0.6, 0.6')).toMatchObject({
      at: [7, 12, 13, 18],
      crop: [0, 0, 20, 30],
    })
  })
})

describe('a box that is not as it should be', () => {
  test('whose values add up to 5 or more counts in pixels of the padded square, and says so', () => {
    expect(look(sizes.page, '100, 200, 300, 400')).toMatchObject({
      at: [100, 100, 300, 300],
      flags: ['taken-as-pixels'],
    })
  })

  test('in the padding is held at the edge', () => {
    expect(look(sizes.page, '0.1, 0.02, 0.3, 0.5').at).toEqual([100, 0, 300, 400])
    expect(look(sizes.page, '0.1, 0.5, 0.3, 0.98')).toMatchObject({
      at: [100, 400, 300, 800],
      flags: ['clamped'],
    })
  })

  test('without area is one to the tool: the square around it', () => {
    expect(look(sizes.page, '0.5, 0.5, 0.5, 0.5')).toMatchObject({
      at: [500, 400, 500, 400],
      flags: [],
      crop: [388, 288, 612, 512],
    })
  })

  test('with its corners in the wrong order is drawn the right way round, and flagged', () => {
    expect(look(sizes.page, '0.3, 0.5, 0.1, 0.3')).toMatchObject({
      at: [100, 200, 300, 400],
      flags: ['swapped'],
    })
  })
})

describe('a dialogue', () => {
  test('a box alone, then the answer alone', () => {
    const { looks, answer, thoughts } = told('visual-cot', sizes.page, '[0.1, 0.3, 0.3, 0.5]', 'It says 7.')
    expect({ boxes: looks.length, answer, thoughts }).toEqual({
      boxes: 1,
      answer: 'It says 7.',
      thoughts: [],
    })
  })

  test.each([
    ['[0.1,0.3,0.3,0.5]'],
    ['[ 0.1 , 0.3 , 0.3 , 0.5 ]'],
    ['The box is [0.1, 0.3, 0.3, 0.5].'],
    ['[[0.1, 0.3, 0.3, 0.5]]'],
  ])('the box in %s', (text) => {
    expect(told('visual-cot', sizes.page, text).looks.map((l) => l.at)).toEqual([[100, 200, 300, 400]])
  })

  test.each(['[0.1, 0.3, 0.3]', '[a, b, c, d]', '[0.1, 0.3, 0.3, ]', '[]', '[0.1, 0.3, 0.3, 0.5'])(
    'no box in %s',
    (text) => {
      expect(told('visual-cot', sizes.page, text).looks).toEqual([])
    },
  )
})

describe('the whole image', () => {
  test('is padded to a square in CLIP’s mean, and 336 px wide', () => {
    expect(dialect.overview('i', sizes.page, dialect.budgets)).toMatchObject({
      size: { width: 336, height: 336 },
      grid: { width: 24, height: 24 },
      made: [{ type: 'cut', box: { left: 0, top: -100, right: 1000, bottom: 900 }, fill: [122, 116, 104] }],
    })
    expect(dialect.overview('i', { width: 500, height: 500 }, dialect.budgets)).not.toHaveProperty('made')
  })

  test('a person’s region is written in thousandths of the padded square', () => {
    const region = { left: 100, top: 200, right: 300, bottom: 400 } as Parameters<typeof dialect.request>[0]
    expect(dialect.request(region, { size: sizes.page, frame: sizes.page }).text).toBe('[0.1, 0.3, 0.3, 0.5]')
  })
})
