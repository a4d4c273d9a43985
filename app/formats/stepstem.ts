/**
 * STEPSTEM's reference solutions: a question of text and images, steps of text and images in turn, on whose images important places
 * are marked as shares (x, y, width, height). Those count in the step's own image, not in the question's: there they are told, not
 * drawn; each such image is a trace of its own besides, on which they are.
 * Source: lll-hhh/STEPSTEM, benchmark.
 */
import { given } from '../given'
import { bad, good, type Result } from '../result'
import type { Format, ForeignTrace, ImageSource, Turn } from './format'
import { fieldsOf, imageOf, isFields, listOf, numbersOf, restOf, textOf, wordOf, type Fields } from './values'

/** Reference solutions in steps of text and of images of their own. */
export const stepStem: Format = {
  id: 'stepstem',
  name: 'STEPSTEM solution',
  source: 'lll-hhh/STEPSTEM: benchmark',
  containers: ['json', 'jsonl'],
  likeness: (value) => (stepsOf(value).some(({ modality }) => modality !== undefined) ? 0.95 : 0),
  parse: (value) =>
    isFields(value) ? solutionOf(value) : bad({ message: 'The record is no solution of a question.' }),
}

/** The steps with their names, in the order of their numbers. */
function namedSteps(value: unknown): readonly (readonly [string, Fields])[] {
  const steps = Object.entries(fieldsOf(fieldsOf(value)['solution'])).filter(([name]) =>
    /^step_\d+$/.test(name),
  )
  return steps
    .sort(([a], [b]) => Number(a.slice(5)) - Number(b.slice(5)))
    .map(([name, step]) => [name, fieldsOf(step)])
}

function stepsOf(value: unknown): readonly Fields[] {
  return namedSteps(value).map(([, step]) => step)
}

const used = ['question', 'solution', 'final_answer']

function solutionOf(row: Fields): Result<readonly ForeignTrace[]> {
  const asked = listOf(row['question']).map(fieldsOf)
  const images: ImageSource[] = asked.flatMap((part) => imageIn(part) ?? [])
  const turns = stepsOf(row).flatMap((step): readonly Turn[] => {
    const source = imageIn(step)
    if (source === undefined)
      return [{ type: 'model', text: `<think>${textOf(step['content']) ?? ''}</think>\n` }]
    const image = images.push(source) - 1
    const boxes = listOf(step['important_bbox']).flatMap((marked) => lookOf(fieldsOf(marked)['bbox'], image))
    return [{ type: 'given', role: 'tool', text: '', images: [image] }, ...boxes]
  })
  if (turns.length === 0) return bad({ path: 'solution', message: 'The solution has no steps.' })
  const answer = wordOf(fieldsOf(row['final_answer'])['answer'])
  const question = asked.flatMap((part) =>
    part['modality'] === 'text' ? (textOf(part['content']) ?? []) : [],
  )
  const whole = given<ForeignTrace>({
    question: question.join('\n').trim(),
    images,
    dialect: 'tool-calls',
    turns,
    answer,
    gold: answer === undefined ? undefined : [answer],
    meta: restOf(row, used),
  })
  return good([whole, ...markedImages(row, whole.question)])
}

/** The images of steps with the places on them, each under the words of the step before. */
function markedImages(row: Fields, question: string): readonly ForeignTrace[] {
  let words = question
  return namedSteps(row).flatMap(([id, step]): readonly ForeignTrace[] => {
    const source = imageIn(step)
    if (source === undefined) words = textOf(step['content']) ?? words
    const turns = listOf(step['important_bbox']).flatMap((marked) => lookOf(fieldsOf(marked)['bbox'], 0))
    if (source === undefined || turns.length === 0) return []
    return [{ id, question: words, images: [source], dialect: 'tool-calls', turns, meta: restOf(row, used) }]
  })
}

function imageIn(part: Fields): ImageSource | undefined {
  return part['modality'] === 'image' ? imageOf(part['content']) : undefined
}

function lookOf(bbox: unknown, image: number): readonly Turn[] {
  const numbers = numbersOf(bbox)
  if (numbers?.length !== 4) return []
  return [
    {
      type: 'look',
      numbers,
      raw: JSON.stringify({ bbox }),
      image,
      notation: { space: 'unit', order: 'xywh' },
    },
  ]
}
