/**
 * Mini-o3 on images of every shape: fractions of the original or of an observation, `int()` of whole pixels without the last, brought
 * into 40,000–2,000,000 px. Worked out by hand from function_tools.py and multimodal_dataset.py.
 */
import { describe, expect, test } from 'vitest'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { lookSpans, sizes, speaking, told } from '../../builders/told'

const at = (box: string, source = 'original_image') =>
  `<grounding>{"bbox_2d": [${box}], "source": "${source}"}</grounding>`
const look = (size: Size, box: string) => must(told('mini-o3', size, at(box)).looks[0])
const dialect = speaking('mini-o3')

describe('the whole image', () => {
  const seen = (size: Size) => dialect.overview('i', size, dialect.budgets)

  test('within the budget is only brought to cells of 28', () => {
    // 1000 / 28 = 35.7 → 36, 800 / 28 = 28.6 → 29.
    expect(seen(sizes.page)).toEqual({
      image: 'i',
      size: { width: 1008, height: 812 },
      filter: 'bicubic',
      grid: { width: 36, height: 29 },
    })
  })

  test('of 12 megapixels is made 2 of them first', () => {
    // √(2e6 / 12e6) = 0.4082: 1632.99 → 1632, 1224.7 → 1224; then 58.3 → 58 and 43.7 → 44 cells.
    expect(seen(sizes.photo)).toMatchObject({
      made: [{ type: 'resize', size: { width: 1632, height: 1224 }, filter: 'lanczos' }],
      size: { width: 1624, height: 1232 },
    })
  })

  test('of 600 pixels is made 40,000 of them first', () => {
    // √(40000 / 600) = 8.165: 163.3 → 163, 244.9 → 244; then 5.8 → 6 and 8.7 → 9 cells.
    expect(seen(sizes.tiny)).toMatchObject({
      made: [{ type: 'resize', size: { width: 163, height: 244 } }],
      size: { width: 168, height: 252 },
    })
  })
})

describe('where the box lies, and what comes back', () => {
  test('on a page', () => {
    // 200 × 160 are 32,000 px: √1.25 = 1.118: 223 × 178, 7.96 → 8 and 6.4 → 6 cells.
    expect(look(sizes.page, '0.1, 0.2, 0.3, 0.4')).toEqual({
      at: [100, 160, 300, 320],
      flags: [],
      crop: [100, 160, 300, 320],
      seen: [224, 168],
    })
  })

  test('up to the far edge: the last row and column are never part of it', () => {
    // 1079 × 191 px: 38.5 → 39 and 6.8 → 7 cells.
    expect(look(sizes.portrait, '0, 0.9, 1, 1')).toMatchObject({
      at: [0, 1728, 1079, 1919],
      flags: [],
      seen: [1092, 196],
    })
  })

  test('between pixels: cut off, not rounded', () => {
    // 0.3339 · 1000 = 333.9 → 333, 0.6661 · 1000 = 666.1 → 666; 0.1249 · 800 = 99.92 → 99, 0.9 · 800 = 720.
    expect(look(sizes.page, '0.3339, 0.1249, 0.6661, 0.9').at).toEqual([333, 99, 666, 720])
  })

  test('a quarter of 12 megapixels is made smaller', () => {
    // 3e6 px: √(2 / 3) = 0.8165: 1632 × 1224.
    expect(look(sizes.photo, '0, 0, 0.5, 0.5')).toMatchObject({
      at: [0, 0, 2000, 1500],
      seen: [1624, 1232],
    })
  })

  test('four pixels a side are enlarged fifty times', () => {
    // √(40000 / 16) = 50: 200 × 200, 7.1 → 7 cells.
    expect(look(sizes.page, '0.5, 0.5, 0.504, 0.505')).toMatchObject({
      at: [500, 400, 504, 404],
      seen: [196, 196],
    })
  })

  test('a strip is made at least 28 px high, and keeps its shape', () => {
    // 999 × 6: √(40000 / 5994) = 2.583: 2580 × 15; then · 28 / 15 + 1: 4817 × 29; 172 and 1 cells.
    expect(look(sizes.page, '0, 0.5, 1, 0.508')).toMatchObject({
      at: [0, 400, 999, 406],
      seen: [4816, 28],
    })
  })

  test('two hundred times as wide as high is refused', () => {
    // 3999 / 20 = 199.95 and 3999 / 19 = 210.5.
    expect(look(sizes.photo, '0, 0.5, 1, 0.5067').flags).toEqual([])
    expect(look(sizes.photo, '0, 0.5, 1, 0.5064').flags).toEqual(['invalid'])
  })
})

describe('a box that is not on the image', () => {
  test('is held inside, and says so', () => {
    expect(look(sizes.page, '-0.1, 0.5, 1.2, 0.9')).toMatchObject({
      at: [0, 400, 999, 720],
      flags: ['clamped'],
    })
  })

  test('in pixels lies outside altogether', () => {
    expect(look(sizes.page, '100, 200, 300, 400').flags).toEqual(['clamped', 'invalid'])
  })

  test('with its corners in the wrong order is drawn where it was meant', () => {
    expect(look(sizes.page, '0.3, 0.4, 0.1, 0.2')).toMatchObject({
      at: [100, 160, 300, 320],
      flags: ['invalid', 'swapped'],
    })
  })

  test('of less than a pixel shows nothing', () => {
    expect(look(sizes.page, '0.5, 0.5, 0.5004, 0.9').flags).toEqual(['invalid'])
  })
})

describe('observations', () => {
  const first = at('0.1, 0.1, 0.5, 0.5')

  test('a crop of a crop counts in the crop before it was resized', () => {
    // The first is 400 × 320 at (100, 80): its lower right quarter ends a pixel before the edge, at 399 and 319.
    const { looks } = told('mini-o3', sizes.page, first, at('0.5, 0.5, 1, 1', 'observation_1'))
    expect(looks[1]).toMatchObject({ at: [300, 240, 499, 399], flags: [] })
  })

  test('the third in the second: three deep', () => {
    // 199 × 159 at (300, 240): 0.25 · 199 = 49.75 → 49, 0.75 · 199 = 149.25 → 149; 0.25 · 159 = 39.75 → 39, 119.25 → 119.
    const { looks } = told(
      'mini-o3',
      sizes.page,
      first,
      at('0.5, 0.5, 1, 1', 'observation_1'),
      at('0.25, 0.25, 0.75, 0.75', 'observation_2'),
    )
    expect(looks[2]?.at).toEqual([349, 279, 449, 359])
  })

  test('the original again, behind an observation', () => {
    const { looks } = told('mini-o3', sizes.page, first, at('0.5, 0.5, 0.9, 0.9'))
    expect(looks[1]?.at).toEqual([500, 400, 900, 720])
  })

  test('one that was never made is not drawn', () => {
    const { looks } = told('mini-o3', sizes.page, first, at('0.5, 0.5, 1, 1', 'observation_4'))
    expect(looks[1]).toMatchObject({ at: [0, 0, 0, 0], flags: ['other-image'] })
  })

  test.each(['image_1', 'observation', '', 'Observation_1'])(
    'a source called “%s” is nobody’s: the original, and rough',
    (source) => {
      expect(lookSpans('mini-o3', at('0.1, 0.1, 0.5, 0.5', source))).toMatchObject([
        { source: 0, rough: true },
      ])
    },
  )
})

describe('a turn', () => {
  test('with several requests is answered with the last', () => {
    const { looks } = told('mini-o3', sizes.page, `${at('0, 0, 0.5, 0.5')} or ${at('0.5, 0, 0.9, 0.5')}`)
    expect(looks.map((l) => l.flags)).toEqual([['passed-over'], []])
  })

  test('a dialogue as its data have it', () => {
    const { looks, thoughts, answer } = told(
      'mini-o3',
      sizes.page,
      `<think> The clock is small. </think> ${at('0.1, 0.2, 0.3, 0.4')}`,
      `<think> Its hands are thin. </think> ${at('0.25, 0.25, 0.75, 0.75', 'observation_1')}`,
      '<think> Ten past ten. </think> <answer> 10:10 </answer>',
    )
    expect(looks).toHaveLength(2)
    expect(thoughts).toEqual(['The clock is small.', 'Its hands are thin.', 'Ten past ten.'])
    expect(answer).toBe('10:10')
  })

  test.each([
    ['an end that is missing', at('0.1, 0.2, 0.3, 0.4').replace('</grounding>', '')],
    ['single quotes', at('0.1, 0.2, 0.3, 0.4').replaceAll('"', "'")],
    ['a bracket of the other kind', at('0.1, 0.2, 0.3, 0.4').replace('[', '(').replace(']', ')')],
    ['a request begun twice', `<grounding>{"bbox_2d": ${at('0.1, 0.2, 0.3, 0.4')}`],
  ])('%s costs no region', (_, text) => {
    expect(lookSpans('mini-o3', text).map((s) => s.numbers)).toEqual([[0.1, 0.2, 0.3, 0.4]])
  })

  test.each([
    ['three numbers', at('0.1, 0.2, 0.3')],
    ['a word among them', at('0.1, 0.2, 0.3, x')],
    ['nothing', '<grounding></grounding>'],
    ['a text cut in its numbers', '<grounding>{"bbox_2d": [0.1, 0.2, 0.'],
  ])('%s is told and not drawn', (_, text) => {
    expect(told('mini-o3', sizes.page, text)).toMatchObject({ looks: [], kinds: ['unread'] })
  })
})

describe('words that are written', () => {
  test('a person’s region: thousandths whose pixels hold it', () => {
    // 333 / 1000 and 666 / 1000 are exact; 101 / 800 = 0.12625: 0.126 gives pixel 100, 0.127 is 101.6 → 101; 719 / 800 = 0.89875 → 0.899.
    const region = { left: 333, top: 101, right: 666, bottom: 719 } as Parameters<typeof dialect.request>[0]
    const { numbers, text } = dialect.request(region, { size: sizes.page, frame: sizes.page })
    expect(numbers).toEqual([0.333, 0.127, 0.666, 0.899])
    expect(text).toBe(at('0.333, 0.127, 0.666, 0.899'))
    expect(look(sizes.page, numbers.join(', ')).at).toEqual([333, 101, 666, 719])
  })

  test('a crop comes back with the number of its observation, and that of the action before', () => {
    const { handBack } = dialect
    const back =
      typeof handBack === 'function'
        ? handBack(2, dialect.overview('i', sizes.page, dialect.budgets))
        : undefined
    expect(back?.before).toBe('After the above Action 1, here is the the zoom-in image (Observation 2):\n')
    expect(back?.after).toContain('put your final answer inside <answer> and </answer>.')
  })
})
