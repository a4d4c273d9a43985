/**
 * What records of dialogues have in common: images, gold answer, an id, and a preferred against a rejected reply.
 * Knows no trainer.
 */
import type { DialectId } from '../dialects'
import { unlessEmpty } from '../lists'
import { eachOf, together, type Result } from '../result'
import { toldTrace } from './chat'
import type { ForeignTrace, ImageSource } from './format'
import {
  fieldsOf,
  firstNamed,
  firstWord,
  given,
  imagesOf,
  isFields,
  listOf,
  restOf,
  answersOf,
  usedOf,
  verdictIn,
  type Fields,
} from './values'

/** Names under which images, ids and gold answers stand in trainers' records. */
export const imageFields = ['images', 'image'] as const
const idFields = ['id', 'uid', 'sample_id', 'question_id', 'custom_id', 'uuid'] as const
const goldFields = ['solution', 'ground_truth', 'answer', 'label_answer', 'gold'] as const

/** One way the dialogue went: its messages, and which of several it is. */
export interface DialoguePath {
  readonly messages: readonly unknown[]
  readonly path: string
  readonly preference?: 'chosen' | 'rejected'
  readonly images?: readonly ImageSource[]
  /** The dialect, where the format knows it. */
  readonly dialect?: DialectId
}

/** The record's images, whichever field they are in. */
export function recordImages(row: Fields): readonly ImageSource[] {
  return imageFields.flatMap((name) => imagesOf(row[name]))
}

/**
 * A trace for each way. A way that cannot be read is a remark as long as another one can.
 * `used`: the fields the format has understood; the rest is kept as meta.
 */
export function tracesOf(
  row: Fields,
  ways: readonly DialoguePath[],
  used: readonly string[],
): Result<readonly ForeignTrace[]> {
  const right = goldFields.filter((name) => answersOf(row[name]).length > 0)
  const gold = right.flatMap((name) => answersOf(row[name]))
  const id = firstWord(row, idFields)
  const ids = usedOf(row, idFields, firstNamed(row, idFields))
  const rest = restOf(row, [...used, ...imageFields, ...ids, ...right, ...usedOf(row, goldFields, undefined)])
  const traces = ways.map(({ messages, path, preference, dialect, images = recordImages(row) }) =>
    toldTrace(
      { messages, path, images, ...given({ dialect }) },
      {
        id: id === undefined || ways.length === 1 ? id : `${id} · ${preference ?? path}`,
        gold: unlessEmpty(gold),
        verdict: verdictOf(row),
        meta: preference === undefined ? rest : { ...rest, preference },
      },
    ),
  )
  return together(traces, { message: 'The row holds no dialogue.' })
}

/** Where a row keeps a call that was logged, and what of it names the model that answered, the nearest first. */
const callFields = ['request', 'response', 'body', 'responses_create_params'] as const
const modelNames = ['model', 'modelVersion'] as const

/** A logged row with what its call says beside its words (parameters, usage) instead of the whole call, and the model's name. */
export function withCallFacts(row: Fields, said: readonly string[]): Fields {
  const left = (value: unknown): Fields => {
    const { body, ...rest } = fieldsOf(value)
    const inner = isFields(body) ? left(body) : {}
    return { ...restOf(rest, said), ...(Object.keys(inner).length === 0 ? {} : { body: inner }) }
  }
  const facts = callFields.flatMap((name) => {
    const fields = left(row[name])
    return Object.keys(fields).length === 0 ? [] : [[name, fields] as const]
  })
  const response = fieldsOf(row['response'])
  const places = [fieldsOf(response['body']), response, row, fieldsOf(row['request']), fieldsOf(row['body'])]
  const model = places.map((fields) => firstWord(fields, modelNames)).find((name) => name !== undefined)
  return { ...restOf(row, callFields), ...Object.fromEntries(facts), ...given({ model }) }
}

/** The traces of several replies to one request, each with an id of its own. */
export function repliesTogether(
  replies: readonly Result<readonly ForeignTrace[]>[],
): Result<readonly ForeignTrace[]> {
  const numbered = ({ id, ...trace }: ForeignTrace, i: number): ForeignTrace =>
    given<ForeignTrace>({ ...trace, id: id === undefined || replies.length === 1 ? id : `${id} · ${i + 1}` })
  return together(replies.map((read, i) => eachOf(read, (trace) => numbered(trace, i))))
}

/** Right or wrong as a reward function of the trainer says; sums of several are neither. */
function verdictOf(row: Fields): number | undefined {
  return ['acc', 'accuracy', 'accuracy_reward', 'acc_reward']
    .map((name) => verdictIn(row[name]))
    .find((verdict) => verdict !== undefined)
}

/** Pairs of a dialogue as one object each (`{human, assistant}`, ms-swift's ShareGPT rows) as messages. */
export function pairMessages(value: unknown): readonly unknown[] | undefined {
  const pairs = listOf(value).map(fieldsOf)
  if (pairs.length === 0 || !pairs.every((p) => 'human' in p || 'user' in p)) return undefined
  return pairs.flatMap((pair) => [
    { role: 'user', content: pair['human'] ?? pair['user'] },
    ...('assistant' in pair ? [{ role: 'assistant', content: pair['assistant'] }] : []),
  ])
}

/** Pairs of texts before the question, as alpaca rows keep them, as messages. */
export function historyMessages(row: Fields): readonly unknown[] {
  return listOf(row['history']).flatMap((pair) => {
    const [asked, replied] = listOf(pair)
    return [
      { role: 'user', content: asked },
      { role: 'assistant', content: replied },
    ]
  })
}

/** A reply as messages: text, one message, or several. */
export function replyMessages(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [{ role: 'assistant', content: value }]
  if (Array.isArray(value)) return value as unknown[]
  return Object.keys(fieldsOf(value)).length > 0 ? [value] : []
}
