/**
 * What records of dialogues have in common: pictures, gold answer, an id, and a preferred against a rejected reply.
 * Knows no trainer.
 */
import { bad, good, type Issue, type Result } from '../result'
import { tell } from './chat'
import type { ForeignTrace, ImageSource } from './format'
import { fieldsOf, firstWord, given, imagesOf, restOf, wordsOf, type Fields } from './values'

/** Names under which pictures, ids and gold answers stand in trainers' records. */
export const imageFields = ['images', 'image'] as const
const idFields = ['id', 'uid', 'sample_id', 'question_id', 'custom_id', 'uuid'] as const
const goldFields = ['solution', 'ground_truth', 'answer', 'label_answer', 'gold'] as const

/** One way the dialogue went: its messages, and which of several it is. */
export interface Way {
  readonly messages: readonly unknown[]
  readonly path: string
  readonly preference?: 'chosen' | 'rejected'
  readonly images?: readonly ImageSource[]
}

/** The record's pictures, whichever field they are in. */
export function recordImages(row: Fields): readonly ImageSource[] {
  return imageFields.flatMap((name) => imagesOf(row[name]))
}

/**
 * A trace for each way. A way that cannot be read is a remark as long as another one can.
 * `used`: the fields the format has understood; the rest is kept as meta.
 */
export function tracesOf(
  row: Fields,
  ways: readonly Way[],
  used: readonly string[],
): Result<readonly ForeignTrace[]> {
  const issues: Issue[] = []
  const gold = goldFields.flatMap((name) => wordsOf(row[name]))
  const id = firstWord(row, idFields)
  const rest = restOf(row, [...used, ...imageFields, ...idFields, ...goldFields])
  const traces = ways.flatMap((way) => {
    const images = way.images ?? recordImages(row)
    const told = tell({ messages: way.messages, path: way.path, images })
    issues.push(...told.issues)
    if (!told.ok) return []
    const { preference } = way
    return [
      given<ForeignTrace>({
        ...told.value,
        id: id === undefined || ways.length === 1 ? id : `${id} · ${preference ?? way.path}`,
        gold: gold.length > 0 ? gold : undefined,
        meta: preference === undefined ? rest : { ...rest, preference },
      }),
    ]
  })
  if (traces.length > 0) return good(traces, issues)
  return bad(...(issues.length > 0 ? issues : [{ message: 'The row holds no dialogue.' }]))
}

/** A reply as messages: text, one message, or several. */
export function replyMessages(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [{ role: 'assistant', content: value }]
  if (Array.isArray(value)) return value as unknown[]
  return Object.keys(fieldsOf(value)).length > 0 ? [value] : []
}
