/**
 * verl: rows of RL data (`prompt` messages, pictures as bytes, `reward_model.ground_truth`), mostly parquet; and the
 * rollouts a trainer dumps per step (`input`, `output`, `gts`, `score`, `step`), which are text with the special tokens
 * taken out.
 * Source: volcengine/verl, verl/utils/dataset/rl_dataset.py (rows), verl/trainer/ppo/ray_trainer.py `_dump_generations`
 * and `_log_rollout_data` (dumps: `batch_decode(..., skip_special_tokens=True)`).
 */
import { bad, good, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { tell } from './chat'
import { recordImages } from './chat-record'
import type { Format, ForeignTrace } from './format'
import { fieldsOf, firstWord, given, isFields, listOf, numberOf, restOf, textOf, wordsOf } from './values'

const facts =
  'volcengine/verl: verl/utils/dataset/rl_dataset.py, verl/trainer/ppo/ray_trainer.py (Apache-2.0)'

/** Rows that RL starts from. */
export const verl: Format = {
  id: 'verl',
  name: 'verl data',
  source: facts,
  containers: ['parquet', 'jsonl', 'json'],
  likeness: (value) => {
    const row = fieldsOf(value)
    if (!isDialogue(row['prompt'])) return 0
    return isFields(row['reward_model']) ? 0.97 : 'data_source' in row ? 0.9 : 0
  },
  parse: parseRow,
}

/** What a trainer wrote down of its rollouts. */
export const verlRollout: Format = {
  id: 'verl-rollout',
  name: 'verl rollout dump',
  source: facts,
  containers: ['jsonl'],
  likeness: (value) => {
    const row = fieldsOf(value)
    const texts = typeof row['input'] === 'string' && typeof row['output'] === 'string'
    return texts && 'score' in row ? ('step' in row || 'gts' in row ? 0.97 : 0.85) : 0
  },
  parse: parseRollout,
}

function parseRow(value: unknown): Result<readonly ForeignTrace[]> {
  if (!isFields(value)) return bad({ message: 'The row is no object.' })
  // A row may hold a reply too, as SFT data in the same shape does.
  const messages = [...listOf(value['prompt']), ...listOf(value['response'])]
  if (messages.length === 0) return bad({ path: 'prompt', message: 'The row has no prompt.' })
  const told = tell({ messages, path: 'prompt', images: recordImages(value) })
  if (!told.ok) return told
  const extra = fieldsOf(value['extra_info'])
  const gold = wordsOf(fieldsOf(value['reward_model'])['ground_truth'])
  const trace = given<ForeignTrace>({
    ...told.value,
    id: firstWord(extra, ['id', 'index']) ?? firstWord(value, ['id', 'uid']),
    gold: gold.length > 0 ? gold : undefined,
    meta: restOf(value, ['prompt', 'response', 'images', 'image']),
  })
  return good([trace], told.issues)
}

function parseRollout(value: unknown): Result<readonly ForeignTrace[]> {
  const row = fieldsOf(value)
  const input = textOf(row['input'])
  const output = textOf(row['output'])
  if (input === undefined || output === undefined)
    return bad({ path: input === undefined ? 'input' : 'output', message: 'This is no text.' })
  const messages = [...promptMessages(input), ...replyTurns(output)]
  const told = tell({ messages, path: 'output', images: recordImages(row) })
  if (!told.ok) return told
  const score = numberOf(row['score'])
  const gold = wordsOf(row['gts'] ?? row['ground_truth'])
  const verdict = numberOf(row['acc']) ?? score
  const trace = given<ForeignTrace>({
    ...told.value,
    id: firstWord(row, ['uid', 'request_id', 'index']),
    gold: gold.length > 0 ? gold : undefined,
    // A score is a sum of reward terms; only inside 0..1 can it be read as right or wrong.
    verdict: verdict !== undefined && verdict >= 0 && verdict <= 1 ? verdict : undefined,
    meta: restOf(row, ['input', 'output', 'gts', 'images', 'image']),
  })
  return good([trace], told.issues)
}

interface Message {
  readonly role: string
  readonly content: string
}

/** `system\n…\nuser\n…\nassistant\n`: a chat template without its special tokens, or with them. */
function promptMessages(input: string): readonly Message[] {
  const text = plain(input)
  const user = /(?:^|\n)user\n/.exec(text)
  if (user === null) return [{ role: 'user', content: text.trim() }]
  const system = text.slice(0, user.index).replace(/^system\n/, '')
  const asked = text.slice(user.index + user[0].length).replace(/\n?assistant\n?(<think>\s*)?$/, '')
  const messages = [{ role: 'user', content: asked.trim() }]
  return system.trim() === '' ? messages : [{ role: 'system', content: system.trim() }, ...messages]
}

/** What the model wrote, cut where a turn of a tool or user stands in between. */
function replyTurns(output: string): readonly Message[] {
  const pieces = plain(output).split(/(?:^|\n)(user|tool|assistant)\n/)
  // A turn in between ends with the assistant's: after the last of these, “user” on a line is only a word.
  const last = pieces.lastIndexOf('assistant')
  const messages: Message[] = []
  let text = pieces[0] ?? ''
  let inside: string | undefined
  const end = (role: string) => {
    if (text.trim() !== '' || role === 'assistant') messages.push({ role, content: text })
    text = ''
  }
  for (let i = 1; i < pieces.length; i += 2) {
    const mark = pieces[i] ?? ''
    const next = pieces[i + 1] ?? ''
    if (inside === undefined && mark !== 'assistant' && i < last) {
      end('assistant')
      inside = mark
      text = next
    } else if (inside !== undefined && mark === 'assistant') {
      end(inside === 'tool' || text.includes('<tool_response>') ? 'tool' : 'user')
      inside = undefined
      text = next
    } else text += `\n${mark}\n${next}`
  }
  end('assistant')
  return messages
}

/** Qwen's special tokens out; a run of picture tokens is one picture. */
function plain(text: string): string {
  return text
    .replace(/<\|vision_start\|>(?:<\|image_pad\|>)*<\|vision_end\|>/g, '<image>')
    .replace(/(?:<\|image_pad\|>)+/g, '<image>')
    .replace(/<\|im_start\|>/g, '\n')
    .replace(/<\|(im_end|endoftext)\|>\n?/g, '')
    .replace(/^\n/, '')
}
