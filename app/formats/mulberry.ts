/**
 * Mulberry: the CoMCTS record, in which several models answer one question (a trace each, with a value and whether it is
 * right), and the training record made of it (`messages`). No look.
 * Source: HJYao00/Mulberry, comcts/README.md (the record), comcts/code/data_construction.py (the training record).
 */
import { bad, good, together, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { toldTrace } from './chat'
import type { Format, ForeignTrace } from './format'
import {
  fieldsOf,
  firstWord,
  given,
  imagesOf,
  isFields,
  listOf,
  numberOf,
  restOf,
  textOf,
  notAnObject,
  type Fields,
} from './values'

const shape = /###\s*(Let's think step by step|The final answer is)/i
const own = ['image', 'image_local', 'images', 'question', 'prefix_prompt', 'conversations', 'messages', 'id']

/** Mulberry’s trees of reasoning: a trace per model that answered. */
export const mulberry: Format = {
  id: 'mulberry',
  name: 'Mulberry (CoMCTS)',
  source: 'HJYao00/Mulberry: comcts/README.md, comcts/code/data_construction.py',
  containers: ['json', 'jsonl'],
  likeness: (value) => {
    const row = fieldsOf(value)
    if ('question' in row && modelsIn(row).length > 0) return 0.98
    const messages = row['messages']
    return isDialogue(messages) && shape.test(textOf(messages.at(-1)?.['content']) ?? '') ? 0.9 : 0
  },
  parse: (value) => {
    if (!isFields(value)) return notAnObject()
    return isDialogue(value['messages']) ? training(value) : tree(value)
  },
}

const dialect = 'mulberry'

/** The models of a record: every field with a `response` and what the search made of it. */
function modelsIn(row: Fields): readonly string[] {
  return Object.keys(row).filter((name) => {
    const part = row[name]
    return (
      isFields(part) && ('response' in part || 'is_correct' in part) && ('valid' in part || 'value' in part)
    )
  })
}

function tree(row: Fields): Result<readonly ForeignTrace[]> {
  const question = textOf(row['question'])
  if (question === undefined) return bad({ path: 'question', message: 'The row has no question.' })
  const models = modelsIn(row)
  const gold = goldOf(row)
  const id = firstWord(row, ['id', 'image'])
  const traces = models.map((name): Result<readonly ForeignTrace[]> => {
    const { response, is_correct: right, ...rest } = fieldsOf(row[name])
    const text = textOf(response)
    if (text === undefined) return bad({ path: `${name}.response`, message: `${name} has no response.` })
    const correct = numberOf(right)
    return good([
      given<ForeignTrace>({
        id: id === undefined ? name : `${id} · ${name}`,
        question: question.replace(/^Question:\s*/, ''),
        // The README's own copy of the record names the image a second time, beside the file.
        images: imagesOf(row['image_local'] ?? row['image']),
        dialect,
        turns: [{ type: 'model', text }],
        gold: gold === undefined ? undefined : [gold],
        verdict: correct === undefined ? undefined : correct > 0 ? 1 : 0,
        meta: { model: name, ...rest, ...restOf(row, [...own, ...models]), image: row['image'] },
      }),
    ])
  })
  return together(traces, { message: 'The row holds no model’s response.' })
}

/** The answer the record was made with: what follows “Answer:” in the last words of its dialogue. */
function goldOf(row: Fields): string | undefined {
  const last = fieldsOf(listOf(row['conversations']).at(-1))
  const text = textOf(last['value'] ?? last['content'])
  if (text === undefined) return undefined
  const at = text.lastIndexOf('Answer:')
  const answer = (at < 0 ? text : text.slice(at + 'Answer:'.length)).trim()
  return answer === '' ? undefined : answer
}

function training(row: Fields): Result<readonly ForeignTrace[]> {
  const images = imagesOf(row['images'] ?? row['image'])
  const meta = restOf(row, ['messages', 'images', 'image', 'id'])
  return toldTrace(
    { messages: row['messages'], path: 'messages', images, dialect },
    { id: firstWord(row, ['id']), meta },
  )
}
