/** What each language's transcripts look like: requests, answers, quirks, and how a request that is not quite right is read. */
import { describe, expect, test } from 'vitest'
import { dialectOf, type Dialect, type DialectId } from '../../../app/dialects'
import { box } from '../../../app/geometry/box'
import { placed } from '../../builders/reading'

const dialect = (id: DialectId): Dialect => dialectOf(id) as Dialect
const spans = (id: DialectId, text: string) => dialect(id).spans(text)
const looks = (id: DialectId, text: string) => spans(id, text).filter((s) => s.type === 'look')
const answer = (id: DialectId, text: string) => {
  const last = spans(id, text).findLast((s) => s.type === 'answer')
  return last?.type === 'answer' ? last.text : undefined
}
const call = (name: string, args: object) =>
  `<tool_call>\n${JSON.stringify({ name, arguments: args })}\n</tool_call>`

describe('VLM-R³', () => {
  test('takes each object of a logged response for a look of its own', () => {
    const text = '{"bbox_2d": [1, 2, 3, 4]}\nA. {"bbox_2d": [5, 6, 7, 8]}\n<answer>a</answer>'
    expect(looks('vlm-r3', text).map((s) => s.numbers)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ])
  })

  test('keeps the last of several keys, and leaves LaTeX braces alone', () => {
    expect(looks('vlm-r3', '\\frac{1}{2} {"bbox_2d": [1,2,3,4], "bbox_2d": [5,6,7,8]}')).toMatchObject([
      { numbers: [5, 6, 7, 8], several: true },
    ])
  })

  test('calls a request without four numbers malformed', () => {
    expect(spans('vlm-r3', '{"bbox_2d": [1, 2]}').map((s) => s.type)).toEqual(['malformed'])
  })
})

describe('tool calls', () => {
  test.each<[DialectId, string]>([
    ['deepeyes', 'image_zoom_in_tool'],
    ['chain-of-focus', 'image_zoom_in_tool'],
    ['qwen3-vl', 'image_zoom_in_tool'],
    ['pixel-reasoner', 'crop_image_normalized'],
  ])('of %s are found with their label, closed or cut off', (id, name) => {
    const text = call(name, { bbox_2d: [0.1, 0.2, 0.3, 0.4], label: 'cup' })
    const found = { numbers: [0.1, 0.2, 0.3, 0.4], label: 'cup', several: false }
    expect(looks(id, `<think>x</think>${text}`)).toMatchObject([found])
    expect(looks(id, text.replace('</tool_call>', ''))).toMatchObject([found])
  })

  test('that are no JSON are read roughly, as upstream evaluates them as Python', () => {
    const text =
      "<tool_call>{'name': 'image_zoom_in_tool', 'arguments': {'bbox_2d': [1, 2, 3, 4]}}</tool_call>"
    expect(looks('deepeyes', text)).toMatchObject([{ numbers: [1, 2, 3, 4], rough: true }])
  })

  test('of other tools are calls without a region', () => {
    expect(spans('deepeyes', call('image_rotate_tool', { angle: 90 }))).toMatchObject([
      { type: 'call', name: 'image_rotate_tool' },
    ])
    expect(spans('pixel-reasoner', call('select_frames', { target_frames: [1, 2, 3, 4] }))).toMatchObject([
      { type: 'call', name: 'select_frames' },
    ])
  })

  test("take DeepEyes' schema at its word, too: `bbox`", () => {
    expect(looks('deepeyes', call('image_zoom_in_tool', { bbox: [1, 2, 3, 4] }))).toHaveLength(1)
  })

  test('without four numbers are malformed', () => {
    const text = call('image_zoom_in_tool', { bbox_2d: 'there' })
    expect(spans('deepeyes', text).map((s) => s.type)).toEqual(['malformed'])
  })

  test('of Qwen3-VL name their picture, as number or as text; printed ones are found', () => {
    const args = { bbox_2d: [1, 2, 3, 4], label: 'x', img_idx: 2 }
    expect(looks('qwen3-vl', call('image_zoom_in_tool', args))).toMatchObject([{ source: 2 }])
    expect(looks('qwen3-vl', call('image_zoom_in_tool', { ...args, img_idx: '1' }))).toMatchObject([
      { source: 1 },
    ])
    expect(looks('qwen3-vl', `[TOOL_CALL] image_zoom_in_tool\n${JSON.stringify(args)}`)).toMatchObject([
      { numbers: [1, 2, 3, 4], source: 2 },
    ])
    expect(
      looks('qwen3-vl', `✿FUNCTION✿: image_zoom_in_tool\n✿ARGS✿: ${JSON.stringify(args)}\n`),
    ).toHaveLength(1)
  })

  test('of Pixel-Reasoner count pictures from 1', () => {
    const at = (target_image: number) => call('zoom_in', { bbox_2d: [0, 0, 0.5, 0.5], target_image })
    expect(looks('pixel-reasoner', at(1))).toMatchObject([{ source: 0 }])
    expect(looks('pixel-reasoner', at(3))).toMatchObject([{ source: 2 }])
  })

  test('of ViGoRL are points', () => {
    expect(looks('vigorl', call('search_coordinate', { coordinate: [12, 34] }))).toMatchObject([
      { numbers: [12, 34] },
    ])
    expect(looks('vigorl', '<tool_call>(12, 34)</tool_call>')).toMatchObject([
      { numbers: [12, 34], rough: true },
    ])
  })
})

describe('Mini-o3', () => {
  const at = (body: string) => looks('mini-o3', `<grounding>${body}</grounding>`)

  test('counts in the original or in an observation', () => {
    expect(at('{"bbox_2d": [0, 0, 1, 1], "source": "original_image"}')).toMatchObject([{ source: 0 }])
    expect(at('{"bbox_2d": [0, 0, 1, 1], "source": "observation_2"}')).toMatchObject([{ source: 2 }])
  })

  test("reads its authors' own example, which names no source, and flags it", () => {
    expect(at('{"bbox_2d": [2761, 715, 3160, 896]}')).toMatchObject([{ source: 0, rough: true }])
  })

  test('refuses what is 200 times longer than wide', () => {
    const size = { width: 4000, height: 4000 }
    expect(placed(dialect('mini-o3'), [0, 0.5, 1, 0.502], size, size).flags).toContain('invalid')
  })
})

describe('Pixel-Reasoner', () => {
  const size = { width: 1000, height: 800 }
  const region = (...numbers: number[]) => placed(dialect('pixel-reasoner'), numbers, size, size)

  test('takes any value of 1 or more for pixels, as upstream does, and flags it', () => {
    expect(region(0.5, 0.2, 0.9, 0.6)).toEqual({ region: box(500, 160, 900, 480), flags: [] })
    expect(region(500, 160, 900, 480)).toEqual({
      region: box(500, 160, 900, 480),
      flags: ['taken-as-pixels'],
    })
    expect(region(0.5, 0.2, 1, 0.6).flags).toContain('taken-as-pixels')
  })

  test('finds the boxed answer, braces inside it too', () => {
    expect(answer('pixel-reasoner', 'So \\boxed{\\frac{1}{2}}.')).toBe('\\frac{1}{2}')
    expect(answer('pixel-reasoner', 'cut off \\boxed{42')).toBe('42')
  })
})

describe('boxes that are only named', () => {
  test("of GRIT's own example are five, each with its label", () => {
    const text =
      '<think> Let me check \n{\n  "bbox_2d": [142, 314, 299, 447],\n  "label": "chair",\n  "bbox_2d": [0, 439, 58, 531],\n  "label": "stool"\n}\n</think>\n<rethink> 2 </rethink>\n<answer>\n2\n</answer>'
    expect(looks('grit', text)).toMatchObject([
      { numbers: [142, 314, 299, 447], label: 'chair' },
      { numbers: [0, 439, 58, 531], label: 'stool' },
    ])
    expect(answer('grit', text)).toBe('2')
    expect(answer('grit', '<rethink> x </rethink>\n<answer> yes')).toBe('yes')
  })

  test('of TreeVGR stand in tags, several in one too', () => {
    expect(
      looks('treevgr', '<box>[1,2,30,40]</box> and <box>[[1, 2, 3, 4], [5, 6, 7, 8]]</box>'),
    ).toHaveLength(3)
  })

  test('of Qwen2-VL and Qwen2.5-VL are found, points too', () => {
    expect(
      looks(
        'qwen-grounding',
        '<|object_ref_start|>cup<|object_ref_end|><|box_start|>(10,20),(30,40)<|box_end|>',
      ),
    ).toMatchObject([{ numbers: [10, 20, 30, 40], label: 'cup' }])
    expect(looks('qwen-grounding', '[{"point_2d": [10, 20], "label": "cup"}]')).toMatchObject([
      { numbers: [10, 20], label: 'cup' },
    ])
    const size = { width: 1000, height: 1000 }
    expect(placed(dialect('qwen-grounding'), [500, 500], size, size)).toEqual({
      region: box(490, 490, 510, 510),
      point: { x: 500, y: 500 },
      flags: ['point'],
    })
  })

  test('are never cut out', () => {
    for (const id of ['grit', 'treevgr', 'qwen-grounding'] as const) expect(dialect(id).shows).toBe('none')
  })
})

describe('OpenThinkIMG', () => {
  const action = (...calls: readonly object[]) => `"actions🚀" ${JSON.stringify(calls)}`
  const call = (name: string, param: string) => ({ API_name: name, API_params: { param } })

  test('a call of a tool is a step of its own, with the words of the region that only the tool knew', () => {
    const first = `"thoughts🤔" It is applied.\n${action(call('grounding', 'Line chart'))}`
    const text = `${first}\n"value👉" Its position is \`bbx_2\`.`
    expect(spans('openthinkimg', text)).toEqual([
      {
        type: 'call',
        start: text.indexOf('"actions'),
        end: first.length,
        name: 'grounding',
        about: 'Line chart',
      },
    ])
    expect(spans('openthinkimg', action(call('crop', 'bbx_2')))).toMatchObject([
      { name: 'crop', about: 'bbx_2' },
    ])
    const [compare] = spans('openthinkimg', action(call('compare', '[a, b]')))
    expect(compare).toMatchObject({ type: 'call', name: 'compare' })
    expect(compare).not.toHaveProperty('about')
  })

  test('several calls of one list are steps one after the other, none of the text twice; a region stays a look', () => {
    const text = action(call('grounding', 'car'), call('crop', '[1, 2, 30, 40]'), call('ocr', 'all'))
    const found = spans('openthinkimg', text)
    expect(found.map((s) => s.type)).toEqual(['call', 'look', 'call'])
    expect(found.map((s) => text.slice(s.start, s.end)).join('')).toBe(text)
  })

  test('its marks are no words of a thought', () => {
    const { plain } = dialect('openthinkimg')
    expect(plain('"thoughts🤔" It is applied.\n')).toBe('It is applied.')
    expect(plain('\n"value👉" Please wait.')).toBe('Please wait.')
    expect(plain('\n"value👉" ')).toBe('')
  })

  test('the last call of all is the answer, beside others', () => {
    const text = action(call('grounding', 'car'), { API_name: 'Terminate', API_params: { ans: 'red' } })
    expect(spans('openthinkimg', text).map((s) => s.type)).toEqual(['call', 'answer'])
    expect(answer('openthinkimg', text)).toBe('red')
  })
})

describe('answers', () => {
  test.each<[DialectId, string, string]>([
    ['llava-cot', '<REASONING> x </REASONING>\n<CONCLUSION> The left one </CONCLUSION>', 'The left one'],
    ['mulberry', '### Step 1:\nx\n\n### The final answer is: 123', '123'],
    [
      'openthinkimg',
      '"thoughts🤔" x\n"actions🚀" [{"API_name": "Terminate", "API_params": {"ans": "red"}}]\n"value👉" Red.',
      'red',
    ],
    ['deepeyes', '<answer>A. red</answer>', 'A. red'],
    ['vigorl', '<answer> (12, 34) </answer>', '(12, 34)'],
  ])('of %s stand where that family puts them', (id, text, want) => expect(answer(id, text)).toBe(want))
})
