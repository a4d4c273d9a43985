/**
 * Chain-of-Focus on images of every shape: pixels of the resized image, the box enlarged by half, shown twice as large; what is no box
 * to the tool is answered with all of the image. Worked out by hand from eval/vstar/vllm_inference.py.
 */
import { describe, expect, test } from 'vitest'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { lookSpans, sizes, speaking, told, toolCall } from '../../builders/told'

const zoom = (...box: readonly number[]) => toolCall('image_zoom_in_tool', { bbox_2d: box, label: 'sign' })
const look = (size: Size, ...box: readonly number[]) =>
  must(told('chain-of-focus', size, zoom(...box)).looks[0])
const dialect = speaking('chain-of-focus')

describe('where the box lies, and what comes back', () => {
  test('on a page that the model saw at 1008 × 812', () => {
    // A pixel is 1000 / 1008 and 800 / 812 of one; 252 → 250, 203 → 200, 504 → 500, 406 → 400. Enlarged around (378, 304.5):
    // 189 … 567 and 152.25 → 152 … 456.75 → 456; on the page 187.5 → 187 … 562.5 → 563 and 149.8 → 149 … 449.3 → 450.
    // 378 × 304 twice as large is 756 × 608: 27 and 21.7 → 22 cells.
    expect(look(sizes.page, 252, 203, 504, 406)).toEqual({
      at: [250, 200, 500, 400],
      flags: [],
      label: 'sign',
      crop: [187, 149, 563, 450],
      seen: [756, 616],
    })
  })

  test('on a screenshot that it saw at 1092 × 1932', () => {
    // 546 · 1080 / 1092 = 540, 966 · 1920 / 1932 = 960. Enlarged around (819, 1449) by 546 · 0.75 = 409.5 and 483 · 1.5 = 724.5:
    // 409.5 → 409 … 1092 and 724.5 → 724 … 1932, held at the edges: 683 × 1208, twice 1366 × 2416: 48.8 → 49 and 86.3 → 86 cells.
    expect(look(sizes.portrait, 546, 966, 1092, 1932)).toMatchObject({
      at: [540, 960, 1080, 1920],
      seen: [1372, 2408],
    })
  })

  test('a box of a few pixels is enlarged to 112² px at least', () => {
    // Around (506, 408): 15 × 12 twice is 30 × 24, one cell; √(12544 / 720) = 4.174: 4.5 → 5 and 3.6 → 4 cells.
    expect(look(sizes.page, 501, 404, 511, 412)).toMatchObject({ flags: [], seen: [140, 112] })
  })

  test('frames of an image too large for its model: boxes count in what the script resized', () => {
    // 16 megapixels: √(16e6 / 14745600) = 1.0417: 5000 / 1.0417 / 28 = 171.4, 3200 / 1.0417 / 28 = 109.7 → 4788 × 3052; the model's own
    // processor makes 12.8 of them: √(14612976 / 12845056) = 1.0666: 160.3 and 102.2 → 4480 × 2856.
    const view = dialect.overview('i', { width: 5000, height: 3200 }, dialect.budgets)
    expect(view).toMatchObject({ size: { width: 4480, height: 2856 }, frame: { width: 4788, height: 3052 } })
    expect(look({ width: 5000, height: 3200 }, 0, 0, 2394, 1526).at).toEqual([0, 0, 2500, 1600])
  })
})

describe('a box that is none to the tool', () => {
  // 2016 × 1624: 72 and 58 cells.
  const whole = { crop: [0, 0, 1000, 800], seen: [2016, 1624] }

  test.each([
    ['past the edge', [252, 203, 1100, 406]],
    ['before it', [-1, 203, 504, 406]],
    ['without area', [252, 203, 252, 406]],
    ['with its near edge on the far one', [1008, 0, 1100, 406]],
  ])('%s is answered with all of the image, twice as large', (_, box) => {
    expect(look(sizes.page, ...box)).toMatchObject({ flags: ['all-shown'], ...whole })
  })

  test('with its corners in the wrong order is drawn where it was meant, and all is shown', () => {
    expect(look(sizes.page, 504, 406, 252, 203)).toMatchObject({
      at: [250, 200, 500, 400],
      flags: ['all-shown', 'swapped'],
      ...whole,
    })
  })

  test('touching the far edges is one', () => {
    expect(look(sizes.page, 0, 0, 1008, 812)).toMatchObject({ flags: [], at: [0, 0, 1000, 800] })
  })

  test('of 12 megapixels is shown as large as the model takes it', () => {
    // 8008 × 5992 within 3840²: 158.5 and 118.6 cells → 4424 × 3304; within the model's own 12.8 megapixels 148.1 and 110.6 → 4144 × 3080.
    expect(look(sizes.photo, 0, 0, 0, 0)).toMatchObject({ flags: ['all-shown'], seen: [4144, 3080] })
  })
})

describe('a dialogue', () => {
  test('answers the first call of a turn', () => {
    const { looks, answer } = told(
      'chain-of-focus',
      sizes.page,
      `<think>Two signs.</think> ${zoom(252, 203, 504, 406)} ${zoom(504, 203, 756, 406)}`,
      '<think>Red.</think> <answer>red</answer>',
    )
    expect(looks.map((l) => l.flags)).toEqual([[], ['passed-over']])
    expect(answer).toBe('red')
  })

  test('the question stands between its own words', () => {
    expect(
      dialect.ask('What is it?', true).startsWith('Question: What is it?\nThink in the mind first'),
    ).toBe(true)
    expect(dialect.ask('What is it?', false)).toBe('What is it?')
  })

  test('a person’s region: whole pixels of the resized image that hold it', () => {
    // 100 · 1.008 = 100.8 → 100, 300 · 1.008 = 302.4 → 303; 200 · 1.015 = 203, 400 · 1.015 = 406.
    const region = { left: 100, top: 200, right: 300, bottom: 400 } as Parameters<typeof dialect.request>[0]
    const source = { size: sizes.page, frame: { width: 1008, height: 812 } }
    const { numbers, text } = dialect.request(region, source, 'Знак')
    expect(numbers).toEqual([100, 203, 303, 406])
    expect(lookSpans('chain-of-focus', text)).toMatchObject([{ numbers, label: 'Знак' }])
  })
})
