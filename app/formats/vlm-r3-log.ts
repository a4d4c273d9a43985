/**
 * VLM-R³ evaluation logs: one row per question with the whole response as text; crops are not kept.
 * Source: justgogorunrun/VLM-R3, src/eval (rows of the published V* and MMVP logs: `id`, `image`, `question`,
 * `full_response`, `ground_truth`, `judge_reward`, `category`).
 */
import { bad, good, type Result } from '../result'
import { withoutPrompt } from './chat-dialect'
import type { Format, ForeignTrace } from './format'
import { languageRows } from './language-rows'
import { fieldsOf, firstWord, given, imagesOf, isFields, numberOf, restOf, textOf, wordsOf } from './values'

/** The same language under other names: what people's own evaluation scripts write. */
const loose = languageRows({
  id: 'vlm-r3-log',
  name: 'VLM-R³ evaluation log',
  source: '',
  dialect: 'vlm-r3',
  mark: /\{\s*"bbox_2d"[\s\S]*<answer>|<think>[\s\S]*\{\s*"bbox_2d"/,
  unless: /<(?:tool_call|grounding|rethink)>/,
  textOnly: true,
  sure: 0.75,
})

export const vlmR3Log: Format = {
  id: 'vlm-r3-log',
  name: 'VLM-R³ evaluation log',
  source: 'justgogorunrun/VLM-R3: src/eval and its published logs',
  containers: ['jsonl', 'json'],
  likeness: (value) => {
    const row = fieldsOf(value)
    const text = textOf(row['full_response'])
    if (text === undefined || !('question' in row)) return loose.likeness(value)
    return /"bbox_2d"|<think>|<answer>/.test(text) ? 1 : 0.7
  },
  parse,
}

function parse(value: unknown): Result<readonly ForeignTrace[]> {
  if (!isFields(value)) return bad({ message: 'The row is no object.' })
  if (!('full_response' in value) && loose.likeness(value) > 0) return loose.parse(value)
  const text = textOf(value['full_response'])
  const question = textOf(value['question'])
  if (text === undefined) return bad({ path: 'full_response', message: 'The row has no response.' })
  if (question === undefined) return bad({ path: 'question', message: 'The row has no question.' })
  const images = imagesOf(value['image'] ?? value['image_path'])
  const gold = wordsOf(value['ground_truth'] ?? value['answer'])
  const used = ['id', 'image', 'image_path', 'question', 'full_response', 'ground_truth', 'judge_reward']
  const trace = given<ForeignTrace>({
    id: firstWord(value, ['id', 'question_id', 'index']),
    question: withoutPrompt('vlm-r3', question),
    images,
    dialect: 'vlm-r3',
    turns: [{ type: 'model', text }],
    gold: gold.length > 0 ? gold : undefined,
    verdict: numberOf(value['judge_reward']),
    meta: restOf(value, used),
  })
  const issues = images.length === 0 ? [{ path: 'image', message: 'The row names no image.' }] : []
  return good([trace], issues)
}
