/**
 * verl: rows of RL data (`prompt` messages, images as bytes, `reward_model.ground_truth`), mostly parquet; and the
 * rollouts a trainer dumps per step (`input`, `output`, `gts`, `score`, `step`), which are text with the special tokens
 * taken out.
 * Source: volcengine/verl, verl/utils/dataset/rl_dataset.py (rows), verl/trainer/ppo/ray_trainer.py `_dump_generations`
 * and `_log_rollout_data` (dumps: `batch_decode(..., skip_special_tokens=True)`).
 */
import { unlessEmpty } from '../lists'
import { bad, readWithin, together, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import { toldTrace } from './chat'
import { recordImages } from './chat-record'
import type { Format, ForeignTrace } from './format'
import { promptMessages, replyMessagesOf } from './template-text'
import {
  fieldsOf,
  firstWord,
  isFields,
  listOf,
  restOf,
  textOf,
  answersOf,
  notAnObject,
  verdictIn,
  type Fields,
} from './values'

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
  containers: ['jsonl', 'json'],
  likeness: (value) => {
    const row = fieldsOf(value)
    if (typeof row['input'] === 'string' && isRollouts(row['rollouts'])) return 0.97
    const texts = typeof row['input'] === 'string' && typeof row['output'] === 'string'
    return texts && 'score' in row ? ('step' in row || 'gts' in row ? 0.97 : 0.85) : 0
  },
  parse: parseRollout,
}

function parseRow(value: unknown): Result<readonly ForeignTrace[]> {
  if (!isFields(value)) return notAnObject()
  // A row may hold a reply too, as SFT data in the same shape does.
  const messages = [...listOf(value['prompt']), ...listOf(value['response'])]
  if (messages.length === 0) return bad({ path: 'prompt', message: 'The row has no prompt.' })
  const extra = fieldsOf(value['extra_info'])
  return toldTrace(
    { messages, path: 'prompt', images: recordImages(value) },
    {
      id: firstWord(extra, ['id', 'index']) ?? firstWord(value, ['id', 'uid']),
      gold: goldOf(fieldsOf(value['reward_model'])['ground_truth']),
      meta: restOf(value, ['prompt', 'response', 'images', 'image']),
    },
  )
}

/** Mini-o3's `stats.json`: one prompt with all its rollouts. */
function isRollouts(value: unknown): boolean {
  return listOf(value).some((r) => typeof fieldsOf(r)['output'] === 'string' && 'score' in fieldsOf(r))
}

function parseRollout(value: unknown): Result<readonly ForeignTrace[]> {
  const row = fieldsOf(value)
  if (!isRollouts(row['rollouts'])) return oneRollout(row)
  const { rollouts, ...shared } = row
  const id = firstWord(row, ['doc_id', 'uid', 'id'])
  const read = listOf(rollouts).map((rollout, i) => {
    const uid = id === undefined ? undefined : `${id} · ${i + 1}`
    return readWithin(`rollouts[${i}]`, oneRollout({ ...shared, ...fieldsOf(rollout), uid }))
  })
  return together(read)
}

function oneRollout(row: Fields): Result<readonly ForeignTrace[]> {
  const input = textOf(row['input'])
  const output = textOf(row['output'])
  if (input === undefined || output === undefined)
    return bad({ path: input === undefined ? 'input' : 'output', message: 'This is no text.' })
  const messages = [...promptMessages(input), ...replyMessagesOf(output)]
  return toldTrace(
    { messages, path: 'output', images: recordImages(row) },
    {
      id: firstWord(row, ['uid', 'request_id', 'index']),
      gold: goldOf(row['gts'] ?? row['ground_truth']),
      // A score is a sum of reward terms; only inside 0..1 can it be read as right or wrong.
      verdict: verdictIn(row['acc'] ?? row['acc_reward'] ?? row['score']),
      meta: restOf(row, ['input', 'output', 'gts', 'images', 'image', 'uid']),
    },
  )
}

/** Some scorers keep accepted answers as `{"target": […]}` (verl/utils/reward_score/search_r1_like_qa_em.py). */
function goldOf(value: unknown): ForeignTrace['gold'] {
  return unlessEmpty(answersOf(isFields(value) ? value['target'] : value))
}
