/**
 * Logs of Inspect: one sample of an evaluation, or a log with all of them. What was said stands in `messages`, or, where these were left
 * out, in the events of the model; long texts and images stand once in `attachments`. Scores, target, epoch and how it ended are facts.
 * Source: UKGovernmentBEIS/inspect_ai, src/inspect_ai/log/{_log,_condense,_pool}.py (`EvalSample`, `attachment://`, `input_refs`),
 * _util/content.py (`ContentImage`, `ContentReasoning`, `ContentToolUse`), model/_chat_message.py, tool/_tool_call.py.
 */
import { unlessEmpty } from '../lists'
import { bad, good, readWithin, together, type Issue, type Result } from '../result'
import { toldTrace } from './chat'
import { isDialogue } from './chat-pieces'
import type { Format, ForeignTrace } from './format'
import {
  fieldsOf,
  firstWord,
  given,
  isFields,
  listOf,
  numberOf,
  restOf,
  textOf,
  wordOf,
  answersOf,
  verdictIn,
  type Fields,
} from './values'

/** Samples of Inspect’s logs, each a dialogue with its scores. */
export const inspect: Format = {
  id: 'inspect',
  name: 'Inspect log',
  source: 'UKGovernmentBEIS/inspect_ai: src/inspect_ai/log/_log.py, log/_condense.py, log/_pool.py',
  containers: ['json', 'jsonl'],
  likeness: (value) => {
    const row = fieldsOf(value)
    return isSample(row) || isLog(row) ? 0.99 : 0
  },
  parse: (value) => {
    const row = fieldsOf(value)
    if (isSample(row)) return sampleTraces(row)
    return isLog(row) ? logTraces(row) : bad({ message: 'This is neither a sample of Inspect nor a log.' })
  },
}

function isSample(row: Fields): boolean {
  if (numberOf(row['epoch']) === undefined || !('input' in row) || !('target' in row)) return false
  return isDialogue(row['messages']) || typeof row['input'] === 'string' || isDialogue(row['input'])
}

function isLog(row: Fields): boolean {
  return isFields(row['eval']) && Array.isArray(row['samples']) && ('status' in row || 'plan' in row)
}

function logTraces(row: Fields): Result<readonly ForeignTrace[]> {
  const samples = listOf(row['samples']).map((sample) => ({ ...fieldsOf(sample), eval: row['eval'] }))
  const read = samples.map((sample, i) => readWithin(`samples[${i}]`, sampleTraces(sample)))
  return together(read, { path: 'samples', message: 'The log holds no samples.' })
}

const used = [
  ...['id', 'epoch', 'input', 'target', 'messages', 'output', 'scores', 'score', 'events', 'attachments'],
  ...['message_pool', 'events_data', 'call_pool', 'eval', 'error', 'limit'],
]

function sampleTraces(row: Fields): Result<readonly ForeignTrace[]> {
  const attached = attachmentsOf(row['attachments'])
  const messages = spoken(row).map((message) => messageOf(fieldsOf(attached(message))))
  if (messages.length === 0) return bad({ path: 'messages', message: 'Nothing was said in this sample.' })
  const id = wordOf(row['id'])
  const epoch = numberOf(row['epoch']) ?? 1
  const told = toldTrace(
    { messages, path: 'messages', images: [] },
    {
      id: id === undefined ? undefined : epoch > 1 ? `${id} · epoch ${epoch}` : id,
      answer: completionOf(fieldsOf(row['output'])),
      gold: unlessEmpty(answersOf(row['target'])),
      verdict: verdictOf(row),
      ended: endingOf(row),
      meta: metaOf(row, epoch),
    },
  )
  return told.ok ? good(told.value, [...told.issues, ...removed(messages)]) : told
}

/** What the model said last; words beside a call are no answer. */
function completionOf(output: Fields): string | undefined {
  const message = fieldsOf(fieldsOf(listOf(output['choices'])[0])['message'])
  if (listOf(message['tool_calls']).length > 0) return undefined
  const completion = textOf(output['completion'])
  return completion === '' ? undefined : completion
}

/** Images that the log was told to leave out. */
function removed(messages: readonly unknown[]): readonly Issue[] {
  const left = JSON.stringify(messages).split('<base64-data-removed>').length - 1
  return left === 0
    ? []
    : [{ path: 'messages', message: `The log was written without its images (${left} were left out).` }]
}

/** What was said, in order: the messages, or where there are none the last call of the model with its reply. */
function spoken(row: Fields): readonly unknown[] {
  const { messages, input } = row
  if (Array.isArray(messages) && messages.length > 0) return messages as unknown[]
  const pool = listOf(row['message_pool'] ?? fieldsOf(row['events_data'])['messages'])
  const call = listOf(row['events'])
    .map(fieldsOf)
    .findLast((e) => e['event'] === 'model')
  if (call === undefined)
    return typeof input === 'string' ? [{ role: 'user', content: input }] : listOf(input)
  const own = listOf(call['input'])
  const asked = own.length > 0 ? own : referred(call['input_refs'], pool)
  const { message } = fieldsOf(listOf(fieldsOf(call['output'])['choices'])[0])
  return message === undefined ? asked : [...asked, message]
}

/** Messages of the pool by their ranges: from, and up to without. */
function referred(refs: unknown, pool: readonly unknown[]): readonly unknown[] {
  return listOf(refs).flatMap((range) => {
    const [from, to] = listOf(range).map(numberOf)
    return from === undefined || to === undefined ? [] : pool.slice(from, to)
  })
}

/** A message as chats have it: reasoning, and what a server ran itself, in parts that are known. */
function messageOf(message: Fields): Fields {
  const { content, error } = message
  const failed = textOf(fieldsOf(error)['message'])
  const parts = Array.isArray(content) ? listOf(content).flatMap((part) => partOf(part)) : content
  if (failed === undefined) return { ...message, content: parts }
  const empty = parts === '' || parts === undefined || (Array.isArray(parts) && parts.length === 0)
  return { ...message, content: empty ? `Error: ${failed}` : parts }
}

function partOf(part: unknown): readonly unknown[] {
  const fields = fieldsOf(part)
  switch (fields['type']) {
    case 'reasoning': {
      // What is redacted is for the provider only; a summary may stand beside it.
      const words = textOf(fields['redacted'] === true ? fields['summary'] : fields['reasoning'])
      return words === undefined ? [] : [{ type: 'reasoning', text: words }]
    }
    case 'tool_use': {
      const call = { type: 'tool_use', name: fields['name'], input: fields['arguments'] }
      const back = fields['result']
      return back === undefined || back === null || back === ''
        ? [call]
        : [call, { codeExecutionResult: { output: textOf(back) ?? JSON.stringify(back) } }]
    }
    case 'audio':
    case 'video':
    case 'data':
    case 'document':
      return []
    default:
      return [part]
  }
}

const protocols = /^(?:attachment|tc):\/\//

/** A value with what it refers to in its place; attachments by their name, or of a list by their number. */
function attachmentsOf(attachments: unknown): (value: unknown) => unknown {
  const found = (name: string): unknown =>
    Array.isArray(attachments)
      ? (attachments as unknown[])[Number(name)]
      : isFields(attachments) && Object.hasOwn(attachments, name)
        ? attachments[name]
        : undefined
  const resolve = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string')
      return protocols.test(value) ? (textOf(found(value.replace(protocols, ''))) ?? value) : value
    if (depth > deepest) return value
    if (Array.isArray(value)) return (value as unknown[]).map((v) => resolve(v, depth + 1))
    if (!isFields(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, resolve(v, depth + 1)]))
  }
  return (value) => resolve(value, 0)
}

const deepest = 12

/** Inspect's marks: correct, incorrect, partial, no answer. */
const grades: ReadonlyMap<string, number> = new Map(Object.entries({ C: 1, I: 0, P: 0.5, N: 0 }))

/** The first scorer's value, where it is right or wrong or something between. */
function verdictOf(row: Fields): number | undefined {
  const [first] = [...Object.values(fieldsOf(row['scores'])), row['score']].filter((s) => s !== undefined)
  const value = isFields(first) ? first['value'] : first
  return grades.get(textOf(value) ?? '') ?? verdictIn(value)
}

/** An error or a limit that ended the sample. */
function endingOf(row: Fields): ForeignTrace['ended'] {
  const error = textOf(fieldsOf(row['error'])['message'])
  if (error !== undefined) return { reason: 'failed', why: `The sample ended with an error: ${error}` }
  const limit = fieldsOf(row['limit'])
  const type = textOf(limit['type']) ?? textOf(row['limit'])
  if (type === undefined) return undefined
  const most = wordOf(limit['limit'])
  return {
    reason: 'limit',
    why: `A limit ended the sample: ${type}${most === undefined ? '' : ` (${most})`}.`,
  }
}

function metaOf(row: Fields, epoch: number): Fields {
  const about = fieldsOf(row['eval'])
  const reply = fieldsOf(listOf(row['messages']).findLast((m) => fieldsOf(m)['role'] === 'assistant'))
  const model = firstWord(fieldsOf(row['output']), ['model']) ?? firstWord(reply, ['model'])
  return given({
    ...restOf(row, used),
    epoch,
    model: model ?? firstWord(about, ['model']),
    task: firstWord(about, ['task']),
    dataset: firstWord(fieldsOf(about['dataset']), ['name']),
    scores: row['scores'] ?? row['score'],
    error: row['error'],
    limit: row['limit'],
  })
}
