/**
 * Families that name boxes in their reasoning, or answer with them, and are shown nothing: GRIT, TreeVGR, Qwen's grounding, Active-o3,
 * Open-o3-Video, and those without a language of regions. What each of their numbers counts in, worked out by hand.
 */
import { describe, expect, test } from 'vitest'
import { sizes, speaking, told } from '../../builders/told'

/** Places and names of what is drawn. */
const drawn = (...[id, size, text]: Parameters<typeof told>) =>
  told(id, size, text ?? '').looks.map(({ at, label }) => [at, label])

describe('GRIT', () => {
  test('pixels of the 1008 × 812 the model saw of a page', () => {
    // 1000 / 1008 and 800 / 812 of a pixel: 252 → 250, 203 → 200, 504 → 500, 406 → 400; 126 → 125, 756 → 750, 609 → 600.
    const text =
      '<think> Cups first: {"bbox_2d": [252, 203, 504, 406], "label": "cup"} and then\n```json\n' +
      '{"bbox_2d": [126, 203, 756, 609], "label": "the \\"other\\" cup"}\n```\n</think>\n<rethink> Two. </rethink>\n<answer>\n2\n</answer>'
    expect(drawn('grit', sizes.page, text)).toEqual([
      [[250, 200, 500, 400], 'cup'],
      [[125, 200, 750, 600], 'the "other" cup'],
    ])
    expect(told('grit', sizes.page, text)).toMatchObject({
      thoughts: ['Cups first:', 'and then', 'Two.'],
      answer: '2',
    })
  })

  test('on a screenshot, seen at 1092 × 1932', () => {
    expect(drawn('grit', sizes.portrait, '<think>{"bbox_2d": [546, 966, 1092, 1932]}')).toEqual([
      [[540, 960, 1080, 1920], undefined],
    ])
  })

  test('nothing is ever shown for a box, and nothing is said to be lacking', () => {
    const { looks } = told(
      'grit',
      sizes.page,
      '<think>{"bbox_2d": [252, 203, 504, 406]}</think><answer>1</answer>',
    )
    expect(looks[0]).toEqual({ at: [250, 200, 500, 400], flags: [] })
  })

  test('asks in its own words', () => {
    const { ask } = speaking('grit')
    expect(ask('How many?', true)).toMatch(/^Question: How many\? First, think between <think> and <\/think>/)
  })
})

describe('TreeVGR', () => {
  test('pixels of the original, in marks, also several in one', () => {
    const text =
      '<think>The man <box>[100,200,300,400]</box> and his dogs <box>[[10, 20, 60, 70], [80, 20, 160, 70]]</box>.</think><answer>C</answer>'
    expect(drawn('treevgr', sizes.portrait, text).map(([at]) => at)).toEqual([
      [100, 200, 300, 400],
      [10, 20, 60, 70],
      [80, 20, 160, 70],
    ])
    expect(told('treevgr', sizes.portrait, text).thoughts).toEqual(['The man', 'and his dogs'])
  })

  test('a box past the edge is held inside, and says so', () => {
    const { looks } = told('treevgr', sizes.page, '<think><box>[900,700,1100,900]</box>')
    expect(looks).toEqual([{ at: [900, 700, 1000, 800], flags: ['clamped'] }])
  })

  test('one that is cut off is told, those before it are drawn', () => {
    const { looks, kinds } = told('treevgr', sizes.page, '<think><box>[1,2,30,40]</box> and <box>[100, 20')
    expect(looks.map((l) => l.at)).toEqual([[1, 2, 30, 40]])
    expect(kinds).toEqual(['unread'])
  })
})

describe('Qwen’s grounding', () => {
  const list =
    '```json\n[\n\t{"bbox_2d": [252, 203, 504, 406], "label": "cup"},\n\t{"bbox_2d": [504, 203, 756, 406], "label": "杯子"}\n]\n```'

  test('of Qwen2.5-VL: pixels of the resized image', () => {
    expect(drawn('qwen-grounding', sizes.page, list)).toEqual([
      [[250, 200, 500, 400], 'cup'],
      [[500, 200, 750, 400], '杯子'],
    ])
  })

  test('of Qwen3-VL: thousandths, in the same words', () => {
    expect(drawn('qwen3-grounding', sizes.page, list)).toEqual([
      [[252, 162.4, 504, 324.8], 'cup'],
      [[504, 162.4, 756, 324.8], '杯子'],
    ])
  })

  test('of Qwen2-VL: its marks say that they are thousandths, whatever the dialect', () => {
    const text =
      '<|object_ref_start|>the cup<|object_ref_end|><|box_start|>(250,250),(500,500)<|box_end|><|im_end|>'
    expect(drawn('qwen-grounding', sizes.page, text)).toEqual([[[250, 200, 500, 400], 'the cup']])
  })

  test('a list and nothing else is regions and no answer; words behind it are one', () => {
    expect(told('qwen-grounding', sizes.page, list).answer).toBeUndefined()
    expect(told('qwen-grounding', sizes.page, `${list}\nBoth are blue.`).answer).toBe('Both are blue.')
    expect(told('qwen-grounding', sizes.page, `There are two cups:\n${list}`).answer).toBe(
      'There are two cups:',
    )
  })

  test('points are drawn as far as shows where they are', () => {
    // 504 / 1.008 = 500, 406 / 1.015 = 400; a hundredth of the longer side is 10 px.
    const { looks } = told('qwen-grounding', sizes.page, '[{"point_2d": [504, 406], "label": "door"}]')
    expect(looks).toEqual([{ at: [490, 390, 510, 410], point: [500, 400], flags: ['point'], label: 'door' }])
    // On a tiny image 8 px: seen at 56 × 84, 28 / 2.8 = 10 and 42 / 2.8 = 15.
    expect(told('qwen-grounding', sizes.tiny, '{"point_2d": [28, 42]}').looks[0]).toMatchObject({
      at: [2, 7, 18, 23],
      point: [10, 15],
    })
  })

  test('shares of the image are read as such, boxes and points, and flagged', () => {
    const { looks } = told(
      'qwen-grounding',
      sizes.page,
      '[{"bbox_2d": [0.1, 0.25, 0.5, 0.75]}, {"point_2d": [0.5, 0.25]}]',
    )
    expect(looks[0]).toMatchObject({ at: [100, 200, 500, 600], flags: ['fractions'] })
    expect(looks[1]).toMatchObject({ point: [500, 200], flags: ['point', 'fractions'] })
  })

  test('four bare numbers are told and not drawn', () => {
    const { looks, kinds, answer } = told('qwen-grounding', sizes.page, 'The cup is at [100, 200, 300, 400].')
    expect({ looks, kinds, answer }).toEqual({
      looks: [],
      kinds: ['unread'],
      answer: 'The cup is at [100, 200, 300, 400].',
    })
  })

  test('a person’s point and box: JSON with a name', () => {
    const { request, point } = speaking('qwen-grounding')
    const source = { size: sizes.page, frame: { width: 1008, height: 812 } }
    const region = { left: 250, top: 200, right: 500, bottom: 400 } as Parameters<typeof request>[0]
    expect(request(region, source).text).toBe('{"bbox_2d": [252, 203, 504, 406], "label": "region"}')
    expect(point?.({ x: 500, y: 400 }, source, 'door').text).toBe('{"point_2d": [504, 406], "label": "door"}')
  })
})

describe('Active-o3', () => {
  test('boxes as the answer: regions, and the answer is what words stand beside them', () => {
    const text =
      '<think>Two may hide it.</think><answer>[{"bbox_2d": [252, 203, 504, 406], "label": "left"}, {"bbox_2d": [504, 203, 756, 406], "label": "right"}]</answer>'
    expect(drawn('active-o3', sizes.page, text)).toEqual([
      [[250, 200, 500, 400], 'left'],
      [[500, 200, 750, 400], 'right'],
    ])
    expect(told('active-o3', sizes.page, text).answer).toBeUndefined()
    expect(told('active-o3', sizes.page, text.replace('<answer>[', '<answer>Look there: [')).answer).toBe(
      'Look there:',
    )
  })

  test('its slip, the numbers inside the key, is read and flagged', () => {
    const text = '<answer>[{"bbox_2d [252, 203, 504, 406]": "left"}]</answer>'
    expect(told('active-o3', sizes.page, text).looks).toEqual([
      { at: [250, 200, 500, 400], flags: ['rough'], label: 'left' },
    ])
  })

  test('an answer in words is one', () => {
    expect(told('active-o3', sizes.page, '<think>x</think><answer>nowhere</answer>')).toMatchObject({
      looks: [],
      answer: 'nowhere',
    })
  })
})

describe('Open-o3-Video', () => {
  const text =
    '<think>The man <obj>man</obj><box>[252,203,504,406]</box>at<t>3.0</t>s lifts <obj>cup</obj><box>[504,203,756,406]</box>at<t>3.0</t>s.</think><answer>B</answer>'

  test('one second of one image: object and place', () => {
    expect(drawn('open-o3-video', sizes.page, text)).toEqual([
      [[250, 200, 500, 400], 'man'],
      [[500, 200, 750, 400], 'cup'],
    ])
  })

  test('more seconds than images: which frame is meant nobody knows, and nothing is drawn', () => {
    const { looks } = told('open-o3-video', sizes.page, text.replace('<t>3.0</t>s.', '<t>7.5</t>s.'))
    expect(looks.map((l) => [l.at, l.flags, l.label])).toEqual([
      [[0, 0, 0, 0], ['other-image'], 'man'],
      [[0, 0, 0, 0], ['other-image'], 'cup'],
    ])
  })

  test('as many images as seconds: each its own, in the order of the seconds', () => {
    const two = text.replace('<t>3.0</t>s.', '<t>1.5</t>s.')
    const spans = speaking('open-o3-video').spans(two, { pictures: [{}, {}], asked: 2 })
    expect(spans.flatMap((s) => (s.type === 'look' ? [[s.label, s.time, s.source]] : []))).toEqual([
      ['man', 3, 1],
      ['cup', 1.5, 0],
    ])
  })

  test('a box without a second is drawn', () => {
    expect(drawn('open-o3-video', sizes.page, '<obj>man</obj><box>[252,203,504,406]</box>')).toHaveLength(1)
  })
})

describe('families without regions of their own', () => {
  test('LLaVA-CoT: its stages are thoughts, the conclusion is the answer', () => {
    const { thoughts, answer, looks } = told(
      'llava-cot',
      sizes.page,
      '<SUMMARY> I will count. </SUMMARY>\n\n<CAPTION> Two cups. </CAPTION>\n\n<REASONING> 1 + 1 {"bbox_2d": [1, 2, 30, 40]} </REASONING>\n\n<CONCLUSION> 2 </CONCLUSION>',
    )
    expect(answer).toBe('2')
    expect(thoughts.join(' ')).toContain('I will count.')
    expect(looks.map((l) => l.at)).toEqual([[1, 2, 30, 40]])
  })

  test('Mulberry: everything behind its last mark', () => {
    const text =
      "### Rationales: x\n### Let's think step by step.\n### Step 1: Count.\n### The final answer is: 2\nor 3"
    expect(told('mulberry', sizes.page, text).answer).toBe('2\nor 3')
    expect(told('mulberry', sizes.page, '## the final answer is 7').answer).toBe('7')
  })

  test('Monet: latent steps are told as what they are, and hide no words', () => {
    const pads = '<abs_vis_token_pad>'.repeat(4)
    const { kinds, answer, thoughts } = told(
      'monet',
      sizes.page,
      `I look <abs_vis_token>${pads}</abs_vis_token> and see. <answer>7</answer>`,
    )
    expect({ kinds, answer, thoughts }).toEqual({
      kinds: ['opaque'],
      answer: '7',
      thoughts: ['I look', 'and see.'],
    })
  })

  test.each(['llava-cot', 'mulberry', 'openthinkimg', 'monet'] as const)(
    '%s counts in pixels of the original, where a box stands all the same',
    (id) => {
      const at = drawn(id, sizes.photo, '{"bbox_2d": [2000, 1500, 3000, 2500], "label": "x"}')
      expect(at).toEqual([[[2000, 1500, 3000, 2500], 'x']])
    },
  )
})
