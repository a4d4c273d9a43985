/** Calls in running text: every spelling, several of them, broken ones, and what each asks for. */
import fc from '../../../builders/properties'
import { describe, expect, test } from 'vitest'
import { callSpans as spansOfCalls, type CallRules } from '../../../../app/dialects/calls/read'
import { callsIn } from '../../../../app/dialects/calls/scan'
import { writeCall, writeValue, writeXmlCall } from '../../../../app/dialects/calls/write'
import { disputedSpaces, disputeIn } from '../../../../app/dialects/calls/known-tools'

/** As a dialect that counts in pixels reads them. */
const rules: CallRules = { notation: { space: 'image', order: 'xyxy' } }
const callSpans = (text: string) => spansOfCalls(text, rules)

const args = { bbox_2d: [400, 250, 620, 520], label: 'plate', img_idx: 0 }
const json = writeCall('image_zoom_in_tool', writeValue(args).slice(1, -1))
const xml = writeXmlCall('image_zoom_in_tool', args)
const found = { name: 'image_zoom_in_tool', arguments: args }

describe('a call is found', () => {
  test.each([
    ['as JSON', json],
    ['as XML', xml],
    ['as XML on one line', xml.replaceAll('\n', '')],
    ['as XML without the marks around it', xml.replace(/<\/?tool_call>\n?/g, '')],
    ['closed by the wrong mark', json.replace('</tool_call>', '<tool_call>')],
    ['without its end', json.replace('\n</tool_call>', '')],
    ['in a fence', json.replace('\n{', '\n```json\n{').replace('}\n<', '}\n```\n<')],
    [
      'with arguments as text',
      writeCall('image_zoom_in_tool', '').replace('{}', JSON.stringify(JSON.stringify(args))),
    ],
    [
      'with arguments packed twice',
      writeCall('image_zoom_in_tool', '').replace('{}', JSON.stringify(JSON.stringify(JSON.stringify(args)))),
    ],
    ['as OpenAI has it', `<tool_call>{"type": "function", "function": ${JSON.stringify(found)}}</tool_call>`],
    ['with parameters for arguments', json.replace('"arguments"', '"parameters"')],
    ['as the cookbook prints it', `[TOOL_CALL] image_zoom_in_tool\n${JSON.stringify(args)}`],
    ['as Qwen-Agent asks for it', `✿FUNCTION✿: image_zoom_in_tool\n✿ARGS✿: ${JSON.stringify(args)}`],
    [
      'as Kimi writes it',
      `<|tool_call_begin|>functions.image_zoom_in_tool:0<|tool_call_argument_begin|>${JSON.stringify(args)}<|tool_call_end|>`,
    ],
    [
      'as GLM writes it',
      `<tool_call>image_zoom_in_tool\n${Object.entries(args)
        .map(
          ([k, v]) =>
            `<arg_key>${k}</arg_key>\n<arg_value>${typeof v === 'string' ? v : JSON.stringify(v)}</arg_value>\n`,
        )
        .join('')}</tool_call>`,
    ],
    [
      'as an invocation',
      `<invoke name="image_zoom_in_tool">${Object.entries(args)
        .map(
          ([k, v]) => `<parameter name="${k}">${typeof v === 'string' ? v : JSON.stringify(v)}</parameter>`,
        )
        .join('')}</invoke>`,
    ],
    [
      'as a Python call',
      '<tool_call>image_zoom_in_tool(bbox_2d=[400, 250, 620, 520], label="plate", img_idx=0)</tool_call>',
    ],
    [
      'as DeepSeek writes it',
      `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>image_zoom_in_tool<｜tool▁sep｜>${JSON.stringify(args)}<｜tool▁call▁end｜>`,
    ],
    [
      'as gpt-oss writes it',
      `<|channel|>commentary to=functions.image_zoom_in_tool <|constrain|>json<|message|>${JSON.stringify(args)}<|call|>`,
    ],
    [
      'as a printed call',
      `[Tool] image_zoom_in_tool({'bbox_2d': [400, 250, 620, 520], 'label': 'plate', 'img_idx': 0})`,
    ],
  ])('%s', (_, text) => {
    expect(callsIn(`<think>x</think>\n${text}`).map((c) => c.call)).toMatchObject([found])
    expect(callSpans(text)).toMatchObject([
      { type: 'look', numbers: args.bbox_2d, label: 'plate', source: 0 },
    ])
  })

  test.each([
    ['in a fence', `\`\`\`json\n${JSON.stringify(found, null, 2)}\n\`\`\``],
    ['on a line', `I zoom.\n${JSON.stringify(found)}\nThen I read.`],
    ['as a Python list', '[image_zoom_in_tool(bbox_2d=[400, 250, 620, 520], label="plate", img_idx=0)]'],
  ])('without any marks %s: drawn, and answered only where any tool is', (_, text) => {
    const [look, ...more] = callSpans(text)
    expect(look).toMatchObject({ type: 'look', numbers: args.bbox_2d, named: true })
    expect(more).toEqual([])
    expect(spansOfCalls(text, { ...rules, runsBare: true })[0]).not.toHaveProperty('named')
  })

  test('inside another call is an argument of it', () => {
    const inner = JSON.stringify(found)
    const text = `<tool_call>\n<function=note>\n<parameter=text>\n${inner}\n</parameter>\n</function>\n</tool_call>`
    expect(callsIn(text)).toHaveLength(1)
  })

  test('beside others of the same turn, each with its own text', () => {
    for (const text of [json + json, `${xml}\n${xml}`, json + xml]) {
      const calls = callsIn(text)
      expect(calls).toHaveLength(2)
      expect(text.slice(calls[1]?.start, calls[1]?.end)).toContain('image_zoom_in_tool')
    }
    const two = '<tool_call>\n<function=a>\n</function>\n<function=b>\n</function>\n</tool_call>'
    const [first, second] = callsIn(two)
    expect([first?.start, second?.end, first?.end === second?.start]).toEqual([0, two.length, true])
    const list = `<tool_call>[${JSON.stringify(found)}, ${JSON.stringify(found)}]</tool_call>`
    expect(callsIn(list)).toHaveLength(2)
    const lines = `<tool_call>${JSON.stringify(found)}\n${JSON.stringify(found)}</tool_call>`
    expect(callsIn(lines)).toHaveLength(2)
  })

  test('only where one is: a mark in words is none, and takes nothing of what follows', () => {
    expect(callsIn('I could use <tool_call> to zoom. <answer>red</answer>')).toEqual([])
    expect(callsIn('plain words')).toEqual([])
    const after = `${json.replace('\n</tool_call>', '')}\n<answer>red</answer>`
    expect(callsIn(after)[0]?.end).toBe(json.length - '\n</tool_call>'.length)
    const open = `${xml.replace('</function>\n</tool_call>', '')}<answer>red</answer>`
    expect(open.slice(callsIn(open)[0]?.end)).toBe('\n<answer>red</answer>')
  })
})

/** A call of any tool, read. */
function read(name: string, given: Record<string, unknown>) {
  return callSpans(writeCall(name, writeValue(given).slice(1, -1)))
}

describe('what a call asks for', () => {
  const four = [10, 20, 110, 220]
  const sides = { x1: 10, y1: 20, x2: 110, y2: 220 }
  const shares = { x1: 0.1, y1: 0.2, x2: 0.3, y2: 0.4 }
  test.each([
    ['crop_image', shares, 'unit'],
    ['mcp__crop__crop_image', { image_path: 'a.png', ...shares }, 'unit'],
    ['crop', { image_path: 'a.png', box: four }, 'per-mille'],
    ['mcp__qwen__draw_bbox', { image_path: 'a.png', bboxes: [{ bbox: four, label: 'x' }] }, 'per-mille'],
    ['zoom_image', { file_path: '/a.png', ...sides }, 'per-mille'],
    ['spawn', { text: 'Count.', bbox: four }, 'per-mille'],
    ['image_crop_tool', { bbox_2d: four, img_idx: 0 }, 'per-mille'],
  ])('%s says in which space its numbers count', (name, given, space) => {
    const numbers = space === 'unit' ? [0.1, 0.2, 0.3, 0.4] : four
    const [look] = read(name, given)
    expect(look).toMatchObject({ type: 'look', numbers, notation: { space, order: 'xyxy' } })
    expect(look).not.toHaveProperty('rough')
  })

  test('REVPT and hermes count in pixels, whatever the dialect', () => {
    const thousandths: CallRules = { notation: { space: 'per-mille', order: 'xyxy' } }
    const at = (name: string, given: object) =>
      spansOfCalls(writeCall(name, writeValue(given).slice(1, -1)), thousandths)
    for (const spans of [
      at('zoom_in', { image_id: 0, bbox: four, factor: 2 }),
      at('vision_analyze', { image_url: 'a.png', question: 'q', region: four }),
    ])
      expect(spans).toMatchObject([{ numbers: four, notation: { space: 'image' } }])
  })

  test('any other tool leaves that open', () => {
    const [look] = read('my_tool', { region: [1, 2, 3, 4] })
    expect(look).toMatchObject({ type: 'look', numbers: [1, 2, 3, 4] })
    expect(look).not.toHaveProperty('notation')
  })

  test('in XML the zoom tool counts in thousandths, and above 1000 in pixels', () => {
    const at = (numbers: number[]) =>
      spansOfCalls(writeXmlCall('image_zoom_in_tool', { ...args, bbox_2d: numbers }), {
        notation: { space: 'input', order: 'xyxy' },
      })
    expect(at([1, 2, 1000, 4])).toMatchObject([{ notation: { space: 'per-mille' } }])
    expect(at([1, 2, 1001, 4])).toMatchObject([{ notation: { space: 'image' } }])
  })

  test.each([
    [{ image_id: 2 }, 2],
    [{ img_idx: '1' }, 1],
    [{ image_index: 3 }, 3],
    [{ target_image: 1 }, 0],
    [{ image: 'img_2' }, 1],
    [{ source: 'observation_2' }, 2],
    [{ image: 'original_image' }, 0],
    [{ image: 'chart.png' }, undefined],
    [{}, undefined],
  ])('its picture: %o', (given, source) => {
    const [look] = read('look_at', { bbox: [1, 2, 3, 4], ...given })
    expect(look?.type === 'look' ? look.source : 'none').toBe(source)
  })

  test('factor and label are kept', () => {
    expect(read('zoom', { bbox: [1, 2, 3, 4], factor: 3, label: 'sign' })).toMatchObject([
      { zoom: 3, label: 'sign' },
    ])
  })

  test('points are points', () => {
    expect(read('color_at_tool', { point_2d: [405, 150] })).toMatchObject([
      { numbers: [405, 150], notation: { space: 'per-mille' } },
    ])
    expect(read('mobile_use', { action: 'click', coordinate: [447, 81] })).toMatchObject([
      { numbers: [447, 81], notation: { space: 'per-999' } },
    ])
    expect(read('computer', { action: 'left_click', x: 10, y: 20 })).toMatchObject([{ numbers: [10, 20] }])
  })

  test.each([
    [
      'a region in words',
      'InSight',
      '<tool_call> region_description={the legend at top-left} </tool_call>',
      'the legend at top-left',
    ],
    [
      'a region in words under its name',
      'zoom',
      writeCall('zoom', '"region": "the upper left corner"'),
      'the upper left corner',
    ],
    ['seconds', 'crop_video', writeCall('crop_video', '"start_time": 1.5, "end_time": 4'), undefined],
    ['the whole picture', 'resize_image', writeCall('resize_image', '"action": "resize"'), undefined],
    [
      'a colour',
      'find_color_tool',
      writeXmlCall('find_color_tool', { color: [1, 2, 3], img_idx: 0 }),
      undefined,
    ],
    [
      'four indices',
      'image_side_by_side_tool',
      writeCall('image_side_by_side_tool', '"img_indices": [0, 1, 2, 3]'),
      undefined,
    ],
    ['a search', 'search', writeCall('search', '"query": "geese"'), undefined],
    ['nothing where none is needed', 'click', writeCall('click', '"bbox": null, "text": "ok"'), undefined],
  ])('%s is a call, no look', (_, __, text, about) => {
    const spans = callSpans(text)
    expect(spans.map((s) => s.type)).toEqual(['call'])
    expect(spans[0]).toMatchObject(about === undefined ? {} : { about })
  })

  test.each([
    ['three numbers', '"bbox_2d": [1, 2, 3]'],
    ['NaN', '"bbox_2d": [NaN, 0, 100, 100]'],
    ['words', '"bbox_2d": ["a", 0, 1, 1]'],
    ['null', '"bbox_2d": null'],
    ['nothing', ''],
    ['a name alone', '"bbox_2d": "there"'],
    ['corners that are not all there', '"x1": 1, "y1": 2, "x2": 3'],
    ['four numbers under a name nobody knows', '"zone": [10, 20, 110, 220]'],
  ])('%s for a region is told, never drawn', (_, given) => {
    expect(callSpans(writeCall('image_zoom_in_tool', given)).map((s) => s.type)).toEqual(['malformed'])
  })

  test('a call that breaks off inside its numbers is told, one that breaks off after them is drawn', () => {
    const at = (end: string) => json.slice(0, json.indexOf(end) + end.length)
    expect(callSpans(at('620, 52')).map((s) => s.type)).toEqual(['malformed'])
    expect(callSpans(at('520]'))).toMatchObject([{ type: 'look', rough: true }])
    expect(callSpans(xml.slice(0, xml.indexOf('620, 52') + 7)).map((s) => s.type)).toEqual(['malformed'])
    expect(callSpans('<tool_call>\n{"name": "image_zo').map((s) => s.type)).toEqual(['malformed'])
    expect(callSpans('<tool_call>').map((s) => s.type)).toEqual(['malformed'])
  })

  test('swapped corners are flagged, not mended', () => {
    expect(read('zoom', { bbox: [300, 20, 10, 220] })).toMatchObject([
      { numbers: [300, 20, 10, 220], swapped: true },
    ])
  })

  test('several boxes of one call are all there, the text told once', () => {
    const spans = read('draw_bbox', {
      image_path: 'a',
      bboxes: [
        { bbox: [1, 2, 3, 4], label: 'a' },
        { bbox: [5, 6, 7, 8], label: 'b' },
      ],
    })
    expect(spans).toMatchObject([{ label: 'a', start: 0 }, { label: 'b' }])
    expect(spans[1]?.start).toBe(spans[1]?.end)
  })
})

test('a zoom call without an index is disputed, with one it is not', () => {
  const call = (given: object) => ({
    name: 'image_zoom_in_tool',
    arguments: { ...given },
    spelling: 'json' as const,
  })
  expect(disputedSpaces(call({ bbox_2d: [1, 2, 3, 4] }))).toEqual(['image', 'per-mille', 'input'])
  expect(disputedSpaces(call(args))).toEqual([])
  expect(disputedSpaces({ ...call({}), spelling: 'xml' })).toEqual([])
  expect(disputeIn([call(args)])).toBeUndefined()
  expect(disputeIn([call(args), call({ bbox_2d: [1, 2, 3, 4] })])).toContain('three units')
})

test('whatever stands there: no exception, spans in order and inside the text, every box of a whole call found', () => {
  const piece = fc.constantFrom(
    ...[
      json,
      xml,
      json.slice(0, 50),
      xml.slice(0, 80),
      '<tool_call>',
      '</tool_call>',
      '<function=a>',
      '</function>',
    ],
    ...[
      '<parameter=b>',
      '{',
      '}',
      '[',
      '"',
      "'",
      '\\',
      ' words ',
      '[1, 2, 3, 4]',
      '<answer>',
      '\n',
      'é🤔',
      '<think>',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join('')
      let at = 0
      for (const span of callSpans(text)) {
        expect(span.start >= at && span.end >= span.start && span.end <= text.length).toBe(true)
        at = span.end
      }
    }),
    { numRuns: 2000 },
  )
})

test('time grows with the text, whatever the bait', () => {
  const baits = [
    ...[
      '<tool_call>',
      '<tool_call>{',
      '<tool_call>{"a":',
      '<tool_call>[',
      '<function=a>',
      '<parameter=a>',
      '"bbox_2d":',
    ],
    ...[
      '<function=',
      '<tool_call>\n<function=a>\n<parameter=b>',
      '[TOOL_CALL] ',
      '[Tool] a(',
      '✿FUNCTION✿',
      '<think>',
    ],
    ...['{', '[', '(', '"', ' ', '1', '<tool_call>a ', '<arg_key>', '<tool_call> x={', '\\'],
  ]
  const cost = (text: string) => {
    const from = process.cpuUsage().user
    callSpans(text)
    callSpans(`<tool_call>${text}`)
    return (process.cpuUsage().user - from) / 1000
  }
  for (const bait of baits) {
    cost(bait.repeat(1000))
    const small = cost(bait.repeat(Math.ceil(10_000 / bait.length)))
    const large = cost(bait.repeat(Math.ceil(100_000 / bait.length)))
    // Ten times the text; a hundred times the time would be quadratic.
    expect([bait, large < small * 40 + 400]).toEqual([bait, true])
  }
}, 60_000)
