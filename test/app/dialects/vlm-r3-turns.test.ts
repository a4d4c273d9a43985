/**
 * VLM-R³'s turns as its published logs have them: several looks in one, fences, LaTeX, broken requests; on images of every shape, worked
 * out by hand from r3_vllm.py; and what its loop makes of a segment.
 */
import { describe, expect, test } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { lookSpans, sizes, told } from '../../builders/told'

const ask = (...box: readonly number[]) => `{"bbox_2d": [${box.join(', ')}]}`
const look = (size: Size, ...box: readonly number[]) => must(told('vlm-r3', size, ask(...box)).looks[0])

describe('where the box lies, and what comes back', () => {
  test('on a page seen at 1008 × 812: the last row and column are part of it', () => {
    // int(252 · 1000 / 1008) = 250, int(504 · …) = 500; 203 and 406 · 800 / 812 = 200, 400. 251 × 201 px are 6.3 % of the page, so twice
    // as large: 502 × 402, 17.9 → 18 and 14.4 → 14 cells; 252 cells are more than the least 32.
    expect(look(sizes.page, 252, 203, 504, 406)).toEqual({
      at: [250, 200, 501, 401],
      flags: [],
      crop: [250, 200, 501, 401],
      seen: [504, 392],
    })
  })

  test('on a screenshot seen at 1092 × 1932: its lower half is as large as it is', () => {
    // 966 · 1920 / 1932 = 960; the last pixel is 1079, 1919. Half of it: once. 1080 → 38.6 → 39, 960 → 34.3 → 34 cells.
    expect(look(sizes.portrait, 0, 966, 1092, 1932)).toMatchObject({
      at: [0, 960, 1080, 1920],
      flags: [],
      seen: [1092, 952],
    })
  })

  test('a quarter of 12 megapixels is enlarged by 1.67', () => {
    // Boxes count in 2912 × 2184: 8192 cells, √(12e6 / 6422528) = 1.3669: 104.5 → 104 and 78.4 → 78. A quarter: 2 − 0.125 / 0.375 = 1.667 times
    // 2001 × 1501 px, 3335 × 2501; 4096 cells, √(8340835 / 3211264) = 1.6116: 73.9 → 73 and 55.4 → 55 cells.
    const view = vlmR3.overview('i', sizes.photo, vlmR3.budgets)
    expect(view.frame ?? view.size).toEqual({ width: 2912, height: 2184 })
    expect(look(sizes.photo, 0, 0, 1456, 1092)).toMatchObject({ at: [0, 0, 2001, 1501], seen: [2044, 1540] })
  })

  test('a tiny image is seen at 32 cells at least', () => {
    // √(25088 / 600) = 6.466: 20 · 6.466 / 28 = 4.6 → 5, 30 · 6.466 / 28 = 6.9 → 7.
    expect(vlmR3.overview('i', sizes.tiny, vlmR3.budgets).size).toEqual({ width: 140, height: 196 })
  })

  test.each([
    ['past the far edges', [504, 406, 1100, 900], [500, 400, 1000, 800], ['clamped']],
    ['before the near ones', [-20, -20, 252, 203], [0, 0, 251, 201], ['clamped']],
    ['on the very edge', [0, 0, 1008, 812], [0, 0, 1000, 800], []],
  ])('a box %s', (_, box, at, flags) => {
    expect(look(sizes.page, ...box)).toMatchObject({ at, flags })
  })

  test('corners in the wrong order show nothing, and lie where they were meant', () => {
    expect(look(sizes.page, 504, 406, 252, 203)).toMatchObject({
      at: [250, 200, 501, 401],
      flags: ['invalid', 'swapped'],
    })
  })

  test('fractions are shares of the image, and flagged', () => {
    expect(look(sizes.page, 0.25, 0.25, 0.5, 0.5)).toMatchObject({
      at: [250, 200, 500, 400],
      flags: ['fractions'],
    })
  })
})

describe('a turn', () => {
  test('holds several looks, each answered before the next', () => {
    const { looks, thoughts, answer } = told(
      'vlm-r3',
      sizes.page,
      `<think>First the title. ${ask(252, 203, 504, 406)}\nThen the price: ${ask(504, 406, 756, 609)}\nIt is 7.</think>\n<answer>7</answer>`,
    )
    expect(looks.map((l) => l.flags)).toEqual([[], []])
    expect({ thoughts, answer }).toEqual({
      thoughts: ['First the title.', 'Then the price:', 'It is 7.'],
      answer: '7',
    })
  })

  test('of two boxes in one breath the last is answered', () => {
    // Nothing stops the model between them: no bracket and brace stand together.
    const { looks } = told(
      'vlm-r3',
      sizes.page,
      '{"bbox_2d": [252, 203, 504, 406] } and {"bbox_2d": [504, 406, 756, 609] }',
    )
    expect(looks.map((l) => l.flags)).toEqual([[], []])
    const { looks: one } = told(
      'vlm-r3',
      sizes.page,
      '{"bbox_2d": [252, 203, 504, 406]  } and {"bbox_2d": [504, 406, 756, 609]  }',
    )
    expect(one.map((l) => l.flags)).toEqual([['passed-over'], []])
  })

  test('the same box again says so', () => {
    const { looks } = told(
      'vlm-r3',
      sizes.page,
      `${ask(252, 203, 504, 406)}\nAgain. ${ask(252, 203, 504, 406)}\n<answer>7</answer>`,
    )
    expect(looks.map((l) => l.flags)).toEqual([[], ['repeated']])
  })

  test('in a fence, with its name, in Chinese', () => {
    const text = `<think>看一下：\n\`\`\`json\n[{"bbox_2d": [252, 203, 504, 406], "label": "价格"}]\n\`\`\`\n是七。</think><answer>七</answer>`
    const { looks, answer } = told('vlm-r3', sizes.page, text)
    expect(looks.map((l) => l.at)).toEqual([[250, 200, 501, 401]])
    expect(answer).toBe('七')
  })

  test.each([
    ['braces of LaTeX before it', `$\\frac{1}{2}$ ${ask(1, 2, 30, 40)}`],
    ['a list around it', `[${ask(1, 2, 30, 40)}]`],
    ['text around its numbers', '{"bbox_2d": ["1", "2", "30", "40"]}'],
    ['fields before and after', '{"label": "a", "bbox_2d": [1, 2, 30, 40], "why": "b"}'],
  ])('%s leave the request as it is', (_, text) => {
    expect(lookSpans('vlm-r3', text)).toMatchObject([{ numbers: [1, 2, 30, 40], several: false }])
    expect(lookSpans('vlm-r3', text)[0]).not.toHaveProperty('rough')
  })

  test.each([
    ['another object around it', '{"look": {"bbox_2d": [1, 2, 30, 40]}}'],
    ['an open brace before it', `{ so ${ask(1, 2, 30, 40)}`],
    ['no braces at all', '"bbox_2d": [1, 2, 30, 40]\nI see.'],
    ['no end', 'I look {"bbox_2d": [1, 2, 30, 40]'],
    ['a comma too many', '{"bbox_2d": [1, 2, 30, 40],}'],
    ['round brackets', '{"bbox_2d": (1, 2, 30, 40)}'],
  ])('%s: upstream loses it, here it is read and flagged', (_, text) => {
    expect(lookSpans('vlm-r3', text)).toMatchObject([{ numbers: [1, 2, 30, 40], rough: true }])
  })

  test('an object without the key is no request', () => {
    expect(told('vlm-r3', sizes.page, '{"total": [1, 2, 3, 4]} <answer>10</answer>')).toMatchObject({
      looks: [],
      kinds: [],
      answer: '10',
    })
  })
})

describe('its loop', () => {
  const view = vlmR3.overview('i', sizes.page, vlmR3.budgets)
  const ended = (text: string, reason: 'stop' | 'eos' = 'stop', views = [view]) =>
    vlmR3.edge({ text, reason, size: sizes.page, views, budgets: vlmR3.budgets })

  test('writes the end of a request anew, whatever its end was', () => {
    expect(ended('I look {"bbox_2d": [252, 203, 504, 406]}')).toEqual({
      text: 'I look {"bbox_2d": [252, 203, 504, 406]}',
      added: '\n',
      next: { type: 'crop' },
    })
    expect(ended('{"bbox_2d": [252, 203, 504, 406] }')).toMatchObject({
      text: '{"bbox_2d": [252, 203, 504, 406]}',
      next: { type: 'crop' },
    })
  })

  test('closes a fence it finds open', () => {
    expect(ended('```json\n{"bbox_2d": [252, 203, 504, 406]}').added).toBe('\n```\n')
  })

  test('ends at the end of a sequence, and closes an answer that is open', () => {
    expect(ended('It is 7.', 'eos')).toMatchObject({ added: '', next: { type: 'end' } })
    expect(ended('<answer>7</answer>')).toMatchObject({
      text: '<answer>7',
      added: '</answer>',
      next: { type: 'end' },
    })
  })

  test('goes on after what it cannot read, some with a word', () => {
    expect(ended('{"bbox_2d": [252, 203, 504]}')).toMatchObject({
      added: '\nInvalid operation!',
      next: { type: 'on' },
    })
    expect(ended('{"bbox_2d": "there"]}')).toMatchObject({ next: { type: 'on' } })
    expect(ended('so [1, 2]}')).toEqual({ text: 'so [1, 2', added: '', next: { type: 'on' } })
  })

  test('shows the crop before it once more where a box has no area; without one nothing', () => {
    const crop = {
      ...view,
      crop: view.crop ?? ({ left: 0, top: 0, right: 9, bottom: 9 } as NonNullable<typeof view.crop>),
    }
    expect(ended('{"bbox_2d": [252, 203, 252, 406]}', 'stop', [view, crop]).next).toEqual({
      type: 'view',
      view: crop,
    })
    expect(ended('{"bbox_2d": [252, 203, 252, 406]}').next).toEqual({ type: 'on' })
  })
})
