/**
 * Qwen3-VL's zoom tool on images of every shape: thousandths of the picture that is named, cells of 32 px, at least 256 of them a crop.
 * What is expected is worked out by hand from Qwen-Agent's image_zoom_in_qwen3vl.py.
 */
import { describe, expect, test } from 'vitest'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { lookSpans, sizes, speaking, told, toolCall } from '../../builders/told'

const zoom = (box: readonly unknown[], img_idx: unknown = 0) =>
  toolCall('image_zoom_in_tool', { bbox_2d: box, label: 'sign', img_idx })
const look = (size: Size, ...box: readonly number[]) => must(told('qwen3-vl', size, zoom(box)).looks[0])

describe('where the box lies, and what comes back', () => {
  test('on a page: a thousandth is a pixel across and 0.8 pixels down', () => {
    // 200 × 160 is 6 × 5 cells, too few: √(262144 / 32000) = 2.862; 200 · 2.862 / 32 = 17.9 → 18 cells, 160 · 2.862 / 32 = 14.3 → 15.
    const at = [100, 160, 300, 320]
    expect(look(sizes.page, 100, 200, 300, 400)).toEqual({
      at,
      flags: [],
      label: 'sign',
      crop: at,
      seen: [576, 480],
    })
  })

  test('on a screenshot: the lowest tenth', () => {
    // 1080 × 192: √(262144 / 207360) = 1.124; 1080 · 1.124 / 32 = 37.9 → 38 cells, 192 · 1.124 / 32 = 6.7 → 7.
    const at = [0, 1728, 1080, 1920]
    expect(look(sizes.portrait, 0, 900, 1000, 1000)).toMatchObject({ at, crop: at, seen: [1216, 224] })
  })

  test('on 12 megapixels: cut out of the original', () => {
    // 2000 / 32 = 62.5, halves go to the even 62; 1500 / 32 = 46.9 → 47.
    const at = [2000, 1500, 4000, 3000]
    expect(look(sizes.photo, 500, 500, 1000, 1000)).toMatchObject({ at, crop: at, seen: [1984, 1504] })
  })

  test('between whole pixels the region stays exact, and the crop is rounded as Pillow rounds', () => {
    // 0.333 · 1080 = 359.64, 0.777 · 1080 = 839.16; 0.1 · 1920 = 192, 0.2005 · 1920 = 384.96.
    expect(look(sizes.portrait, 333, 100, 777, 200.5)).toMatchObject({
      at: [359.64, 192, 839.16, 384.96],
      crop: [360, 192, 839, 385],
    })
  })

  test('the whole image as the model sees it', () => {
    const { overview, budgets } = speaking('qwen3-vl')
    const seen = (size: Size) => overview('i', size, budgets).size
    // 4000 / 32 = 125; 3000 / 32 = 93.75 → 94.
    expect(seen(sizes.photo)).toEqual({ width: 4000, height: 3008 })
    // Fewer than 64 cells: √(65536 / 600) = 10.45; 20 · 10.45 / 32 = 6.5 → 7, 30 · 10.45 / 32 = 9.8 → 10.
    expect(seen(sizes.tiny)).toEqual({ width: 224, height: 320 })
    // 60 megapixels are more than 16384 cells: √(60e6 / 16777216) = 1.891; 10000 / 1.891 / 32 = 165.2, 6000 / 1.891 / 32 = 99.1.
    expect(seen({ width: 10_000, height: 6000 })).toEqual({ width: 5280, height: 3168 })
  })
})

describe('a box with a side under 32 px', () => {
  const square = { width: 1000, height: 1000 }

  test('is grown around its middle', () => {
    // 5 × 8 px around (502.5, 404): 32 / 5 = 6.4; ⌈5 · 3.2⌉ = 16 and ⌈8 · 3.2⌉ = 26 each way.
    expect(look(sizes.page, 500, 500, 505, 510)).toMatchObject({
      at: [500, 400, 505, 408],
      flags: ['grown'],
      crop: [486, 378, 519, 430],
    })
  })

  test('stays as it is where it would be no larger than 32 px: around a whole pixel, at a corner', () => {
    // 16 × 16 around (508, 508): 492 to 524 is 32, not more.
    expect(look(square, 500, 500, 516, 516)).toMatchObject({ flags: [], crop: [500, 500, 516, 516] })
    // 10 × 10 around (5, 5): −11 to 21, of which 21 lie on the image.
    expect(look(square, 0, 0, 10, 10)).toMatchObject({ flags: [], crop: [0, 0, 10, 10] })
  })

  test('near an edge is grown as far as the image goes', () => {
    // 4 × 40 around (998, 520): 32 / 4 = 8; 16 and 160 each way, 982 to 1014 held at 1000: 18 px wide, so it stays.
    expect(look(square, 996, 500, 1000, 540)).toMatchObject({ flags: [], crop: [996, 500, 1000, 540] })
    // 10 × 30 around (970, 515): 3.2; 16 and 48: 954 to 986, 32 wide, stays; one pixel off the middle it is 33.
    expect(look(square, 965, 500, 975, 530).flags).toEqual([])
    expect(look(square, 965, 500, 976, 530)).toMatchObject({ flags: ['grown'], crop: [954, 471, 987, 559] })
  })

  test('on an image smaller than that is all there is', () => {
    expect(look(sizes.tiny, 0, 0, 1000, 1000)).toMatchObject({ at: [0, 0, 20, 30], crop: [0, 0, 20, 30] })
  })
})

describe('a box that is not on the image', () => {
  test('is held inside, and says so', () => {
    expect(look(sizes.page, 900, 900, 1100, 1050)).toMatchObject({
      at: [900, 720, 1000, 800],
      flags: ['clamped'],
    })
  })

  test('without area, or outside of it, shows nothing', () => {
    for (const box of [
      [100, 200, 100, 400],
      [100, 400, 300, 400],
      [1200, 100, 1400, 200],
    ])
      expect(look(sizes.page, ...box).flags).toContain('invalid')
  })

  test('with its corners in the wrong order is drawn where it was meant', () => {
    expect(look(sizes.page, 300, 400, 100, 200)).toMatchObject({
      at: [100, 160, 300, 320],
      flags: ['invalid', 'swapped'],
    })
  })

  test('in fractions is shares of the image', () => {
    expect(look(sizes.page, 0.1, 0.2, 0.3, 0.4)).toMatchObject({
      at: [100, 160, 300, 320],
      flags: ['fractions'],
    })
  })
})

describe('a crop of a crop', () => {
  const first = zoom([100, 100, 500, 500])

  test('counts in the crop as the model saw it, and lies on the original', () => {
    const { looks } = told(
      'qwen3-vl',
      sizes.page,
      first,
      zoom([500, 500, 1000, 1000], 1),
      zoom([0, 0, 500, 500], 2),
    )
    // 100–500 ‰ of 1000 × 800 is 400 × 320 at (100, 80); its lower right quarter 200 × 160 at (300, 240); of that the upper left.
    expect(looks.map((l) => l.at)).toEqual([
      [100, 80, 500, 400],
      [300, 240, 500, 400],
      [300, 240, 400, 320],
    ])
    // 400 × 320 is shown at 576 × 480, of which 288 × 240 is cut: √(262144 / 69120) = 1.947, 17.5 → 18 and 14.6 → 15 cells again.
    expect(looks.map((l) => l.seen)).toEqual([
      [576, 480],
      [576, 480],
      [576, 480],
    ])
  })

  test('the same numbers in the original again are another place', () => {
    const { looks } = told(
      'qwen3-vl',
      sizes.page,
      first,
      zoom([0, 0, 500, 500], 1),
      zoom([0, 0, 500, 500], 0),
    )
    expect(looks.map((l) => l.at)).toEqual([
      [100, 80, 500, 400],
      [100, 80, 300, 240],
      [0, 0, 500, 400],
    ])
  })

  test('of a picture that was never shown is not drawn, and says so', () => {
    const { looks } = told('qwen3-vl', sizes.page, first, zoom([0, 0, 500, 500], 7))
    expect(looks[1]).toMatchObject({ at: [0, 0, 0, 0], flags: ['other-image'] })
    expect(looks[1]).not.toHaveProperty('crop')
  })

  test('two calls of one turn are both answered, the pictures counted in their order', () => {
    const { looks } = told(
      'qwen3-vl',
      sizes.page,
      first + zoom([600, 600, 800, 800]),
      zoom([0, 0, 500, 500], 2),
    )
    // Picture 2 is the second crop: 600–800 ‰, 200 × 160 px at (600, 480).
    expect(looks.map((l) => l.at)[2]).toEqual([600, 480, 700, 560])
  })
})

describe('a dialogue', () => {
  test('as the cookbook has it: thinking, two calls, an answer without marks', () => {
    const { looks, thoughts, answer } = told(
      'qwen3-vl',
      sizes.page,
      `<think>\nThe sign is in the upper left.\n</think>\n\n${zoom([100, 200, 300, 400])}`,
      `Let me look at the number.\n${zoom([200, 200, 800, 800], 1)}`,
      '<think>\nIt is a house number.\n</think>\n\nThe number is **42**.',
    )
    expect(looks.map((l) => l.flags)).toEqual([[], []])
    expect(thoughts).toEqual([
      'The sign is in the upper left.',
      'Let me look at the number.',
      'It is a house number.',
    ])
    expect(answer).toBe('The number is **42**.')
  })

  test('without a call is an answer', () => {
    expect(told('qwen3-vl', sizes.page, 'It is red.')).toEqual({
      looks: [],
      thoughts: [],
      kinds: [],
      answer: 'It is red.',
    })
  })

  test('whose last call nobody answered has no answer', () => {
    const { answer, looks } = told('qwen3-vl', sizes.page, `I look. ${zoom([1, 2, 300, 400])}`)
    expect(answer).toBeUndefined()
    expect(looks).toHaveLength(1)
  })

  test.each([
    ['as text', '"0"', 0],
    ['as a fraction', '1.5', 0],
    ['below 0', '-1', 0],
    ['as text with blanks', '" 2 "', 2],
    ['by a name nobody gave', '"photo.jpg"', undefined],
  ])('names its picture %s', (_, written, source) => {
    const text = zoom([1, 2, 300, 400], 'INDEX').replace('"INDEX"', written)
    expect(lookSpans('qwen3-vl', text)[0]?.source).toBe(source)
  })
})

describe('words that are written', () => {
  const { request, tools, ask, answer } = speaking('qwen3-vl')
  const source = { size: sizes.portrait, frame: { width: 1088, height: 1920 } }
  const drawn = { left: 359, top: 192, right: 840, bottom: 385 } as Parameters<typeof request>[0]

  test('a person’s region: the nearest thousandths that hold it, of picture 0', () => {
    // 359 / 1.08 = 332.4 → 332, 840 / 1.08 = 777.8 → 778; 192 / 1.92 = 100, 385 / 1.92 = 200.5 → 201.
    const { numbers, text } = request(drawn, source, '出口')
    expect(numbers).toEqual([332, 100, 778, 201])
    expect(text).toBe(
      '<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [332, 100, 778, 201], "label": "出口", "img_idx": 0}}\n</tool_call>',
    )
    expect(lookSpans('qwen3-vl', text)).toMatchObject([{ numbers, label: '出口', source: 0 }])
  })

  test('a call of a server is the same text, and back', () => {
    const args = '{"bbox_2d": [332, 100, 778, 201], "label": "a", "img_idx": 0}'
    const written = must(tools).write({ name: 'image_zoom_in_tool', arguments: args })
    expect(must(tools).find(`<think>x</think>${written}`)?.call.arguments).toBe(args)
    expect(must(tools).declared.map((t) => t.name)).toEqual(['image_zoom_in_tool'])
  })

  test('questions and answers stand as they are', () => {
    expect(ask('What is it?', true)).toBe('What is it?')
    expect(answer('It is red.')).toBe('It is red.')
  })
})
