/** Marks, location tokens, points and actions: text as each family writes it, with what must be drawn. */
import { describe, expect, test } from 'vitest'
import { groundingSpans } from '../../../../app/dialects/marks'

const own = { space: 'input', order: 'xyxy' } as const
const read = (text: string) => groundingSpans(text, { own })
const looks = (text: string) => read(text).filter((s) => s.type === 'look')
const numbers = (text: string) => looks(text).map((s) => s.numbers)
const perMille = { space: 'per-mille', order: 'xyxy' }

describe('between marks', () => {
  test('DeepSeek: the name before, 0–999', () => {
    const text = '<|ref|>cup<|/ref|><|det|>[[50, 55, 999, 500], [1, 2, 3, 4]]<|/det|>'
    expect(looks(text)).toMatchObject([
      {
        start: 0,
        end: text.length,
        numbers: [50, 55, 999, 500],
        label: 'cup',
        notation: { space: 'per-999' },
      },
      { start: text.length, end: text.length, numbers: [1, 2, 3, 4], label: 'cup' },
    ])
  })

  test('Qwen2-VL, InternVL: thousandths; a box alone is the dialect’s', () => {
    const qwen = '<|object_ref_start|>sign<|object_ref_end|><|box_start|>(1,2),(30,40)<|box_end|>'
    expect(looks(qwen)).toMatchObject([{ numbers: [1, 2, 30, 40], label: 'sign', notation: perMille }])
    expect(looks('<ref>cat</ref><box>[[1,2,30,40],[5,6,70,80]]</box>')).toMatchObject([
      { numbers: [1, 2, 30, 40], label: 'cat', notation: perMille },
      { numbers: [5, 6, 70, 80], label: 'cat', notation: perMille },
    ])
    expect(looks('<box>[1,2,3,4]</box>')[0]).not.toHaveProperty('notation')
  })

  test('Open-o3-Video: object and second are kept', () => {
    const text = '<obj>man</obj><box>[1,2,3,4]</box><box>[5,6,7,8]</box>at<t>3.5</t>s'
    expect(looks(text)).toMatchObject([
      { numbers: [1, 2, 3, 4], label: 'man', time: 3.5 },
      { numbers: [5, 6, 7, 8], label: 'man', time: 3.5, end: text.length },
    ])
  })

  test('Seed: points and boxes without any brackets', () => {
    expect(looks('<bbox>1 2 30 40</bbox>')).toMatchObject([{ numbers: [1, 2, 30, 40], notation: perMille }])
    expect(numbers('<point>5 6</point> <points>1,2; 3,4</points>')).toEqual([
      [5, 6],
      [1, 2],
      [3, 4],
    ])
  })

  test('what is no region, and what cannot be read', () => {
    expect(read('<box>[x1, y1, x2, y2]</box> and <box> or <box>bounding_box</box>')).toEqual([])
    expect(read('<ref>dog</ref><box>[1,2,3]</box>')).toMatchObject([{ type: 'malformed', start: 0, end: 32 }])
    expect(read('so <box>[1, 2, 3')).toMatchObject([{ type: 'malformed', start: 3, end: 16 }])
    expect(read('<box>[1, 2 <box>[1,2,3,4]</box>').map((s) => s.type)).toEqual(['malformed', 'look'])
  })
})

describe('GLM’s box', () => {
  test.each([
    '[[94,598,177,991]]',
    '[94,598,177,991]',
    '(94, 598, 177, 991)',
    '<94,598,177,991>',
    '[(94,598),(177,991)]',
  ])('around %s is a region', (inside) => {
    const text = `The bottle is <|begin_of_box|>${inside}<|end_of_box|>.`
    expect(read(text)).toMatchObject([
      { type: 'look', start: 14, end: text.length - 1, numbers: [94, 598, 177, 991], notation: perMille },
    ])
  })

  test.each(['42', 'Dakota Digital', '3, 4', 'x = [1]', '12:30'])('around %s is an answer', (inside) => {
    const text = `<|begin_of_box|>${inside}<|end_of_box|>`
    expect(read(text)).toEqual([{ type: 'answer', start: 0, end: text.length, text: inside }])
  })

  test('around JSON leaves it to JSON; cut off is told', () => {
    expect(numbers('<|begin_of_box|>{"bbox_2d": [1, 2, 3, 4]}<|end_of_box|>')).toEqual([[1, 2, 3, 4]])
    expect(read('<|begin_of_box|>[[1,2,3')).toMatchObject([{ type: 'malformed', start: 0, end: 23 }])
  })
})

describe('location tokens', () => {
  test('PaliGemma: four, y first, of 1,024; the name behind', () => {
    const text = '<loc0046><loc0538><loc0795><loc1022> cat ; <loc0110><loc0000><loc1022><loc0512> dog'
    const notation = { space: 'bins-1024', order: 'yxyx' }
    expect(looks(text)).toMatchObject([
      { numbers: [46, 538, 795, 1022], label: 'cat', notation },
      { numbers: [110, 0, 1022, 512], label: 'dog', notation },
    ])
    expect(looks('<loc0001><loc0002><loc0003><loc0004><seg012><seg100> cat')).toMatchObject([
      { label: 'cat' },
    ])
  })

  test('Florence-2: the name before; eight are two boxes or a quad, whichever they make', () => {
    const two =
      'car<loc_1><loc_2><loc_30><loc_40><loc_5><loc_6><loc_70><loc_80>door<loc_9><loc_9><loc_10><loc_10>'
    expect(looks(two).map((s) => [s.numbers, s.label])).toEqual([
      [[1, 2, 30, 40], 'car'],
      [[5, 6, 70, 80], 'car'],
      [[9, 9, 10, 10], 'door'],
    ])
    const quad = 'Hello<loc_10><loc_11><loc_50><loc_10><loc_51><loc_20><loc_10><loc_21>'
    expect(looks(quad)).toMatchObject([{ numbers: [10, 10, 51, 21], label: 'Hello', bounds: true }])
  })

  test('PaddleOCR-VL: a quad, with its marks or without', () => {
    const marked =
      '<|TEXT_START|>57 &amp; 59<|TEXT_END|><|LOC_BEGIN|>' +
      [242, 482, 820, 482, 820, 544, 242, 544].map((n) => `<|LOC_${n}|>`).join('') +
      '<|LOC_END|>'
    const bare = 'BOOK TA\n' + [1, 2, 9, 2, 9, 8, 1, 8].map((n) => `<|LOC_${n}|>`).join('')
    expect(looks(marked)).toMatchObject([
      { start: 0, end: marked.length, numbers: [242, 482, 820, 544], label: '57 & 59' },
    ])
    expect(looks(bare)).toMatchObject([{ numbers: [1, 2, 9, 8], bounds: true }])
  })

  test('three tokens are told', () => {
    expect(read('cup<loc_1><loc_2><loc_3>')).toMatchObject([{ type: 'malformed', start: 0 }])
  })
})

describe('Molmo', () => {
  test('the first: percent', () => {
    const text = '<points x1="32.0" y1="62.8" x2="68.5" y2="62.8" alt="speakers">speakers</points>'
    const notation = { space: 'percent' }
    expect(looks(text)).toMatchObject([
      { start: 0, end: text.length, numbers: [32, 62.8], label: 'speakers', notation },
      { start: text.length, numbers: [68.5, 62.8], label: 'speakers', notation },
    ])
    expect(looks('<point x="63.5" y="44.5" alt="Mt Rainier">Mt Rainier</point>')).toMatchObject([
      { numbers: [63.5, 44.5], label: 'Mt Rainier' },
    ])
  })

  test('the second: pictures counted from 1, parted by ; or a tab, or by nothing', () => {
    const sources = (text: string) => looks(text).map((s) => [s.numbers, s.source])
    expect(sources('<points coords="1 1 345 678 2 500 250">cups</points>')).toEqual([
      [[345, 678], undefined],
      [[500, 250], undefined],
    ])
    expect(sources('<points coords="1 1 555 169;2 3 649 154 4 709 162">x</points>')).toEqual([
      [[555, 169], undefined],
      [[649, 154], 1],
      [[709, 162], 1],
    ])
    expect(sources('<points coords="2 1 222 460 3 7 298 060 8 300 170">c</points>')).toEqual([
      [[222, 460], 1],
      [[298, 60], 2],
      [[300, 170], 2],
    ])
    // Other programs count from 0, or leave the object's number out.
    expect(sources('<points coords="0 1 250 750">x</points>')).toEqual([[[250, 750], undefined]])
    expect(sources('<points coords="0 500 500"/>')).toEqual([[[500, 500], undefined]])
  })

  test('tracks tell the second, and no image', () => {
    const text = '<tracks coords="0.0 1 635 522;0.5 1 606 490 2 511 124">ball</tracks>'
    expect(looks(text).map((s) => [s.numbers, s.time])).toEqual([
      [[635, 522], 0],
      [[606, 490], 0.5],
      [[511, 124], 0.5],
    ])
  })

  test('what cannot be read is told', () => {
    expect(read('<points coords="<POINT_276><POINT_727>1">x</points>')).toMatchObject([{ type: 'malformed' }])
    expect(read('<points coords="1 1 345">x</points>')).toMatchObject([{ type: 'malformed' }])
    expect(read('<points x1="a" y1="2.0">x</points>')).toMatchObject([{ type: 'malformed' }])
  })
})

describe('actions', () => {
  test.each([
    ["click(point='<point>450 417</point>')", [[450, 417]]],
    [
      "drag(start_point='<point>1 2</point>', end_point='<point>3 4</point>')",
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["click(start_box='(197,525)')", [[197, 525]]],
    ["click(start_box='<|box_start|>(1,2)<|box_end|>')", [[1, 2]]],
    ["scroll(direction='down', point='<point>5 6</point>')", [[5, 6]]],
  ])('%s', (call, right) => {
    const text = `Thought: I see it.\nAction: ${call}`
    expect(numbers(text)).toEqual(right)
    expect(looks(text)[0]).toMatchObject({
      start: 27,
      end: text.length,
      label: call.slice(0, call.indexOf('(')),
    })
  })

  test('Qwen’s phone divides by 999', () => {
    const text =
      '<tool_call>\n{"name": "mobile_use", "arguments": {"action": "swipe", "coordinate": [447, 81], "coordinate2": [1, 2]}}\n</tool_call>'
    expect(looks(text)).toMatchObject([
      { numbers: [447, 81], label: 'swipe', notation: { space: 'per-999' } },
      { numbers: [1, 2], label: 'swipe' },
    ])
  })
})

test('latent steps: so many vectors, nothing pretended', () => {
  const pads = '<abs_vis_token_pad>'.repeat(10)
  expect(read(`a <abs_vis_token>${pads}</abs_vis_token> b`)).toEqual([
    { type: 'opaque', start: 2, end: 2 + 15 + 190 + 16, count: 10 },
  ])
  expect(read('<|lvr_start|><|lvr|><|lvr|><|lvr_end|>')).toMatchObject([{ type: 'opaque', count: 2 }])
  expect(read('<abs_vis_token><latent></abs_vis_token>')).toMatchObject([{ count: 0 }])
})
