/**
 * TRL: `messages`, `prompt` + `completion`, or `prompt` + `chosen` + `rejected`, as text or as messages whose parts say
 * `{"type": "image"}` for the next of `images`. A prompt alone is GRPO data.
 * GRPO's `completions_*.parquet` have the same columns with rewards and the advantage beside.
 * Source: huggingface/trl, docs/source/dataset_formats.md, trl/data_utils.py (`prepare_multimodal_messages`),
 * trl/trainer/grpo_trainer.py (`log_completions`); modelscope/ms-swift,
 * swift/megatron/trainers/rollout_mixin.py (`completions.jsonl`).
 */
import { bad, together, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { replyMessages, tracesOf, type DialoguePath } from './chat-record'
import type { Format, ForeignTrace } from './format'
import { isTemplated, promptMessages, replyMessagesOf } from './template-text'
import { fieldsOf, isFields, listOf, notAnObject, type Fields } from './values'

/** TRL’s data sets: conversations, prompts, pairs. */
export const trl: Format = {
  id: 'trl',
  name: 'TRL',
  source: 'huggingface/trl: docs/source/dataset_formats.md, trl/data_utils.py (Apache-2.0)',
  containers: ['jsonl', 'parquet', 'json'],
  likeness,
  parse: (value) => {
    if (!isFields(value)) return notAnObject()
    const rows = columnsOf(value)
    return rows === undefined ? read(value) : together(rows.map(read))
  },
}

function likeness(value: unknown): number {
  const row = fieldsOf(value)
  const { prompt, completion, chosen, rejected, messages } = row
  if (chosen !== undefined && rejected !== undefined && (prompt !== undefined || isDialogue(chosen)))
    return 0.85
  if (prompt !== undefined && completion !== undefined) return 0.85
  if (isDialogue(prompt)) return 0.7
  const parts = isDialogue(messages) && messages.some((m) => listOf(m['content']).some(isPlaceholder))
  return parts ? 0.75 : 0
}

/** A whole step in one row, a list per column, as ms-swift's GRPO logs it (completions.jsonl): its rows. */
function columnsOf(row: Fields): readonly Fields[] | undefined {
  const { prompt, completion } = row
  const texts = [prompt, completion].every((c) => Array.isArray(c) && c.every((t) => typeof t === 'string'))
  const length = listOf(completion).length
  if (!texts || length === 0 || listOf(prompt).length !== length) return undefined
  // What stands there once is of all of them.
  const at = (column: unknown, i: number) => (listOf(column).length === length ? listOf(column)[i] : column)
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(Object.entries(row).map(([name, column]) => [name, at(column, i)])),
  )
}

function isPlaceholder(part: unknown): boolean {
  const { type, image_url: url } = fieldsOf(part)
  return type === 'image' && url === undefined
}

function read(row: Fields): Result<readonly ForeignTrace[]> {
  const prompt = typeof row['prompt'] === 'string' ? asked(row['prompt']) : listOf(row['prompt'])
  const used = ['messages', 'prompt', 'completion', 'chosen', 'rejected']
  if (row['chosen'] !== undefined && row['rejected'] !== undefined) {
    const ways = (['chosen', 'rejected'] as const).map((preference): DialoguePath => ({
      preference,
      path: preference,
      // With an implicit prompt both replies repeat the question.
      messages: [...prompt, ...replyMessages(row[preference])],
    }))
    return tracesOf(row, ways, used)
  }
  if (Array.isArray(row['messages']))
    return tracesOf(row, [{ messages: row['messages'] as unknown[], path: 'messages' }], used)
  if (prompt.length === 0) return bad({ path: 'prompt', message: 'The row has no messages and no prompt.' })
  return tracesOf(row, [{ messages: [...prompt, ...replied(row)], path: 'prompt' }], used)
}

/** A prompt of text: as it was asked, or with the chat template around it (completions that GRPO writes down). */
function asked(text: string): readonly unknown[] {
  return isTemplated(text) ? promptMessages(text) : [{ role: 'user', content: text }]
}

/** A reply to such a prompt may hold the turns of tools, too. */
function replied(row: Fields): readonly unknown[] {
  const { prompt, completion } = row
  const whole = typeof completion === 'string' && typeof prompt === 'string' && isTemplated(prompt)
  return whole ? replyMessagesOf(completion) : replyMessages(completion)
}
