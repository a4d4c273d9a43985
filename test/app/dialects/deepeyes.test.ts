/**
 * DeepEyes on images of every shape: pixels of the original, sides under 28 px grown around the middle, black past the edge. What is
 * expected is worked out by hand from visual_toolbox_v5.py and eval_vstar.py.
 */
import { describe, expect, test } from 'vitest'
import { lookSpans, sizes, speaking, told, toolCall } from '../../builders/told'

const zoom = (...box: readonly number[]) => toolCall('image_zoom_in_tool', { bbox_2d: box, label: 'sign' })
const look = (size: { width: number; height: number }, ...box: readonly number[]) =>
  told('deepeyes', size, zoom(...box)).looks[0]

describe('where the box lies, and what comes back', () => {
  test('on a page: the pixels as written, the crop in whole cells of 28', () => {
    // 200 / 28 = 7.14: seven cells a side.
    const at = [100, 200, 300, 400]
    expect(look(sizes.page, ...at)).toEqual({ at, flags: [], label: 'sign', crop: at, seen: [196, 196] })
  })

  test('on a screenshot: the lowest strip of it', () => {
    // 1080 / 28 = 38.57 → 39 cells, 120 / 28 = 4.29 → 4.
    const at = [0, 1800, 1080, 1920]
    expect(look(sizes.portrait, ...at)).toMatchObject({ at, flags: [], crop: at, seen: [1092, 112] })
  })

  test('on 12 megapixels: numbers of the original, not of the 4004 × 2996 the model saw', () => {
    // 2000 / 28 = 71.4 → 71 cells, 1500 / 28 = 53.6 → 54.
    const at = [2000, 1500, 4000, 3000]
    expect(look(sizes.photo, ...at)).toMatchObject({ at, flags: [], crop: at, seen: [1988, 1512] })
  })

  test('a crop of fewer than four cells is enlarged to four, its shape kept', () => {
    // 30 × 40: one cell is too few; √(3136 / 1200) = 1.617; 40 × 1.617 = 64.7 → 3 cells, 30 × 1.617 = 48.5 → 2.
    expect(look(sizes.page, 500, 300, 530, 340)).toMatchObject({ flags: [], seen: [56, 84] })
  })

  test('a tiny image is shown whole, larger than it is', () => {
    const { overview, budgets } = speaking('deepeyes')
    // √(3136 / 600) = 2.286: 30 × 2.286 = 68.6 → 3 cells, 20 × 2.286 = 45.7 → 2.
    expect(overview('i', sizes.tiny, budgets)).toMatchObject({
      size: { width: 56, height: 84 },
      grid: { width: 2, height: 3 },
    })
    expect(look(sizes.tiny, 0, 0, 20, 30)?.flags).toEqual(['grown'])
  })
})

describe('a box with a side under 28 px', () => {
  test('is grown around its middle, the look keeps what was written', () => {
    // 10 × 20 around (505, 410): 28 / 10 = 2.8; half widths ⌈10 · 2.8 / 2⌉ = 14 and ⌈20 · 2.8 / 2⌉ = 28.
    expect(look(sizes.page, 500, 400, 510, 420)).toEqual({
      at: [500, 400, 510, 420],
      flags: ['grown'],
      label: 'sign',
      crop: [491, 382, 519, 438],
      seen: [56, 84],
    })
  })

  test('may leave the image when grown: what is past the edge is black, the crop is the part inside', () => {
    // 10 × 10 at the corner: 28 × 28 from −9 to 19, of which 19 × 19 is image.
    expect(look(sizes.page, 0, 0, 10, 10)).toMatchObject({ flags: ['grown'], crop: [0, 0, 19, 19] })
  })

  test('grows with its shape: 1 × 100 gets 28 × 2800, on a high image still inside', () => {
    const drawn = look({ width: 1000, height: 4000 }, 500, 1950, 501, 2050)
    // 100 · 28 / 2 = 1400 from 2000; 1 · 28 / 2 = 14 from 500.5: ⌊486.5⌋ and ⌈514.5⌉.
    expect(drawn).toMatchObject({ flags: ['grown'], crop: [486, 600, 515, 3400] })
  })

  test('more than 100 times as long as wide is refused', () => {
    expect(look({ width: 4000, height: 3000 }, 10, 10, 2012, 30)?.flags).toEqual(['invalid'])
    expect(look({ width: 4000, height: 3000 }, 10, 10, 2010, 30)?.flags).toEqual(['grown'])
  })
})

describe('a box that is not on the image', () => {
  test('is held inside and says so', () => {
    expect(look(sizes.page, -50, 700, 300, 900)).toMatchObject({
      at: [0, 700, 300, 800],
      flags: ['clamped'],
      crop: [0, 700, 300, 800],
    })
  })

  test('altogether outside shows nothing', () => {
    expect(look(sizes.page, 1200, 100, 1400, 300)).toMatchObject({
      flags: ['clamped', 'invalid'],
    })
    expect(look(sizes.page, 1200, 100, 1400, 300)).not.toHaveProperty('crop')
  })

  test('with its corners in the wrong order is drawn where it was meant, and shows nothing', () => {
    expect(look(sizes.page, 300, 400, 100, 200)).toMatchObject({
      at: [100, 200, 300, 400],
      flags: ['invalid', 'swapped'],
    })
  })

  test('without area shows nothing', () => {
    expect(look(sizes.page, 100, 200, 100, 400)).toMatchObject({ flags: ['invalid'] })
  })

  test('in fractions is read as shares of the image, and flagged', () => {
    expect(look(sizes.page, 0.1, 0.25, 0.5, 0.75)).toMatchObject({
      at: [100, 200, 500, 600],
      flags: ['fractions'],
    })
  })
})

describe('a dialogue', () => {
  test('of two looks: thoughts, both crops in pixels of the original, the answer', () => {
    const { looks, thoughts, answer, kinds } = told(
      'deepeyes',
      sizes.page,
      `<think>The sign is small.</think>  ${zoom(100, 200, 300, 400)}`,
      `<think>Left of it.</think>  ${zoom(20, 200, 120, 400)}`,
      '<think>Now I see.</think>  <answer>B. red</answer>',
    )
    expect(looks.map((l) => [l.at, l.flags])).toEqual([
      [[100, 200, 300, 400], []],
      [[20, 200, 120, 400], []],
    ])
    expect({ thoughts, answer, kinds }).toEqual({
      thoughts: ['The sign is small.', 'Left of it.', 'Now I see.'],
      answer: 'B. red',
      kinds: [],
    })
  })

  test('counts every look in the original, also one that names an image', () => {
    const second = toolCall('image_zoom_in_tool', { bbox_2d: [10, 20, 210, 220], img_idx: 1 })
    const { looks } = told('deepeyes', sizes.page, zoom(400, 400, 800, 800), second)
    expect(looks[1]).toMatchObject({ at: [10, 20, 210, 220], flags: [] })
  })

  test('answers the first of several calls of a turn', () => {
    const { looks } = told(
      'deepeyes',
      sizes.page,
      zoom(100, 200, 300, 400) + zoom(500, 200, 700, 400) + zoom(1, 1, 99, 99),
    )
    expect(looks.map((l) => l.flags)).toEqual([[], ['passed-over'], ['passed-over']])
  })

  test('says when the same place is looked at again', () => {
    const { looks } = told('deepeyes', sizes.page, zoom(100, 200, 300, 400), zoom(100, 200, 300, 400))
    expect(looks.map((l) => l.flags)).toEqual([[], ['repeated']])
  })

  test('shows nothing for a call in a turn that answers', () => {
    const { looks, answer } = told('deepeyes', sizes.page, `${zoom(100, 200, 300, 400)}<answer>red</answer>`)
    expect(answer).toBe('red')
    expect(looks[0]?.flags).toEqual(['passed-over'])
  })

  test('with words of another language, in every part of it', () => {
    const call = toolCall('image_zoom_in_tool', { bbox_2d: [100, 200, 300, 400], label: '红色的标志 “出口”' })
    const { looks, thoughts, answer } = told(
      'deepeyes',
      sizes.page,
      `<think>标志太小了，需要放大。</think>${call}`,
      '<think>Это выход.</think><answer>مخرج</answer>',
    )
    expect(looks[0]).toMatchObject({ label: '红色的标志 “出口”', at: [100, 200, 300, 400] })
    expect({ thoughts, answer }).toEqual({
      thoughts: ['标志太小了，需要放大。', 'Это выход.'],
      answer: 'مخرج',
    })
  })
})

describe('what is not quite the language', () => {
  test.each([
    ['a call without its closing tag', zoom(1, 2, 103, 104).replace('\n</tool_call>', '')],
    ['a call cut behind its box', zoom(1, 2, 103, 104).split(',"label"')[0] ?? ''],
    ['a comma too many', zoom(1, 2, 103, 104).replace('104]', '104,]')],
    ['numbers as text', zoom(1, 2, 103, 104).replace('[1,2,103,104]', '["1","2","103","104"]')],
    ['a box as text', zoom(1, 2, 103, 104).replace('[1,2,103,104]', '"[1, 2, 103, 104]"')],
    ['corners by name', toolCall('image_zoom_in_tool', { bbox_2d: { x1: 1, y1: 2, x2: 103, y2: 104 } })],
    [
      'two corners',
      toolCall('image_zoom_in_tool', {
        bbox_2d: [
          [1, 2],
          [103, 104],
        ],
      }),
    ],
    ['a list in a list', toolCall('image_zoom_in_tool', { bbox_2d: [[1, 2, 103, 104]] })],
  ])('%s is drawn in the right place', (_, text) => {
    expect(lookSpans('deepeyes', text).map((s) => s.numbers)).toEqual([[1, 2, 103, 104]])
  })

  test.each([
    ['three numbers', zoom(1, 2, 103)],
    ['five numbers', zoom(1, 2, 103, 104, 105)],
    ['a null among them', zoom(1, 2, 103, NaN)],
    ['no arguments', '<tool_call>\n{"name": "image_zoom_in_tool"}\n</tool_call>'],
    ['words for a box', toolCall('image_zoom_in_tool', { bbox_2d: 'the left half of it' })],
    ['a call cut inside its box', zoom(1, 2, 103, 104).split('104')[0] ?? ''],
  ])('%s is told and not drawn', (_, text) => {
    expect(told('deepeyes', sizes.page, text)).toMatchObject({ looks: [], kinds: ['unread'] })
  })

  test('a call of its turning tool is a call, and the dialogue goes on', () => {
    const turn = toolCall('image_rotate_tool', { angle: 90 })
    expect(told('deepeyes', sizes.page, turn, '<answer>A</answer>')).toMatchObject({
      looks: [],
      kinds: ['call'],
      answer: 'A',
    })
  })
})

describe('as its evaluation runs it', () => {
  const evaluated = (...box: readonly number[]) => told('deepeyes-eval', sizes.page, zoom(...box)).looks[0]

  test('a small box stays small', () => {
    // 10 × 20 by the script's own resize: √(3136 / 200) = 3.96; 20 × 3.96 = 79.2 → 3 cells, 10 × 3.96 = 39.6 → 2.
    expect(evaluated(500, 400, 510, 420)).toMatchObject({
      at: [500, 400, 510, 420],
      flags: [],
      crop: [500, 400, 510, 420],
      seen: [56, 84],
    })
  })

  test('a box past the edge is not clamped but black there', () => {
    expect(evaluated(900, 700, 1100, 900)).toMatchObject({
      at: [900, 700, 1100, 900],
      flags: ['padded'],
      crop: [900, 700, 1000, 800],
      // 200 / 28 = 7.14.
      seen: [196, 196],
    })
  })

  test('a box without area ends the run', () => {
    expect(evaluated(100, 200, 100, 400)?.flags).toContain('invalid')
    expect(speaking('deepeyes-eval').edge).toBeUndefined()
  })
})

describe('words that are written', () => {
  const source = { size: sizes.photo, frame: { width: 4004, height: 2996 } }
  const { request, answer, ask, handBack } = speaking('deepeyes')
  const drawn = { left: 10.4, top: 20.6, right: 99.2, bottom: 200 }

  test('a person’s region is widened to whole pixels, its name kept to the letter', () => {
    const { numbers, text } = request(drawn as Parameters<typeof request>[0], source, 'a "red"\nsign')
    expect(numbers).toEqual([10, 20, 100, 200])
    expect(text).toBe(
      '<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [10, 20, 100, 200], "label": "a \\"red\\"\\nsign"}}\n</tool_call>',
    )
    expect(lookSpans('deepeyes', text)).toMatchObject([{ numbers, label: 'a "red"\nsign' }])
  })

  test('the prompt stands behind the question, and again behind every crop', () => {
    const asked = ask('What colour is it?', true)
    expect(asked.startsWith('What colour is it?\nThink first, call **image_zoom_in_tool**')).toBe(true)
    expect(ask('What colour is it?', false)).toBe('What colour is it?')
    const back =
      typeof handBack === 'function'
        ? handBack(1, speaking('deepeyes').overview('i', sizes.page, speaking('deepeyes').budgets))
        : undefined
    expect(back?.before).toBe('<tool_response>')
    expect(back?.after).toBe(`${asked.slice('What colour is it?'.length)}</tool_response>`)
    expect(answer('B')).toBe('<answer>B</answer>')
  })
})
