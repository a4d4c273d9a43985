/**
 * Evaluation rows of DeepEyes and Chain-of-Focus: `image`, `question`, `answer` (gold), `pred_ans`, `pred_output` (messages, the
 * images emptied), `status`; after judging also `acc`. Both write the same fields; their system messages differ.
 * Source: Visual-Agent/DeepEyes, eval/eval_vstar.py and eval/judge_result.py; xtong-zhang/Chain-of-Focus,
 * eval/vstar/vllm_inference.py (`get_print_message`).
 */
import { dialectOfCalls } from './call-dialect'
import type { DialectId } from '../dialects'
import { unlessEmpty } from '../lists'
import { bad, good, type Result } from '../result'
import { tell } from './chat'
import { withoutPrompt } from './prompt'
import { isDialogue } from './chat-pieces'
import type { Format, ForeignTrace } from './format'
import { languageRows } from './language-rows'
import {
  fieldsOf,
  firstNamed,
  firstWord,
  given,
  imagesOf,
  isFields,
  listOf,
  restOf,
  textOf,
  answersOf,
  notAnObject,
  usedOf,
  verdictIn,
  type Fields,
} from './values'

/** Rows of DeepEyes’ evaluation. */
export const deepEyesRows = evaluationRows(
  'deepeyes',
  'DeepEyes evaluation',
  'Visual-Agent/DeepEyes: eval/eval_vstar.py',
)
/** Rows of Chain-of-Focus’ evaluation. */
export const chainOfFocusRows = evaluationRows(
  'chain-of-focus',
  'Chain-of-Focus evaluation',
  'xtong-zhang/Chain-of-Focus: eval/vstar/vllm_inference.py',
)

/** A text with zoom calls beside a question: what people's own evaluation scripts write. */
const loose = languageRows({
  id: 'deepeyes',
  name: 'DeepEyes evaluation',
  source: '',
  dialect: 'deepeyes',
  mark: /<tool_call>[\s\S]{0,2000}"bbox_2d"/,
  unless: /"img_idx"|"target_image"|crop_image_normalized/,
  textOnly: true,
  byWords: dialectOfCalls,
  sure: 0.75,
})

function evaluationRows(
  dialect: DialectId & ('deepeyes' | 'chain-of-focus'),
  name: string,
  source: string,
): Format {
  return {
    id: dialect,
    name,
    source,
    containers: ['jsonl', 'json'],
    likeness: (value) => {
      const row = fieldsOf(value)
      if (!('pred_output' in row && 'question' in row && 'pred_ans' in row))
        return dialect === 'deepeyes' ? loose.likeness(value) : 0
      return familyOf(row) === dialect ? 1 : 0.8
    },
    parse: (value) => {
      const own = isFields(value) && 'pred_output' in value
      return !own && loose.likeness(value) > 0 ? loose.parse(value) : parse(value, dialect)
    },
  }
}

/** By the system message; a row that failed has none, and says so in other words in each family. */
function familyOf(row: Fields): 'deepeyes' | 'chain-of-focus' {
  const text = listOf(row['pred_output'])
    .slice(0, 2)
    .map((m) => JSON.stringify(fieldsOf(m)['content'] ?? ''))
    .join('\n')
  const failed = textOf(row['status'])?.startsWith('error:') === true
  return failed || /args_format|For the function call, return|base64_image/.test(text)
    ? 'chain-of-focus'
    : 'deepeyes'
}

/** DeepEyes’ script cuts by another rule than the tool it was trained with; Chain-of-Focus has the one script. */
function parse(value: unknown, family: 'deepeyes' | 'chain-of-focus'): Result<readonly ForeignTrace[]> {
  if (!isFields(value)) return notAnObject()
  const question = textOf(value['question'])
  if (question === undefined) return bad({ path: 'question', message: 'The row has no question.' })
  const images = imagesOf(value['image'])
  const output = value['pred_output']
  const messages = isDialogue(output) ? withoutEmptied(output) : undefined
  const dialect = family === 'deepeyes' ? 'deepeyes-eval' : family
  const told = messages === undefined ? undefined : tell({ messages, path: 'pred_output', images, dialect })
  if (told?.ok === false) return told
  const answer = firstWord(value, ['pred_ans'])
  const verdict = verdictIn(value['acc'])
  const trace = given<ForeignTrace>({
    id: firstWord(value, ['id', 'index', 'image']),
    system: told?.value.system,
    question: withoutPrompt(dialect, question),
    images: told?.value.images ?? images,
    dialect,
    turns: told?.value.turns ?? [],
    answer,
    gold: unlessEmpty(answersOf(value['answer'])),
    verdict,
    meta: restOf(value, [
      ...['image', 'question', 'answer', 'pred_ans', 'pred_output'],
      ...usedOf(value, ['id', 'index'], firstNamed(value, ['id', 'index'])),
      ...usedOf(value, ['acc'], verdict === undefined ? undefined : 'acc'),
    ]),
  })
  const issues = [
    ...(told?.issues ?? [{ path: 'pred_output', message: 'The run failed: there is no dialogue.' }]),
    ...(images.length === 0 ? [{ path: 'image', message: 'The row names no image.' }] : []),
  ]
  return good([trace], issues)
}

/** An image whose bytes were taken out: `data:image/jpeg;base64,` and nothing, or the word for it. */
const emptied = /^data:image\/[\w+.-]+;base64,(?:base64_image)?$/

/** The first emptied image is the record's own; the others were crops, which are gone. */
function withoutEmptied(messages: readonly Fields[]): readonly Fields[] {
  let first = true
  return messages.map((message) => ({
    ...message,
    content: Array.isArray(message['content'])
      ? (message['content'] as unknown[]).flatMap((part) => {
          const url = fieldsOf(part)['image_url']
          const address = textOf(url) ?? textOf(fieldsOf(url)['url'])
          if (address === undefined || !emptied.test(address)) return [part]
          const own = first && message['role'] === 'user'
          first = false
          return own ? [{ type: 'image' }] : []
        })
      : message['content'],
  }))
}
