/**
 * What went into a model and came out of it, as messages, in each of the ways tracing tools keep it: the conventions of OpenTelemetry
 * (attributes and events), OpenInference, OpenLLMetry, the AI SDK, LangChain's objects, and the payload of an API as it was. Pure.
 * Sources: open-telemetry/semantic-conventions, docs/gen-ai/{gen-ai-input-messages.json,gen-ai-events.md} (`parts`: text, tool_call,
 * tool_call_response, reasoning, blob, uri); Arize-ai/openinference, spec/{semantic_conventions,multimodal_attributes}.md;
 * traceloop/openllmetry, packages/opentelemetry-semantic-conventions-ai (`gen_ai.prompt.N`); vercel/ai, packages/ai (`ai.prompt.messages`);
 * langchain-ai/langchain, libs/core (`lc`, `kwargs`, content blocks).
 */
import { given } from '../given'
import { itemMessages } from './responses'
import { itemsOf, unwrittenJson, laidOpen, type LogSpan } from './span'
import { fieldsOf, isFields, listOf, textOf, type Fields } from './values'

/** What a span says that was said. */
export interface SpanMessages {
  readonly input: readonly Fields[]
  readonly output: readonly Fields[]
}

/** The messages of a span of a model's; none of any other. The first way that gives any wins. */
export function spanMessages(span: LogSpan): SpanMessages {
  const { attributes: a, events } = span
  const llm = fieldsOf(a['llm'])
  const genAi = fieldsOf(a['gen_ai'])
  const sdk = fieldsOf(a['ai'])
  const details = fieldsOf(
    fieldsOf(events.find((e) => e['name'] === 'gen_ai.client.inference.operation.details'))['attributes'],
  )
  const ways: readonly SpanMessages[] = [
    conventions(genAi),
    conventions(fieldsOf(details['gen_ai'])),
    {
      input: itemsOf(llm['input_messages']).flatMap(messageOf),
      output: itemsOf(llm['output_messages']).flatMap(messageOf),
    },
    {
      input: itemsOf(genAi['prompt']).flatMap(messageOf),
      output: itemsOf(genAi['completion']).flatMap((m) => messageOf({ role: 'assistant', ...fieldsOf(m) })),
    },
    spoken(events),
    sdkSaid(sdk),
    { input: payload(span.input, 'user'), output: payload(span.output, 'assistant') },
    observed(fieldsOf(fieldsOf(a['langfuse'])['observation'])),
    {
      input: payload(fieldsOf(a['input'])['value'], 'user'),
      output: payload(fieldsOf(a['output'])['value'], 'assistant'),
    },
  ]
  return ways.find(({ input, output }) => input.length + output.length > 0) ?? { input: [], output: [] }
}

/** `gen_ai.input.messages` and what belongs to it: lists, or text of them. */
function conventions(genAi: Fields): SpanMessages {
  const told = itemsOf(unwrittenJson(genAi['system_instructions']))
  const system = told.length === 0 ? [] : [{ role: 'system', content: told.flatMap(partOf) }]
  const list = (side: unknown) => itemsOf(unwrittenJson(fieldsOf(side)['messages'])).flatMap(messageOf)
  const input = list(genAi['input'])
  return { input: input.length === 0 ? [] : [...system, ...input], output: list(genAi['output']) }
}

/** Events that are a message each: `gen_ai.user.message`, `gen_ai.choice`. */
function spoken(events: readonly Fields[]): SpanMessages {
  const input: Fields[] = []
  const output: Fields[] = []
  for (const event of events) {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(textOf(event['name']) ?? '')?.[1]
    const body = { ...fieldsOf(event['attributes']), ...fieldsOf(event['body']) }
    if (role !== undefined) input.push(...messageOf({ role, ...body }))
    else if (event['name'] === 'gen_ai.choice')
      output.push(...messageOf({ role: 'assistant', ...body, ...fieldsOf(unwrittenJson(body['message'])) }))
  }
  return { input, output }
}

function sdkSaid(sdk: Fields): SpanMessages {
  const prompt = fieldsOf(sdk['prompt'])
  const response = fieldsOf(sdk['response'])
  const calls = itemsOf(unwrittenJson(response['toolCalls'])).map((call) => ({
    type: 'tool-call',
    ...fieldsOf(call),
  }))
  const text = textOf(response['text'])
  const parts = [...(text === undefined ? [] : [{ type: 'text', text }]), ...calls]
  return {
    input: itemsOf(unwrittenJson(prompt['messages'])).flatMap(messageOf),
    output: parts.length === 0 ? [] : messageOf({ role: 'assistant', content: parts }),
  }
}

function observed({ input, output }: Fields): SpanMessages {
  return { input: payload(input, 'user'), output: payload(output, 'assistant') }
}

/** What stands for a model's or a function's arguments, or for what it gave: messages, wherever in it they are. */
export function payload(value: unknown, role: 'user' | 'assistant', depth = 0): readonly Fields[] {
  const given = unwrittenJson(value)
  if (typeof given === 'string') return given === '' ? [] : [{ role, content: given }]
  if (depth > 5) return []
  if (Array.isArray(given)) {
    const list = given as unknown[]
    if (Array.isArray(list[0])) return payload(list[0], role, depth + 1)
    const messages = list.flatMap(messageOf)
    if (messages.length > 0) return messages
    const parts = list.filter((p) => isFields(p) && ('type' in p || 'text' in p))
    return parts.length === 0 ? [] : [{ role, content: parts.flatMap(partOf) }]
  }
  if (!isFields(given)) return []
  const own = messageOf(given)
  if (own.length > 0) return own
  const choices = itemsOf(given['choices']).flatMap((c) =>
    messageOf({ role, ...fieldsOf(fieldsOf(c)['message']) }),
  )
  if (choices.length > 0) return choices.slice(0, 1)
  const [generation] = itemsOf(itemsOf(given['generations'])[0] ?? [])
  if (isFields(generation)) return payload(generation['message'] ?? generation['text'], role, depth + 1)
  if (role === 'assistant' && Array.isArray(given['output'])) {
    const items = itemMessages(given['output']) as readonly Fields[] // messages are objects
    if (items.length > 0) return items
  }
  if (role === 'assistant' && Array.isArray(given['content']))
    return messageOf({ role, content: given['content'] })
  const system = textOf(given['system'] ?? given['instructions'])
  for (const name of carriers) {
    const found = given[name] === undefined ? [] : payload(given[name], role, depth + 1)
    if (found.length > 0)
      return system === undefined ? found : [{ role: 'system', content: system }, ...found]
  }
  return []
}

const carriers = [
  ...['messages', 'contents', 'input', 'inputs', 'kwargs', 'args', 'prompt', 'prompts', 'question', 'query'],
  ...[
    'content',
    'output',
    'outputs',
    'response',
    'answer',
    'text',
    'completion',
    'result',
    'message',
    'candidates',
    'parts',
  ],
]

const classes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    human: 'user',
    HumanMessage: 'user',
    HumanMessageChunk: 'user',
    ai: 'assistant',
    AIMessage: 'assistant',
    AIMessageChunk: 'assistant',
    system: 'system',
    SystemMessage: 'system',
    tool: 'tool',
    ToolMessage: 'tool',
    function: 'tool',
  }),
)
const roles = new Set([
  'system',
  'developer',
  'user',
  'human',
  'assistant',
  'ai',
  'model',
  'tool',
  'function',
])

/** A value as a message; nothing where it is none. */
function messageOf(value: unknown): readonly Fields[] {
  const fields = fieldsOf(value)
  if (isFields(fields['message']) && !('role' in fields)) return messageOf(fields['message'])
  const { kwargs, id, data } = fields
  const made =
    isFields(kwargs) && Array.isArray(id) ? classes.get(textOf((id as unknown[]).at(-1)) ?? '') : undefined
  if (made !== undefined) return messageOf({ ...fieldsOf(kwargs), role: made })
  const typed = 'role' in fields ? undefined : classes.get(textOf(fields['type']) ?? '')
  if (typed !== undefined && (isFields(data) || 'content' in fields))
    return messageOf({ ...(isFields(data) ? data : fields), role: typed })
  const word = textOf(fields['role'])?.toLowerCase() ?? ''
  if (!roles.has(word)) return []
  const role = word === 'ai' || word === 'model' ? 'assistant' : word === 'developer' ? 'system' : word
  const several = itemsOf(fields['contents'])
  const content = several.length > 0 ? several : jsonParts(fields['content'] ?? fields['parts'])
  const calls = itemsOf(
    unwrittenJson(fields['tool_calls'] ?? fieldsOf(fields['additional_kwargs'])['tool_calls']),
  )
  const parts = typeof content === 'string' ? content : itemsOf(content).flatMap(partOf)
  const thought = textOf(fields['reasoning_content'] ?? fields['reasoning'])
  const results = Array.isArray(parts) && parts.some((p) => fieldsOf(p)['type'] === 'tool_result')
  return [
    {
      role: results ? 'tool' : role,
      content: parts,
      ...given({ reasoning: thought }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(callOf) }),
    },
  ]
}

/** Content that is a list of parts as text of JSON. */
function jsonParts(content: unknown): unknown {
  const read = unwrittenJson(content)
  const list = listOf(read)
  return list.length > 0 && list.every((p) => isFields(p) && ('type' in p || 'text' in p))
    ? read
    : (content ?? '')
}

function callOf(call: unknown): Fields {
  const fields = fieldsOf(fieldsOf(call)['tool_call'] ?? call)
  const inner = fieldsOf(fields['function'])
  const name = textOf(inner['name'] ?? fields['name'] ?? fields['toolName'] ?? fields['function'])
  const given = inner['arguments'] ?? fields['arguments'] ?? fields['args'] ?? fields['input']
  return { type: 'function', function: { name: name ?? '', arguments: given ?? {} } }
}

/** A part of a message as chats have it. */
function partOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [value]
  const part = fieldsOf(fieldsOf(value)['message_content'] ?? value)
  const { content, type } = part
  switch (type) {
    case 'text':
      return [{ type: 'text', text: textOf(part['text'] ?? content) ?? '' }]
    case 'reasoning':
    case 'thinking':
      return [{ type: 'reasoning', text: textOf(part['text'] ?? content ?? part['thinking']) ?? '' }]
    case 'tool-call':
      return [
        { type: 'tool_use', name: part['toolName'], input: part['input'] ?? unwrittenJson(part['args']) },
      ]
    case 'tool_call_response':
    case 'tool-result': {
      const back = unwrittenJson(part['response'] ?? part['result'] ?? part['output'] ?? part['content'])
      const shown = fieldsOf(back)['value'] ?? back
      return [{ type: 'tool_result', content: toolResultOf(shown) }]
    }
    case 'blob':
      return isImage(part) ? [{ type: 'image', image: { base64: content } }] : []
    case 'uri':
      return isImage(part) ? [{ type: 'image', image: { url: part['uri'] } }] : []
    case 'media':
    case 'file': {
      const kind = textOf(part['mediaType'] ?? part['mime_type'] ?? part['mimeType']) ?? ''
      const data = part['data'] ?? part['url'] ?? part['image']
      return kind.startsWith('image/') && data !== undefined
        ? [{ type: 'image', image: { base64: bare(data) } }]
        : []
    }
    case 'image': {
      const inner = fieldsOf(part['image'])
      return isFields(inner['image']) ? [{ type: 'image', image: inner['image'] }] : [part]
    }
    default:
      return [part]
  }
}

function isImage(part: Fields): boolean {
  const kind = `${textOf(part['modality']) ?? ''} ${textOf(part['mime_type'] ?? part['mimeType']) ?? ''}`
  return kind.trim() === '' || kind.includes('image')
}

function bare(data: unknown): unknown {
  return typeof data === 'string' ? data.replace(/^data:[^,]{0,200},/, '') : data
}

/** What a tool gave: words, or parts with images. */
export function toolResultOf(value: unknown): unknown {
  const given = unwrittenJson(value)
  if (typeof given === 'string') return given
  const parts = Array.isArray(given) ? (given as unknown[]) : listOf(fieldsOf(given)['content'])
  if (parts.length > 0 && parts.every((p) => isFields(p) && 'type' in p))
    return parts.flatMap((p) => partOf(laidOpen(p)))
  const text = textOf(fieldsOf(given)['output'] ?? fieldsOf(given)['result'] ?? fieldsOf(given)['content'])
  return text ?? JSON.stringify(given ?? '')
}
