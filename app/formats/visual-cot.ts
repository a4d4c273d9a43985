/**
 * Visual-CoT: a question, the box a person marked as what helps to answer it, the answer. Three shapes of the project:
 * the training and benchmark dialogue (the box 0..1 of the square-padded image, and `path###[x1, y1, x2, y2]` in pixels),
 * the meta row (`bboxs` in pixels), the detection row (`expression`, `bbox`).
 * Source: deepcs233/Visual-CoT, tools/convert_data_to_llava_format.py (both prompts, padding, `###`),
 * viscot_benchmark/benchmark and benchmark_det (the files themselves).
 */
import { unlessEmpty } from '../lists'
import { bad, good, type Issue, type Result } from '../result'
import { tracesOf } from './chat-record'
import type { Format, ForeignTrace, GoldBox, Turn } from './format'
import {
  fieldsOf,
  firstWord,
  given,
  imageOf,
  imagesOf,
  isFields,
  listOf,
  numbersOf,
  restOf,
  textOf,
  wordOf,
  answersOf,
  notAnObject,
  type Fields,
} from './values'

const asks = [
  ' Please think step by step and provide the bounding box coordinate of the region that can help you answer the question better.',
  ' Please provide the bounding box coordinate of the region that can help you answer the question better.',
]
const number = '\\s*(-?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[-+]?\\d+)?)\\s*'
const boxText = new RegExp(`\\[${number},${number},${number},${number}\\]`, 'gi')
const marked = '###'

/** Visual-CoT’s training and benchmark records. */
export const visualCot: Format = {
  id: 'visual-cot',
  name: 'Visual-CoT',
  source: 'deepcs233/Visual-CoT: tools/convert_data_to_llava_format.py, viscot_benchmark (Apache-2.0)',
  containers: ['json', 'jsonl'],
  likeness: (value) => {
    const row = fieldsOf(value)
    if (isSpoken(row)) return 1
    if (Array.isArray(row['bboxs']) && 'question' in row && 'image' in row) return 0.95
    return Array.isArray(row['bbox']) && 'expression' in row && 'img_path' in row ? 0.95 : 0
  },
  parse: (value) => {
    if (!isFields(value)) return notAnObject()
    // The training file mixes in LLaVA's own rows, which have no box.
    if (Array.isArray(value['conversations'])) return isSpoken(value) ? spoken(value) : plain(value)
    return 'expression' in value ? detection(value) : meta(value)
  },
}

const dialect = 'visual-cot'

function isSpoken(row: Fields): boolean {
  const crop = listOf(row['image'])[1]
  const asked = textOf(fieldsOf(listOf(row['conversations'])[0])['value']) ?? ''
  return (typeof crop === 'string' && crop.includes(marked)) || asks.some((ask) => asked.endsWith(ask))
}

function spoken(row: Fields): Result<readonly ForeignTrace[]> {
  const said = listOf(row['conversations']).map((m) => textOf(fieldsOf(m)['value']))
  const asked = said[0]
  const first = said[1]
  if (asked === undefined || first === undefined)
    return bad({ path: 'conversations', message: 'The dialogue has no question and no first reply.' })
  const issues: Issue[] = []
  const [main, crop] = listOf(row['image']).map(textOf)
  const source = imageOf(main ?? row['image'])
  const answer = said[3]?.trim()
  const looks = lookTurns(first)
  if (!looks.some((t) => t.type === 'look'))
    issues.push({ path: 'conversations[1]', message: 'The first reply holds no box.' })
  if (said.length > 4)
    issues.push({ path: 'conversations[4]', message: 'What follows the answer is not read.' })
  const box = boxesIn(crop?.slice(crop.indexOf(marked)) ?? '').at(-1)
  const trace = given<ForeignTrace>({
    id: idOf(row),
    question: questionOf(asked),
    images: source === undefined ? [] : [source],
    dialect,
    space: 'square-padded',
    turns: answer === undefined ? looks : [...looks, { type: 'model', text: answer }],
    answer,
    gold: answer === undefined ? undefined : [answer],
    goldBoxes: box === undefined ? undefined : [{ numbers: box, space: 'image' }],
    meta: restOf(row, ['conversations', 'image', 'question_id']),
  })
  return good([trace], issues)
}

function plain(row: Fields): Result<readonly ForeignTrace[]> {
  return tracesOf(row, [{ messages: listOf(row['conversations']), path: 'conversations' }], ['conversations'])
}

/** A row of `viscot_dataset`: the boxes are a person's, in pixels; the model's look is what the project makes of them. */
function meta(row: Fields): Result<readonly ForeignTrace[]> {
  const question = textOf(row['question'])
  if (question === undefined) return bad({ path: 'question', message: 'The row has no question.' })
  const { boxes, issues } = pixelBoxes(row['bboxs'], 'bboxs')
  const answer = wordOf(row['answer'])
  const around = boxes.length > 0 ? [joined(boxes)] : []
  const trace = given<ForeignTrace>({
    id: idOf(row),
    question: question.trim(),
    images: imagesOf(row['image']),
    dialect,
    space: 'image',
    turns: [
      ...around.map(pixelLook),
      ...(answer === undefined ? [] : [{ type: 'model', text: answer } as const]),
    ],
    answer,
    gold: unlessEmpty(answersOf(row['possible_answers'] ?? row['answer'])),
    goldBoxes: boxes.map((numbers): GoldBox => ({ numbers, space: 'image' })),
    meta: restOf(row, ['question', 'answer', 'possible_answers', 'image', 'bboxs', 'question_id']),
  })
  return good([trace], issues)
}

function detection(row: Fields): Result<readonly ForeignTrace[]> {
  const question = textOf(row['expression'])
  if (question === undefined) return bad({ path: 'expression', message: 'The row has no expression.' })
  const { boxes, issues } = pixelBoxes([row['bbox']], 'bbox')
  const trace = given<ForeignTrace>({
    id: idOf(row),
    question: question.trim(),
    images: imagesOf(row['img_path']),
    dialect,
    space: 'image',
    turns: boxes.map(pixelLook),
    goldBoxes: boxes.map((numbers): GoldBox => ({ numbers, space: 'image' })),
    meta: restOf(row, ['expression', 'bbox', 'img_path', 'question_id']),
  })
  return good([trace], issues)
}

/** The thought before the box, if any, and the box. */
function lookTurns(reply: string): readonly Turn[] {
  const match = [...reply.matchAll(boxText)].at(-1)
  if (match === undefined) return [{ type: 'model', text: reply }]
  const before = reply.slice(0, match.index).trimEnd()
  const look: Turn = { type: 'look', numbers: match.slice(1, 5).map(Number), raw: match[0] }
  return before === '' ? [look] : [{ type: 'model', text: before }, look]
}

function boxesIn(text: string): readonly (readonly number[])[] {
  return [...text.matchAll(boxText)].map((m) => m.slice(1, 5).map(Number))
}

function pixelLook(numbers: readonly number[]): Turn {
  return { type: 'look', numbers, raw: `[${numbers.join(', ')}]` }
}

function pixelBoxes(value: unknown, path: string) {
  const issues: Issue[] = []
  const boxes = listOf(value).flatMap((item, i) => {
    const numbers = numbersOf(item)
    if (numbers?.length === 4) return [numbers]
    issues.push({ path: `${path}[${i}]`, message: 'This is no box of four numbers.' })
    return []
  })
  return { boxes, issues }
}

/** The box around all, as `get_bbox_str` takes it. */
function joined(boxes: readonly (readonly number[])[]): readonly number[] {
  const edge = (i: number, pick: (...values: number[]) => number) => pick(...boxes.map((b) => b[i] ?? 0))
  return [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)]
}

function questionOf(asked: string): string {
  const plain = asked.replace(/<image>\s*/g, '')
  const ask = asks.find((a) => plain.endsWith(a))
  return (ask === undefined ? plain : plain.slice(0, -ask.length)).trim()
}

function idOf(row: Fields): string | undefined {
  return firstWord(row, ['question_id', 'id'])
}
