/**
 * The spans of one trace as dialogues. Each call of a model repeats what was said before: what is new is added. A call that begins again
 * (a sub-agent, another question) is a dialogue of its own. What tools gave and no later call repeats comes from their own spans. Pure.
 */
import type { LogSpan } from './span'
import { payload, toolResultOf, spanMessages } from './span-messages'
import { fieldsOf, listOf, textOf, type Fields } from './values'
import { given } from '../given'

/** A dialogue, and the span of its first call. */
export interface SpanThread {
  readonly messages: readonly Fields[]
  readonly first: LogSpan
  readonly model?: string
  readonly error?: string
}

/** The dialogues of a trace, in the order they began. */
export function threadsOf(spans: readonly LogSpan[]): readonly SpanThread[] {
  // Exporters send again what they think was lost.
  const once = [...new Map(spans.map((span, i) => [span.id === '' ? i : span.id, span] as const)).values()]
  const ordered = once.sort((a, b) => a.start - b.start)
  const tools = ordered.filter(isTool)
  const threads: { messages: Fields[]; first: LogSpan; last: LogSpan }[] = []
  const models = ordered.filter((span) => !isTool(span) && isModel(span))
  // Without any span of a model, whatever says something does.
  const speaking = models.length > 0 ? models : ordered.filter((span) => !isTool(span))
  for (const span of speaking) {
    const { input, output } = spanMessages(span)
    if (input.length + output.length === 0) continue
    const known = threads.findLast(({ messages }) => goesOn(messages, input))
    if (known === undefined) threads.push({ messages: [...input, ...output], first: span, last: span })
    else {
      known.messages.push(...input.slice(shared(known.messages, input)), ...output)
      known.last = span
    }
  }
  return threads.map(({ messages, first, last }) => ({
    messages: withResults(messages, tools),
    first,
    ...modelOf(last),
    ...given({ error: last.error }),
  }))
}

function isTool({ kind }: LogSpan): boolean {
  return /^(?:tool|execute_tool|function)$/i.test(kind)
}

function isModel({ kind, attributes }: LogSpan): boolean {
  if (/^(?:llm|generation|chat|generate_content|text_completion|chat_model|model)$/i.test(kind)) return true
  if (kind !== '' && !/^(?:span|internal|client|SPAN_KIND_\w+|\d)$/i.test(kind)) return false
  return 'llm' in attributes || 'gen_ai' in attributes
}

function modelOf({ attributes: a, model }: LogSpan): { readonly model?: string } {
  const genAi = fieldsOf(a['gen_ai'])
  const named =
    model ??
    textOf(fieldsOf(genAi['response'])['model']) ??
    textOf(fieldsOf(genAi['request'])['model']) ??
    textOf(fieldsOf(a['llm'])['model_name'])
  return given({ model: named })
}

/** Whether an input repeats all of a dialogue. */
function goesOn(messages: readonly Fields[], input: readonly Fields[]): boolean {
  return messages.length > 0 && shared(messages, input) === messages.length
}

/** How many messages from the beginning on are the same. */
function shared(messages: readonly Fields[], input: readonly Fields[]): number {
  let same = 0
  while (same < Math.min(messages.length, input.length) && isAlike(messages[same], input[same])) same++
  return same
}

/** The same message, however its parts are packed. A reply comes back in another form than it was given in. */
function isAlike(a: Fields | undefined, b: Fields | undefined): boolean {
  if (a === undefined || b === undefined || a['role'] !== b['role']) return false
  const [one, other] = [wordsOf(a), wordsOf(b)]
  return (
    one === other ||
    (a['role'] === 'assistant' && (one === '' || other === '' || one.includes(other) || other.includes(one)))
  )
}

function wordsOf({ content }: Fields): string {
  const parts =
    typeof content === 'string'
      ? [content]
      : listOf(content).map((p) => textOf(p) ?? textOf(fieldsOf(p)['text']) ?? '')
  return parts.join('').replace(/\s+/g, '')
}

/** Results behind the calls that nothing answers, in the order the tools ran. */
function withResults(messages: readonly Fields[], tools: readonly LogSpan[]): readonly Fields[] {
  const waiting = [...tools]
  return messages.flatMap((message, i) => {
    const names = callsIn(message)
    if (names.length === 0) return [message]
    const found = names.flatMap((name) => {
      const at = waiting.findIndex((tool) => toolName(tool) === name)
      return at < 0 ? [] : waiting.splice(at, 1)
    })
    if (messages[i + 1]?.['role'] === 'tool') return [message]
    return [message, ...found.flatMap(resultMessage)]
  })
}

function callsIn(message: Fields): readonly string[] {
  const calls = [...listOf(message['tool_calls']), ...listOf(message['content'])].map(fieldsOf)
  return calls.flatMap((call) => {
    const used = call['type'] === 'tool_use' || call['type'] === 'tool_call' ? call['name'] : undefined
    return textOf(fieldsOf(call['function'])['name'] ?? used) ?? []
  })
}

function toolName({ name, attributes }: LogSpan): string {
  const genAi = fieldsOf(fieldsOf(attributes['gen_ai'])['tool'])
  const own = textOf(fieldsOf(attributes['tool'])['name']) ?? textOf(genAi['name'])
  // Weave names an operation by its address.
  return own ?? /\/op\/([^:/]+)/.exec(name)?.[1] ?? name.replace(/^execute_tool /, '')
}

function resultMessage(tool: LogSpan): readonly Fields[] {
  const { attributes: a, output, error } = tool
  const call = fieldsOf(fieldsOf(fieldsOf(a['gen_ai'])['tool'])['call'])
  const value = output ?? call['result'] ?? fieldsOf(a['output'])['value'] ?? error
  if (value === undefined || value === null) return []
  const told = payload(value, 'assistant').filter((m) => m['role'] === 'tool')
  return told.length > 0 ? told : [{ role: 'tool', content: toolResultOf(value) }]
}
