/** Calls that were once read wrongly, or not at all, each with its right value: as rows of a file, on an image of 2000 × 1000. */
import { describe, expect, test } from 'vitest'
import { detect } from '../../../app/formats/detect'
import { traceSteps } from '../../../app/formats/steps'
import { must } from '../../builders/must'

const user = {
  role: 'user',
  content: [
    { type: 'image', image: 'a.png' },
    { type: 'text', text: 'What is it?' },
  ],
}
const row = (...said: readonly unknown[]) => ({
  messages: [user, ...said.map((s) => (typeof s === 'string' ? { role: 'assistant', content: s } : s))],
})
const call = (args: string) =>
  `<think>x</think><tool_call>\n{"name": "image_zoom_in_tool", "arguments": {${args}}}\n</tool_call>`

function read(value: unknown) {
  const parsed = must(detect([value])[0]).format.parse(value)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  const trace = must(parsed.value[0])
  const picture = { id: 'i', name: 'a.png', bytes: 0, width: 2000, height: 1000 }
  const result = traceSteps(trace, { pictures: trace.images.map(() => picture), at: 0 })
  const looks = result.steps.flatMap((s) => (s.type === 'look' ? [s] : []))
  return {
    trace,
    dialect: result.dialect,
    regions: looks.map(({ region: r }) => [r.left, r.top, r.right, r.bottom].map(Math.round)),
    flags: looks.map((l) => l.flags),
    labels: looks.map((l) => l.label),
    answer: result.steps.find((s) => s.type === 'answer')?.text,
    kinds: result.steps.flatMap((s) => (s.type === 'thought' && s.kind !== undefined ? [s.kind] : [])),
  }
}

test('XML of Qwen3.5: thousandths, label, index and factor kept', () => {
  const xml = (more: string) =>
    `<think>look</think>\n<tool_call>\n<function=image_zoom_in_tool>\n<parameter=img_idx>\n0\n</parameter>\n<parameter=bbox_2d>\n[340, 340, 700, 660]\n</parameter>\n${more}</function>\n</tool_call>`
  const plain = read(row(xml('<parameter=label>\nsign\n</parameter>\n')))
  expect(plain).toMatchObject({ dialect: 'qwen3.5', regions: [[680, 340, 1400, 660]], labels: ['sign'] })
  const factor = read(row(xml('<parameter=factor>\n3\n</parameter>\n')))
  expect(factor).toMatchObject({ dialect: 'nemo-gym', regions: [[680, 340, 1400, 660]] })
})

test('MARS counts in the original whatever the index says', () => {
  const at = (numbers: string, index: number) =>
    call(`"bbox_2d": ${numbers}, "label": "a", "img_idx": ${index}`)
  const back = {
    role: 'user',
    content: [
      { type: 'text', text: '<tool_response>\nHere is the zoomed image:' },
      { type: 'image', image: 'b.png' },
      { type: 'text', text: '\n</tool_response>' },
    ],
  }
  const mars = read(row(at('[0, 0, 500, 500]', 0), back, at('[500, 500, 1000, 1000]', 1)))
  expect(mars).toMatchObject({
    dialect: 'sensenova-mars',
    regions: [
      [0, 0, 1000, 500],
      [1000, 500, 2000, 1000],
    ],
  })
})

describe('a box of a call', () => {
  const qwen = (box: string) => read(row(call(`"bbox_2d": ${box}, "label": "a", "img_idx": 0`)))
  test.each([
    ['an object', '{"x1": 10, "y1": 20, "x2": 110, "y2": 220}'],
    ['text', '"[10, 20, 110, 220]"'],
    ['a list in a list', '[[10, 20, 110, 220]]'],
    ['a tuple', '(10, 20, 110, 220)'],
    ['a list with a comma too many', '[10, 20, 110, 220,]'],
    ['smallest and largest', '{"x_min": 10, "y_min": 20, "x_max": 110, "y_max": 220}'],
    ['a place and a size', '{"x": 10, "y": 20, "width": 100, "height": 200}'],
    ['numbers as text', '["10", "20", "110", "220"]'],
  ])('as %s is drawn, and rough', (_, box) => {
    expect(qwen(box)).toMatchObject({ dialect: 'qwen3-vl', regions: [[20, 20, 220, 220]] })
    expect(qwen(box).flags[0]).toContain('rough')
  })

  test.each([
    ['NaN', '[NaN, 0, 100, 100]'],
    ['words', '["a", 0, 1, 1]'],
    ['null', '[1, 2, 3, null]'],
    ['three numbers', '[1, 2, 3]'],
    ['a list among numbers', '[245, [234, 543, 542, 244]]'],
    ['null alone', 'null'],
  ])('that holds %s is an unread region, never the answer', (_, box) => {
    expect(qwen(box)).toMatchObject({ regions: [], answer: undefined, kinds: [{ type: 'unread' }] })
  })

  test('that is not there at all, or breaks off, is an unread region', () => {
    const none = read(row('<tool_call>\n{"name":"image_zoom_in_tool","arguments":{}}\n</tool_call>'))
    expect(none).toMatchObject({ regions: [], answer: undefined, kinds: [{ type: 'unread' }] })
    const cut = read(
      row('<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [100, 200, 30'),
    )
    expect(cut).toMatchObject({ regions: [], answer: undefined, kinds: [{ type: 'unread' }] })
  })

  test('of any size is held inside the image and flagged', () => {
    const large = qwen('[0, 5, 533, 9999999999999999999999999999]')
    expect(large).toMatchObject({ regions: [[0, 5, 1066, 1000]] })
    expect(large.flags[0]).toContain('clamped')
  })

  test('with corners in the wrong order says so', () => {
    expect(qwen('[300, 200, 100, 400]').flags[0]).toContain('swapped')
  })
})

test('two calls of one message, arguments as text and as data', () => {
  const calls = [
    {
      id: '1',
      type: 'function',
      function: {
        name: 'image_zoom_in_tool',
        arguments: '{"bbox_2d":[0,0,500,500],"label":"a","img_idx":0}',
      },
    },
    {
      id: '2',
      type: 'function',
      function: {
        name: 'image_zoom_in_tool',
        arguments: { bbox_2d: [500, 0, 1000, 500], label: 'b', img_idx: 0 },
      },
    },
  ]
  const both = read(row({ role: 'assistant', content: null, tool_calls: calls }))
  expect(both).toMatchObject({
    regions: [
      [0, 0, 1000, 500],
      [1000, 0, 2000, 500],
    ],
    labels: ['a', 'b'],
  })
})

test('two calls, each answered by a message of its own: the crops are theirs', () => {
  const zoom = (numbers: readonly number[], index: number) => ({
    function: { name: 'image_zoom_in_tool', arguments: { bbox_2d: numbers, label: 'a', img_idx: index } },
  })
  const calls = [zoom([0, 0, 500, 500], 0), zoom([500, 0, 1000, 500], 0)]
  const back = { role: 'tool', content: [{ type: 'image', image: 'c.png' }] }
  const again = { role: 'assistant', content: '', tool_calls: [zoom([0, 0, 500, 1000], 2)] }
  const result = read(row({ role: 'assistant', content: '', tool_calls: calls }, back, back, again))
  // The third counts in the second crop.
  expect(result.regions[2]).toEqual([1000, 0, 1500, 500])
})

test('arguments that are no data stay to the letter, and are told', () => {
  const broken = [
    { type: 'function', function: { name: 'image_zoom_in_tool', arguments: '{"bbox_2d": [NaN, 0, 1' } },
  ]
  expect(read(row({ role: 'assistant', content: '', tool_calls: broken }))).toMatchObject({
    regions: [],
    kinds: [{ type: 'unread' }],
  })
})

test("a call as Inspect's logs have it", () => {
  const calls = [
    {
      id: 'c1',
      function: 'image_zoom_in_tool',
      arguments: { bbox_2d: [400, 250, 620, 520], label: 'plate', img_idx: 0 },
    },
  ]
  expect(read(row({ role: 'assistant', content: 'I zoom in.', tool_calls: calls }))).toMatchObject({
    regions: [[800, 250, 1240, 520]],
  })
})

test("calls of Anthropic's, Gemini's and the Responses API", () => {
  const input = { x1: 0.1, y1: 0.2, x2: 0.5, y2: 0.6 }
  const region = [[200, 200, 1000, 600]]
  const claude = [
    { type: 'text', text: 'I look.' },
    { type: 'tool_use', id: 't', name: 'crop_image', input },
  ]
  expect(read(row({ role: 'assistant', content: claude }))).toMatchObject({
    dialect: 'claude-crop',
    regions: region,
  })
  const gemini = {
    contents: [
      { role: 'user', parts: [{ text: 'What is it?' }] },
      { role: 'model', parts: [{ functionCall: { name: 'crop_image', args: input } }] },
      {
        role: 'user',
        parts: [{ functionResponse: { name: 'crop_image', response: { output: 'Cropped.' } } }],
      },
      { role: 'model', parts: [{ text: 'Red.' }] },
    ],
    images: ['a.png'],
  }
  expect(read(gemini)).toMatchObject({ regions: region, answer: 'Red.' })
  const responses = {
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is it?' },
          { type: 'input_image', image_url: 'a.png' },
        ],
      },
    ],
    output: [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      { type: 'function_call', call_id: 'f', name: 'crop_image', arguments: JSON.stringify(input) },
      { type: 'function_call_output', call_id: 'f', output: 'Cropped.' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Red.' }] },
    ],
  }
  expect(read(responses)).toMatchObject({ regions: region, answer: 'Red.' })
})

test('a region in words is a call step, never the answer', () => {
  const insight = read(
    row('<think>x</think>\n<tool_call> region_description={the legend at top-left} </tool_call>'),
  )
  expect(insight).toMatchObject({
    regions: [],
    answer: undefined,
    kinds: [{ type: 'call', about: 'the legend at top-left' }],
  })
})

test('calls of other tools are call steps, what they gave back is no look', () => {
  const sign = '<tool_call>{"name": "text_search_tool", "arguments": {"query": "sign"}}</tool_call>'
  const back = { role: 'tool', content: '{"bounding_boxes": ["[73, 0, 332, 146]"], "bbox": [1, 2, 30, 40]}' }
  expect(read(row(sign, back, 'It is red.'))).toMatchObject({
    regions: [],
    answer: 'It is red.',
    kinds: [{ type: 'call' }],
  })
})

test("REVPT's image numbers go on with the crops", () => {
  const zoom = (box: string, id: number) =>
    `<think>x</think><tool_call>[{"name": "zoom_in", "arguments": {"image_id": ${id}, "bbox": ${box}, "factor": 2.0}}]</tool_call>`
  const back = {
    role: 'user',
    content: [
      { type: 'image', image: 'b.png' },
      { type: 'text', text: 'Zoomed image 0.' },
    ],
  }
  const revpt = read(row(zoom('[1000, 0, 2000, 500]', 0), back, zoom('[0, 0, 100, 100]', 1)))
  expect(revpt.dialect).toBe('revpt')
  // 100 pixels of a crop of 1000 × 500, shown at 1988 × 1008.
  expect(revpt.regions).toEqual([
    [1000, 0, 2000, 500],
    [1000, 0, 1050, 50],
  ])
})

test('ms-swift: objects as a list fill their placeholders', () => {
  const swift = {
    query: 'Find <ref-object>',
    response: '<bbox>',
    images: ['a.png'],
    objects: [{ caption: 'plate', bbox: [800, 250, 1240, 520], bbox_type: 'real', image: 0 }],
  }
  expect(read(swift)).toMatchObject({ trace: { question: 'Find plate' }, regions: [[800, 250, 1240, 520]] })
})

test('OpenThinkIMG: a turn that calls nothing any more ends with the answer', () => {
  const turns = [
    '"thoughts🤔" Grounded.\n"actions🚀" [{"API_name": "grounding", "API_params": {"param": "all"}}]\n"value👉" Please wait.',
    '"thoughts🤔" Done.\n"actions🚀" []\n"value👉" So, the answer is b.',
  ]
  expect(read({ idx: 'c1', query: 'Which?', answer: 'b', response_list: turns }).answer).toBe(
    'So, the answer is b.',
  )
})

test('NeMo Gym: question, image and reward of any of its rows', () => {
  const rollout = {
    responses_create_params: {
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'a.png' },
            { type: 'input_text', text: 'Where is it?' },
          ],
        },
      ],
    },
    response: {
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'There.' }] }],
    },
    reward: 0.4,
    expected_answer: '0.5,0.4',
  }
  expect(read(rollout)).toMatchObject({
    trace: {
      question: 'Where is it?',
      verdict: 0.4,
      gold: ['0.5,0.4'],
      meta: { reward: 0.4 },
      images: [{ path: 'a.png' }],
    },
    answer: 'There.',
  })
})

describe('Interactions of Gemini', () => {
  const asked = [
    { type: 'text', text: 'What is it?' },
    { type: 'image', mime_type: 'image/png', data: 'iVBORw0KGgo=' },
  ]
  const code = "img = Image.open('input_file_0.jpeg')\nimg.crop((100, 200, 300, 400))"
  const steps = [
    { type: 'code_execution_call', arguments: { language: 'python', code } },
    { type: 'code_execution_result', result: 'done' },
    { type: 'model_output', content: [{ type: 'text', text: 'Red.' }] },
  ]
  test.each([
    ['blocks', { input: asked, steps }],
    ['a turn', { input: [{ role: 'user', content: asked }], steps }],
    ['a step', { input: [{ type: 'user_input', content: asked }], steps }],
    ['nothing, and the steps hold it', { steps: [{ type: 'user_input', content: asked }, ...steps] }],
  ])('asked as %s: question, image, look and answer', (_, value) => {
    const { trace, regions, answer } = read(value)
    expect(trace.question).toBe('What is it?')
    expect(trace.images).toHaveLength(1)
    expect({ regions, answer }).toEqual({ regions: [[100, 200, 300, 400]], answer: 'Red.' })
  })

  test('a tool of one’s own, its result in the next turn', () => {
    const { trace, regions, answer } = read({
      input: [
        { type: 'user_input', content: asked },
        {
          type: 'function_call',
          id: 'f',
          name: 'crop_image',
          arguments: { x1: 0.1, y1: 0.2, x2: 0.5, y2: 0.6 },
        },
        { type: 'function_result', call_id: 'f', name: 'crop_image', result: 'Cropped.' },
      ],
      steps: [{ type: 'model_output', content: [{ type: 'text', text: 'Red.' }] }],
    })
    expect(trace.question).toBe('What is it?')
    expect({ regions, answer }).toEqual({ regions: [[200, 200, 1000, 600]], answer: 'Red.' })
  })
})
