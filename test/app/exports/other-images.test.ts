/** Images that came back to the model and are no crop: a data set without them would teach answers from what nobody saw. */
import { expect, test } from 'vitest'
import { dialectOf, type Dialect } from '../../../app/dialects'
import { retell } from '../../../app/exports/retell'
import { defaultSelection, select } from '../../../app/exports/select'
import type { ForeignTrace } from '../../../app/formats'
import { traceProject } from '../../../app/formats/project'
import type { ImageRef } from '../../../app/trace/image'
import { replay } from '../../../app/trace/replay'

const image = (id: string): ImageRef => ({ id, name: `${id}.png`, bytes: 0, width: 640, height: 480 })
const plot = '<code>\n```python\nplt.plot([1, 2])\nplt.show()\n```\n</code>'
const cut = '<code>\n```python\nplt.imshow(image_clue_0.crop((10, 20, 210, 220)))\n```\n</code>'
const model = (text: string) => ({ type: 'model', text }) as const
const given = (text: string, images: readonly number[], role: 'user' | 'tool' = 'user') =>
  ({ type: 'given', role, text, images }) as const

/** A trace with these turns, whose image is 0, exported; images without an id were not found. */
function told(
  dialect: ForeignTrace['dialect'],
  turns: ForeignTrace['turns'],
  ids: readonly (string | undefined)[],
) {
  const names = ids.map((id, i) => id ?? `lost-${i}`)
  const pictures = ids.map((id) => (id === undefined ? undefined : image(id)))
  const trace: ForeignTrace = {
    question: 'How many?',
    images: names.map((name) => ({ type: 'path', path: `${name}.png` })),
    dialect,
    turns,
    meta: {},
  }
  const origin = {
    collection: 'c',
    row: 0,
    file: 'f.jsonl',
    line: 1,
    format: 'openai',
    goldBoxes: [],
    main: 0,
    meta: {},
    pictures: names.map((name, i) => ({
      name: `${name}.png`,
      type: 'path' as const,
      ...(pictures[i] === undefined ? {} : { image: pictures[i] }),
    })),
  }
  const changes = traceProject(trace, { id: 'p', title: 't', name: 'n', at: 1, pictures, origin })
  const project = replay(changes)
  const [chosen] = project === undefined ? [] : select(project, defaultSelection).traces
  const spoken: Dialect | undefined = dialectOf(dialect)
  if (chosen === undefined || spoken === undefined) throw new Error('nothing to tell')
  const result = retell(chosen, { dialect: spoken, budgets: spoken.budgets })
  if (!result.ok) return result.issues.map((i) => i.message)
  return result.value.messages
    .slice(result.value.asked)
    .map(({ role, pieces }) => [
      role,
      ...pieces.map((p) => (p.type === 'text' ? p.text : `<${p.view.image}${p.view.crop ? ' cut' : ''}>`)),
    ])
}

test('stand behind the words they came with, or in a turn of their own', () => {
  const turns = [
    model(plot),
    given('Two figures', [1, 2], 'tool'),
    model(plot),
    given('', [3]),
    model('<answer>2</answer>'),
  ]
  expect(told('pyvision', turns, ['page', 'first', 'second', 'third'])).toEqual([
    ['assistant', plot],
    ['tool', 'Two figures', '<first>', '<second>'],
    ['assistant', plot],
    ['user', '<third>'],
    ['assistant', '<answer>2</answer>'],
  ])
})

test('count as images: a crop after one has the next number', () => {
  const turns = [
    model(plot),
    given('A figure', [1], 'tool'),
    model(cut),
    given('Done.', []),
    model('<answer>2</answer>'),
  ]
  const [, , , back] = told('pyvision', turns, ['page', 'figure'])
  expect(back).toEqual([
    'user',
    '<interpreter>\nText Result:\nNone\nImage Result:\n<image_clue_2>',
    '<page cut>',
    '</image_clue_2></interpreter>\n',
  ])
})

test('stand in the model’s own turn where crops do', () => {
  const output = '<sandbox_output>done</sandbox_output>'
  const turns = [
    model(`<think>x</think>\n<code>\n\`\`\`python\nprint(1)\n\`\`\`\n</code>`),
    given(output, [1], 'tool'),
    model('<answer>2</answer>'),
  ]
  const messages = told('thyme', turns, ['page', 'figure'])
  expect(messages.map(([role]) => role)).toEqual(['assistant'])
  expect(messages.flat()).toContain('<figure>')
})

test('that were not found keep the trace out, with the reason', () => {
  const turns = [model(plot), given('A figure', [1], 'tool'), model('<answer>2</answer>')]
  expect(told('pyvision', turns, ['page', undefined])).toEqual([
    'An image that came back to the model was not found.',
  ])
})

test('of a crop in another size than the rule gives are that crop, told once', () => {
  const call =
    '<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [100, 100, 380, 380]}}\n</tool_call>'
  const turns = [model(call), given('', [1]), model('<answer>7</answer>')]
  const messages = told('deepeyes', turns, ['page', 'crop'])
  expect(messages.flat().filter((piece) => piece.startsWith('<page') || piece === '<crop>')).toEqual([
    '<page cut>',
  ])
})
