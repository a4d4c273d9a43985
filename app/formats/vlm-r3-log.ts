/**
 * VLM-R³ evaluation logs: one row per question with the whole response as text; crops are not kept. The scripts' own text
 * logs (a block per question), the same as JSON rows, and the results of its demo and notebook.
 * Source: justgogorunrun/VLM-R3, src/eval/test_{vstar,mmvp,cvbench}_r3.py (text), demo_videomme_bigfigure.py (`results[]`:
 * `meta`, `base_image_path`, `full_response`, `gt_option`, `is_correct`), src/utils/reasoning_viz.py (`base_image`,
 * `full_response`).
 */
import { unlessEmpty } from '../lists'
import { bad, good, type Result } from '../result'
import { withoutPrompt } from './prompt'
import type { Format, ForeignTrace } from './format'
import { languageRows } from './language-rows'
import {
  fieldsOf,
  firstWord,
  given,
  imagesOf,
  isFields,
  restOf,
  textOf,
  answersOf,
  notAnObject,
  usedOf,
  verdictIn,
  type Fields,
} from './values'
import { recordOfLog } from './vlm-r3-text'

/** The same language under other names: what people's own evaluation scripts write. */
const loose = languageRows({
  id: 'vlm-r3-log',
  name: 'VLM-R³ evaluation log',
  source: '',
  dialect: 'vlm-r3',
  // One thing before another. The look-ahead keeps what it found, so that a long text is gone through once.
  mark: /^(?=([\s\S]*?\{\s*"bbox_2d"))\1[\s\S]*<answer>|^(?=([\s\S]*?<think>))\2[\s\S]*\{\s*"bbox_2d"/,
  unless: /<(?:tool_call|grounding|rethink)>/,
  textOnly: true,
  sure: 0.75,
})

/** The log of VLM-R³’s evaluation. */
export const vlmR3Log: Format = {
  id: 'vlm-r3-log',
  name: 'VLM-R³ evaluation log',
  source: 'justgogorunrun/VLM-R3: src/eval, its published logs, demo_videomme_bigfigure.py',
  containers: ['jsonl', 'json', 'text'],
  likeness: (value) => {
    if (typeof value === 'string') return recordOfLog(value) === undefined ? 0 : 1
    const row = fieldsOf(value)
    const text = textOf(row['full_response'])
    if (text === undefined || questionOf(row) === undefined) return loose.likeness(value)
    return /"bbox_2d"|<think>|<answer>/.test(text) ? 1 : 0.7
  },
  parse: (value) => parse(typeof value === 'string' ? recordOfLog(value) : value),
}

/** Beside the response, or among what the demo calls `meta`. */
function questionOf(row: Fields): string | undefined {
  const meta = fieldsOf(row['meta'])
  return textOf(row['question'] ?? meta['question'] ?? meta['prompt'] ?? meta['text'])
}

const images = ['image', 'image_path', 'base_image_path', 'base_image', 'media_path'] as const
const golds = ['ground_truth', 'gt_option', 'answer'] as const
const verdicts = ['judge_reward', 'is_correct'] as const
// The notebook keeps the response a second time, in pieces, and the answer in it under a name of its own.
const used = ['id', 'question', 'full_response', 'response_chunks', 'response_list', ...images]

function parse(value: unknown): Result<readonly ForeignTrace[]> {
  if (!isFields(value)) return notAnObject()
  if (!('full_response' in value) && loose.likeness(value) > 0) return loose.parse(value)
  const text = textOf(value['full_response'])
  const question = questionOf(value)
  if (text === undefined) return bad({ path: 'full_response', message: 'The row has no response.' })
  if (question === undefined) return bad({ path: 'question', message: 'The row has no question.' })
  const named = images.map((name) => imagesOf(value[name])).find((found) => found.length > 0) ?? []
  // The notebook's `answer` is what the model said.
  const said = 'base_image' in value ? ['answer'] : []
  const right = golds.find((name) => !said.includes(name) && answersOf(value[name]).length > 0)
  const judged = verdicts.find((name) => verdictIn(value[name]) !== undefined)
  const trace = given<ForeignTrace>({
    id:
      firstWord(value, ['id', 'question_id', 'index']) ?? firstWord(fieldsOf(value['meta']), ['id', 'index']),
    question: withoutPrompt('vlm-r3', question),
    images: named,
    dialect: 'vlm-r3',
    turns: [{ type: 'model', text }],
    gold: right && unlessEmpty(answersOf(value[right])),
    verdict: judged === undefined ? undefined : verdictIn(value[judged]),
    meta: restOf(value, [
      ...used,
      ...said,
      ...usedOf(value, golds, right),
      ...usedOf(value, verdicts, judged),
    ]),
  })
  const issues = named.length === 0 ? [{ path: 'image', message: 'The row names no image.' }] : []
  return good([trace], issues)
}
