/** What the loop of Qwen3.5 makes of a turn: calls in XML get their crop, broken ones the words their tool answers with. */
import { expect, test } from 'vitest'
import { qwen35 } from '../../../app/dialects/qwen3-5'

const size = { width: 640, height: 480 }
const ended = (text: string) =>
  qwen35.edge({
    text,
    reason: 'stop',
    size,
    views: [qwen35.overview('a', size, qwen35.budgets)],
    budgets: qwen35.budgets,
  }).next

const call = (args: Readonly<Record<string, string>>, name = 'image_zoom_in_tool') =>
  `<tool_call>\n<function=${name}>\n${Object.entries(args)
    .map(([key, value]) => `<parameter=${key}>\n${value}\n</parameter>\n`)
    .join('')}</function>\n</tool_call>`
const good = { bbox_2d: '[62, 174, 444, 543]', label: '12', img_idx: '0' }

test('a call in XML, thinking before it or not, is answered with a crop', () => {
  expect(ended(`Small.\n\n${call(good)}`)).toEqual({ type: 'crop' })
  expect(ended(`<think>\nSmall.\n</think>\n\n${call(good)}`)).toEqual({ type: 'crop' })
})

test('an end mark that is missing does not hide the call; a call in JSON is one, too', () => {
  expect(ended(call(good).replace('</function>\n', '').replace('</tool_call>', ''))).toEqual({ type: 'crop' })
  const json =
    '{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 300, 400], "label": "a", "img_idx": 0}}'
  expect(ended(`<tool_call>\n${json}\n</tool_call>`)).toEqual({ type: 'crop' })
})

test.each([
  ['another tool', call(good, 'zoom'), 'Tool zoom does not exists.'],
  ['no image of that number', call({ ...good, img_idx: '1' }), 'Error: Invalid input image'],
  ['a box that is no list', call({ ...good, bbox_2d: 'left half' }), "'left half' is not of type 'array'"],
  ['an argument left out', call({ bbox_2d: '[1, 2, 3, 4]', label: 'a' }), "'img_idx' is a required property"],
  ['an empty box', call({ ...good, bbox_2d: '[10, 10, 10, 20]' }), 'float division by zero'],
])('%s is said in the tool’s words', (_, text, words) => {
  const next = ended(text)
  expect(next.type === 'say' ? next.text : next.type).toContain(words)
})

test('a turn without a call ends; one inside the thinking is none', () => {
  expect(ended('It says OPEN.')).toEqual({ type: 'end' })
  expect(ended(`<think>\n${call(good)}`)).toEqual({ type: 'end' })
})
