/**
 * Families with a tool of their own that is given a box: what each cuts, how large the model gets it, which picture it counts in; on images
 * of every shape, worked out by hand from the tools' published code.
 */
import { describe, expect, test } from 'vitest'
import type { DialectId } from '../../../app/dialects'
import type { Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { lookSpans, sizes, speaking, told, toolCall } from '../../builders/told'

const look = (id: DialectId, size: Size, text: string) => must(told(id, size, text).looks[0])

describe('Claude’s crop tool', () => {
  const crop = (x1: unknown, y1: unknown, x2: unknown, y2: unknown) =>
    toolCall('crop_image', { x1, y1, x2, y2 })

  test('shares of the image, int() of each edge, as large as it is', () => {
    expect(look('claude-crop', sizes.page, crop(0.1, 0.25, 0.5, 0.75))).toEqual({
      at: [100, 200, 500, 600],
      flags: [],
      crop: [100, 200, 500, 600],
      seen: [400, 400],
    })
    // 0.333 · 1080 = 359.64 → 359, 0.777 · 1080 = 839.16 → 839.
    expect(look('claude-crop', sizes.portrait, crop(0.333, 0.1, 0.777, 0.2)).crop).toEqual([
      359, 192, 839, 384,
    ])
  })

  test('a longer side than 1568 is made that', () => {
    // 2000 × 1500: · 0.784 = 1568 × 1176; 1080 × 1920: · 0.8167 = 882 × 1568.
    expect(look('claude-crop', sizes.photo, crop(0.5, 0.5, 1, 1)).seen).toEqual([1568, 1176])
    expect(look('claude-crop', sizes.portrait, crop(0, 0, 1, 1)).seen).toEqual([882, 1568])
  })

  test('behind an MCP server it is the same tool', () => {
    const call = crop(0.1, 0.25, 0.5, 0.75).replace('crop_image', 'mcp__crop__crop_image')
    expect(look('claude-crop', sizes.page, call).at).toEqual([100, 200, 500, 600])
  })

  test('pixels lie outside altogether; corners in the wrong order are drawn where they were meant', () => {
    expect(look('claude-crop', sizes.page, crop(100, 200, 300, 400)).flags).toEqual(['clamped', 'invalid'])
    expect(look('claude-crop', sizes.page, crop(0.5, 0.75, 0.1, 0.25))).toMatchObject({
      at: [100, 200, 500, 600],
      flags: ['invalid', 'swapped'],
    })
  })

  test('three sides, or a side in words, is told and not drawn', () => {
    for (const text of [toolCall('crop_image', { x1: 0.1, y1: 0.2, x2: 0.3 }), crop('left', 0, 0.5, 1)])
      expect(told('claude-crop', sizes.page, text)).toMatchObject({ looks: [], kinds: ['unread'] })
  })

  test('two looks and an answer that nothing marks', () => {
    const { looks, answer } = told(
      'claude-crop',
      sizes.page,
      `I'll look at the legend.\n${crop(0.1, 0.25, 0.5, 0.75)}`,
      `And at the slice.\n${crop(0.5, 0, 1, 0.5)}`,
      'The largest slice is **web green**.',
    )
    expect(looks.map((l) => l.at)).toEqual([
      [100, 200, 500, 600],
      [500, 0, 1000, 400],
    ])
    expect(answer).toBe('The largest slice is **web green**.')
  })
})

describe('REVPT', () => {
  const zoom = (bbox: readonly number[], more: Readonly<Record<string, unknown>> = {}) =>
    toolCall('zoom_in', { image_id: 0, bbox, ...more })

  test('as many times larger as its factor says, at most twice', () => {
    const seen = (factor?: number) =>
      look('revpt', sizes.page, zoom([100, 200, 300, 400], factor === undefined ? {} : { factor })).seen
    // 200 → 7 cells, 300 → 10.7 → 11, 400 → 14.3 → 14.
    expect(seen()).toEqual([196, 196])
    expect(seen(1.5)).toEqual([308, 308])
    expect(seen(2)).toEqual([392, 392])
    expect(seen(9)).toEqual([392, 392])
  })

  test('corners out of order are moved past each other by a pixel, and flagged', () => {
    expect(look('revpt', sizes.page, zoom([300, 400, 100, 200]))).toMatchObject({
      at: [99, 199, 301, 401],
      flags: ['swapped'],
      crop: [99, 199, 301, 401],
    })
    expect(look('revpt', sizes.page, zoom([100, 200, 100, 400])).at).toEqual([99, 200, 101, 400])
  })

  test('a box more than four times as long as wide is widened to a quarter', () => {
    // 400 / 8 = 50 to each side of 210; 14.3 → 14 and 100 / 28 = 3.6 → 4 cells.
    expect(look('revpt', sizes.page, zoom([100, 200, 500, 220]))).toMatchObject({
      at: [100, 200, 500, 220],
      flags: ['grown'],
      crop: [100, 160, 500, 260],
      seen: [392, 112],
    })
    // At the upper edge there is less of it: 60 px.
    expect(look('revpt', sizes.page, zoom([100, 0, 500, 20])).crop).toEqual([100, 0, 500, 60])
    // A high one: 600 / 8 = 75 to each side of 505.
    expect(look('revpt', sizes.portrait, zoom([500, 100, 510, 700])).crop).toEqual([430, 100, 580, 700])
  })

  test('a box past the edge is held there, and says so', () => {
    expect(look('revpt', sizes.page, zoom([900, 700, 1100, 900]))).toMatchObject({
      at: [900, 700, 1000, 800],
      flags: ['clamped'],
    })
  })

  test('a crop is at least 28 px a side, and four cells', () => {
    // 10 × 10 is made 28 × 28, one cell; twice that is four.
    expect(look('revpt', sizes.page, zoom([10, 10, 20, 20])).seen).toEqual([56, 56])
  })

  test('an image number counts crops on, in the size the model saw them', () => {
    // 400 × 400 is seen at 392 × 392, half of which is half of it.
    const { looks } = told(
      'revpt',
      sizes.page,
      zoom([400, 400, 800, 800]),
      zoom([0, 0, 196, 196], { image_id: 1 }),
    )
    expect(looks[1]?.at).toEqual([400, 400, 600, 600])
  })

  test('its detectors are calls without a region', () => {
    const detect = toolCall('object_detection', { image_id: 0, objects: ['cup'] })
    expect(told('revpt', sizes.page, detect, '<answer>2</answer>')).toMatchObject({
      looks: [],
      kinds: ['call'],
      answer: '2',
    })
  })

  test('a list of calls in one mark is as many looks', () => {
    const two = `<tool_call>\n[${[100, 500]
      .map((x) =>
        JSON.stringify({ name: 'zoom_in', arguments: { image_id: 0, bbox: [x, 100, x + 200, 300] } }),
      )
      .join(', ')}]\n</tool_call>`
    expect(told('revpt', sizes.page, two).looks.map((l) => l.at)).toEqual([
      [100, 100, 300, 300],
      [500, 100, 700, 300],
    ])
  })
})

describe('Qwen-MM-Plugins', () => {
  const crop = (box: readonly number[]) => toolCall('mcp__qwen__crop', { image_path: '/a/b.png', box })

  test('thousandths, rounded, as they are', () => {
    // 0.333 · 1080 = 359.64 → 360, 0.777 · 1080 = 839.16 → 839.
    expect(look('qwen-mm', sizes.portrait, crop([333, 100, 777, 200]))).toMatchObject({
      at: [359.64, 192, 839.16, 384],
      crop: [360, 192, 839, 384],
      seen: [479, 192],
    })
  })

  test('boxes that are drawn are looks with their names', () => {
    const draw = toolCall('draw_bbox', {
      image_path: '/a/b.png',
      bboxes: [
        { bbox: [100, 100, 200, 200], label: 'cup' },
        { bbox: [300, 100, 400, 200], label: 'чашка' },
      ],
    })
    expect(told('qwen-mm', sizes.page, draw).looks.map((l) => [l.at, l.label])).toEqual([
      [[100, 80, 200, 160], 'cup'],
      [[300, 80, 400, 160], 'чашка'],
    ])
  })

  test('an area that rounds to nothing shows nothing', () => {
    // 0.4 px wide.
    expect(look('qwen-mm', sizes.page, crop([500, 100, 500.4, 200])).flags).toEqual(['invalid'])
  })
})

describe('Qwen Code', () => {
  const zoom = (x1: number, y1: number, x2: number, y2: number) =>
    toolCall('zoom_image', { file_path: '/a.png', x1, y1, x2, y2 })

  test('enlarged as far as 1568 patches of 28 px go', () => {
    // 5 : 4; 1225 × 980 are 44 × 35 = 1540 patches, one pixel more would be 44 × 36 = 1584.
    expect(look('qwen-code', sizes.page, zoom(100, 200, 300, 400))).toMatchObject({
      at: [100, 160, 300, 320],
      crop: [100, 160, 300, 320],
      seen: [1225, 980],
    })
  })

  test('by at most eight times', () => {
    // 10 × 8 px.
    expect(look('qwen-code', sizes.page, zoom(100, 100, 110, 110)).seen).toEqual([80, 64])
  })

  test('outward: floor of the near edges, ceiling of the far ones', () => {
    // 0.101 · 1080 = 109.08, 0.299 · 1080 = 322.92; 0.101 · 1920 = 193.92, 0.299 · 1920 = 574.08.
    expect(look('qwen-code', sizes.portrait, zoom(101, 101, 299, 299)).crop).toEqual([109, 193, 323, 575])
  })

  test('always counts in the original', () => {
    const { looks } = told('qwen-code', sizes.page, zoom(0, 0, 500, 500), zoom(500, 500, 1000, 1000))
    expect(looks[1]?.at).toEqual([500, 400, 1000, 800])
  })
})

describe('sub-agents', () => {
  test('spawn: thousandths, handed on as they are, named by what is asked', () => {
    const spawn = toolCall('spawn', { text: 'How many hooks?', bbox: [100, 200, 300, 400] })
    expect(look('spawn', sizes.page, spawn)).toEqual({
      at: [100, 160, 300, 320],
      flags: [],
      label: 'How many hooks?',
      crop: [100, 160, 300, 320],
      seen: [200, 160],
    })
  })

  test('spawn: the slip of a real log, a box without area, shows nothing', () => {
    const slip = toolCall('spawn', { text: 'What?', bbox: [0, 1000, 0, 1000] })
    expect(look('spawn', sizes.page, slip).flags).toEqual(['invalid'])
  })

  test('self-calling: pixels of the resized image, a fiftieth nearer to all of it', () => {
    const ask = (bbox_2d: readonly number[]) =>
      toolCall('vlm_subagent_tool', { prompt: 'Colour?', img_idx: 0, task_type: 'subregion_ocr', bbox_2d })
    // Seen at 1008 × 812: 252 · 0.98 = 246.96 → 246, 504 · 0.98 + 20.16 = 514.08 → 514; 203 · 0.98 = 198.94 → 198,
    // 406 · 0.98 + 16.24 = 414.12 → 414. 268 × 216 are 9.6 → 10 and 7.7 → 8 cells; on the page 244.05 → 244, 509.9 → 510, 195, 407.9 → 408.
    expect(look('self-calling', sizes.page, ask([252, 203, 504, 406]))).toMatchObject({
      at: [250, 200, 500, 400],
      flags: [],
      label: 'Colour?',
      crop: [244, 195, 510, 408],
      seen: [280, 224],
    })
  })

  test('self-calling: only the first call of a turn is answered', () => {
    const ask = (x: number) =>
      toolCall('vlm_subagent_tool', {
        prompt: '?',
        img_idx: 0,
        task_type: 'a',
        bbox_2d: [x, 0, x + 200, 200],
      })
    const { looks, answer } = told('self-calling', sizes.page, ask(0) + ask(300), '<answer>red</answer>')
    expect(looks.map((l) => l.flags)).toEqual([[], ['passed-over']])
    expect(answer).toBe('red')
  })
})

describe('any tool with a box', () => {
  test('pixels of the original, cut as Pillow cuts', () => {
    // 100.5 and 300.5 round to the even 100 and 300; 200 → 7 cells.
    expect(
      look('tool-calls', sizes.page, toolCall('peek', { region: [100.5, 200.5, 300.5, 400.5] })),
    ).toMatchObject({
      at: [100.5, 200.5, 300.5, 400.5],
      crop: [100, 200, 300, 400],
      seen: [196, 196],
    })
  })

  test.each([
    ['a place and a size', { region: { x: 100, y: 200, width: 200, height: 100 } }, [100, 200, 300, 300]],
    ['edges', { box: { left: 100, top: 200, right: 300, bottom: 300 } }, [100, 200, 300, 300]],
    [
      'edges beside other arguments',
      { left: 100, top: 200, right: 300, bottom: 300, why: 'x' },
      [100, 200, 300, 300],
    ],
    ['a box inside an object', { target: { bbox: [100, 200, 300, 300] } }, [100, 200, 300, 300]],
    ['text', { crop_box: '100, 200, 300, 300' }, [100, 200, 300, 300]],
  ])('%s', (_, args, at) => {
    expect(look('tool-calls', sizes.page, toolCall('peek', args)).at).toEqual(at)
  })

  test('a call that nothing marks is answered here', () => {
    const { looks } = told('tool-calls', sizes.page, 'zoom_in(bbox=[100, 200, 300, 300])')
    expect(looks[0]).toMatchObject({ at: [100, 200, 300, 300], flags: [] })
    expect(lookSpans('deepeyes', 'zoom_in(bbox=[100, 200, 300, 300])')[0]).toMatchObject({ named: true })
  })

  test.each([
    ['<answer>7</answer>', '7'],
    ['<response>left</response>', 'left'],
    ['So \\boxed{12}.', '12'],
    ['<response>a</response> and <answer>b</answer>', 'b'],
  ])('the answer in %s', (text, answer) => {
    expect(told('tool-calls', sizes.page, text).answer).toBe(answer)
  })

  test('InSight-o3 names its region in words: a call, and no answer', () => {
    const text = '<think>x</think>\n<tool_call> region_description={the legend at top-left} </tool_call>'
    expect(told('tool-calls', sizes.page, text)).toMatchObject({
      looks: [],
      kinds: ['call'],
      answer: undefined,
    })
  })

  test('a box under a name nobody knows is told, and with it what can be done', () => {
    const spans = speaking('tool-calls').spans(toolCall('peek', { zone: [100, 200, 300, 300] }))
    expect(spans).toMatchObject([{ type: 'malformed', message: expect.stringContaining('“zone”') as string }])
  })
})
