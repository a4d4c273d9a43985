/**
 * Rows as programs pack them, laid open before a format looks at them: lists written as text inside a column, rows inside
 * rows, the samples of an evaluation harness. Knows shapes of packing, no format. Pure.
 * Sources: huggingface/dataset-viewer, docs/source/rows.md (`rows[].row`); EvolvingLMMs-Lab/lmms-eval, lmms_eval/evaluator.py
 * (`doc_id`, `doc`, `target`, `filtered_resps`, `resps`); Mini-o3/Mini-o3, scripts/preprocess_coldstart.py (`conversations`
 * printed by Python) and verl/workers/rollout/vllm_rollout/vllm_rollout_spmd.py (`save_traj_and_obs`).
 */
import { isDialogue } from './chat-pieces'
import type { Format } from './format'
import { literalOf } from './literal'
import { fieldsOf, isFields, listOf, restOf, textOf, wordOf, type Fields } from './values'
import { given } from '../given'

/** Columns that hold lists or objects and may have been written as text. */
const packed = [
  'messages',
  'conversations',
  'conversation',
  'message_list',
  'images',
  'image',
  'objects',
  'reward_model',
  'extra_info',
  'bboxs',
] as const
/** Columns of words or of messages. Words may be JSON themselves, a list of boxes: that is what somebody said, and stays as it is. */
const spoken = ['prompt', 'question', 'completion', 'chosen', 'rejected'] as const

const known = new WeakMap<object, unknown>()

/** The row as formats read it; the value itself where nothing is packed. */
export function unfolded(value: unknown): unknown {
  if (!isFields(value)) return isTrajectory(value) ? trajectory(value) : value
  const before = known.get(value)
  if (before !== undefined) return before
  const row = sampled(inner(value))
  const open = (name: string) => {
    const text = row[name]
    return typeof text === 'string' && /^\s*[[{]/.test(text) ? literalOf(text) : undefined
  }
  const changed = [
    ...packed.flatMap((name) => {
      const value = open(name)
      return typeof value === 'object' && value !== null ? [[name, value] as const] : []
    }),
    ...spoken.flatMap((name) => {
      const value = open(name)
      return isDialogue(value) || isDialogue([value]) ? [[name, value] as const] : []
    }),
  ]
  const whole = changed.length === 0 ? row : { ...row, ...Object.fromEntries(changed) }
  known.set(value, whole)
  return whole
}

/** The format for rows that may be packed. */
export function unfolding(format: Format): Format {
  return {
    ...format,
    likeness: (value) => format.likeness(unfolded(value)),
    parse: (value) => format.parse(unfolded(value)),
  }
}

/** The turns of one run, each a line of its own file (Mini-o3's traj.jsonl, with the image beside it). */
function isTrajectory(value: unknown): value is readonly Fields[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((turn) => textOf(fieldsOf(turn)['text_output']) !== undefined)
  )
}

function trajectory(turns: readonly Fields[]): Fields {
  return { responses: turns.map((turn) => turn['text_output']), image: 'original_image.jpg' }
}

/** The data set viewer's answer holds each row beside its number; a line of Anthropic's batches what came back. */
function inner(row: Fields): Fields {
  if (isFields(row['row']) && 'row_idx' in row) return row['row']
  const { message } = fieldsOf(row['result'])
  return isFields(message) && 'custom_id' in row ? { id: row['custom_id'], messages: [message] } : row
}

/** A sample of lmms-eval: the document with what the model said of it. */
function sampled(row: Fields): Fields {
  const { target, doc_id: id, input_media: media } = row
  // Written without its documents, a sample still says what it was asked.
  const doc = isFields(row['doc']) ? row['doc'] : id === undefined ? undefined : {}
  if (doc === undefined || !('resps' in row || 'filtered_resps' in row)) return row
  const response = firstText(row['filtered_resps']) ?? firstText(row['resps'])
  if (response === undefined) return row
  const asked = textOf(doc['question']) ?? textOf(row['input'])
  return {
    // Scores of the harness stand beside.
    ...restOf(row, ['doc', 'doc_id', 'target', 'resps', 'filtered_resps', 'input', 'input_media']),
    ...doc,
    ...given({ question: asked }),
    ...(wordOf(id) === undefined ? {} : { id }),
    ...(target === undefined || 'answer' in doc ? {} : { answer: target }),
    ...(media === undefined || 'image' in doc || 'images' in doc ? {} : { images: media }),
    response,
  }
}

function firstText(value: unknown): string | undefined {
  return (
    textOf(value) ?? (Array.isArray(value) ? firstText(listOf(value)[0]) : textOf(fieldsOf(value)['text']))
  )
}
