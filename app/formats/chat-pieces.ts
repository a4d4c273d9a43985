/**
 * Messages as trainers and servers write them, cut into text and images in order. Knows roles and content shapes, not
 * what a message means. Shapes: OpenAI chat (`role`, `content` as text or parts, `tool_calls`), ShareGPT (`from`, `value`),
 * ms-swift (`tool_call`, `tool_response`), Anthropic blocks (`tool_use`, `tool_result`) as ms-swift's
 * docs/source_en/Customization/Custom-dataset.md lists them.
 */
import { callOf } from '../dialects/calls/call'
import { looseOf } from '../dialects/calls/loose'
import { bad, good, type Issue, type Result } from '../result'
import type { ImageSource } from './format'
import { thoughtsApart } from './reasoning-channels'
import { fieldsOf, imageOf, isFields, listOf, textOf, type Fields } from './values'

/** Text, or an image that the message holds itself (`source`) or takes from the record's list (`mark`: what stands for it). */
export type ChatPiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly source?: ImageSource; readonly mark?: string }
  /** What a tool gave back in the middle of a message. */
  | { readonly type: 'output'; readonly text: string }

/** One message. `call`: a request of the model's written as data. */
export interface SaidMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly pieces: readonly ChatPiece[]
}

/** A file may say anything: `constructor` is no role. */
const roles: ReadonlyMap<string, SaidMessage['role'] | 'call'> = new Map(
  Object.entries({
    system: 'system',
    developer: 'system',
    user: 'user',
    human: 'user',
    assistant: 'assistant',
    gpt: 'assistant',
    bot: 'assistant',
    model: 'assistant',
    function_call: 'call',
    tool_call: 'call',
    observation: 'tool',
    tool: 'tool',
    tool_response: 'tool',
    function: 'tool',
    ipython: 'tool',
  } as const),
)

/** Whether a list looks like a dialogue: every item has a known role. */
export function isDialogue(value: unknown): value is readonly Fields[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((m) => isFields(m) && roleOf(m) !== undefined)
  )
}

/** The messages in order. Bad when one has no role that is known. */
export function saidMessages(messages: unknown, path: string): Result<readonly SaidMessage[]> {
  if (!Array.isArray(messages)) return bad({ path, message: 'There is no list of messages.' })
  const issues: Issue[] = []
  const said = (messages as unknown[]).map((value, i): SaidMessage | undefined => {
    const message = fieldsOf(value)
    const role = roleOf(message)
    if (role === undefined) {
      const word = textOf(message['role'] ?? message['from'])
      const what = word === undefined ? 'A message has no role.' : `“${word}” is no role of a dialogue.`
      issues.push({ path: `${path}[${i}]`, message: what })
      return undefined
    }
    return read(message, role)
  })
  return issues.length > 0 ? bad(...issues) : good(said.filter((s): s is SaidMessage => s !== undefined))
}

function roleOf(message: Fields): SaidMessage['role'] | 'call' | undefined {
  const word = textOf(message['role'] ?? message['from'])
  return word === undefined ? undefined : roles.get(word.toLowerCase())
}

function read(message: Fields, role: SaidMessage['role'] | 'call'): SaidMessage {
  const content = message['content'] ?? message['value'] ?? message['parts']
  if (role === 'call') return { role: 'assistant', pieces: callPieces(content) }
  const pieces = [
    ...(role === 'assistant' ? thoughtsApart(message, content).map(thought) : []),
    ...piecesOf(content),
    // Qwen-Agent (qwen_agent/llm/schema.py) and the first OpenAI API: one call as data.
    ...(isFields(message['function_call']) ? callPieces(message['function_call']) : []),
    ...listOf(message['tool_calls']).flatMap(callPieces),
  ]
  // A tool result of Anthropic's or Gemini's stands in a user's message.
  const result = listOf(content).some(isResult)
  return { role: role === 'user' && result ? 'tool' : role, pieces }
}

function isResult(part: unknown): boolean {
  const fields = fieldsOf(part)
  return fields['type'] === 'tool_result' || 'functionResponse' in fields || 'function_response' in fields
}

function thought(words: string): ChatPiece {
  return text(`<think>\n${words}\n</think>\n`)
}

function piecesOf(content: unknown): ChatPiece[] {
  if (typeof content === 'string') return placeholders(content)
  if (isFields(content)) return partPieces(content)
  return listOf(content).flatMap((part) =>
    typeof part === 'string' ? placeholders(part) : partPieces(fieldsOf(part)),
  )
}

/**
 * What stands for the next image of the record: `<image>`, Qwen's tokens (a run of them is one image), MiniCPM-V's
 * numbered marks; and `<img>path</img>`, which names it (Qwen-VL's `Picture 1: <img>…</img>`).
 */
const placeholder = new RegExp(
  [
    '(<image>',
    '<\\|vision_start\\|>(?:<\\|image_pad\\|>)*<\\|vision_end\\|>',
    '(?:<\\|image_pad\\|>)+',
    '<image_\\d+>',
    '(?:Picture \\d+: ?)?<img>[^<>\\n]{1,4000}<\\/img>)',
  ].join('|'),
)

function placeholders(value: string): ChatPiece[] {
  // Most texts have none; splitting long ones costs time.
  if (!value.includes('<')) return value === '' ? [] : [text(value)]
  return value
    .split(placeholder)
    .filter((piece) => piece !== '')
    .map((piece): ChatPiece => {
      if (!placeholder.test(piece)) return text(piece)
      const source = imageOf(/<img>(.*)<\/img>$/.exec(piece)?.[1])
      return source === undefined ? { type: 'image', mark: piece } : { type: 'image', source }
    })
}

function partPieces(part: Fields): ChatPiece[] {
  switch (part['type']) {
    case 'image':
    case 'image_url':
    case 'input_image': {
      const given = part['image_url'] ?? part['image'] ?? part['value']
      const source = imageOf(anthropic(part['source']) ?? given ?? part)
      return [source === undefined ? { type: 'image' } : { type: 'image', source }]
    }
    case 'tool_use':
      return callPieces({ name: part['name'], arguments: part['input'] })
    case 'tool_result':
      return piecesOf(part['content'])
    case 'computer_screenshot':
      return partPieces({ ...part, type: 'image_url' })
    case 'refusal':
      return placeholders(textOf(part['refusal']) ?? '')
    case 'tool_call':
      return callPieces(part['value'] ?? part)
    case 'reasoning':
    case 'thinking': {
      const words = textOf(part['value'] ?? part['thinking'] ?? part['text']) ?? ''
      return words === '' ? [] : [thought(words)]
    }
    default: {
      // Gemini's calls (ai.google.dev, `Content.parts`).
      const call = part['functionCall'] ?? part['function_call']
      if (isFields(call))
        return callPieces({ name: call['name'], arguments: call['args'] ?? call['arguments'] })
      const back = fieldsOf(part['functionResponse'] ?? part['function_response'])
      if ('response' in back) return responsePieces(back['response'])
      const ran = fieldsOf(part['executableCode'] ?? part['executable_code'])
      if ('code' in ran) return [text(`\n\`\`\`python\n${textOf(ran['code']) ?? ''}\n\`\`\`\n`)]
      const printed = part['codeExecutionResult'] ?? part['code_execution_result']
      if (isFields(printed)) return outputPieces(printed)
      if (part['thought'] === true) return partPieces({ type: 'thinking', thinking: part['text'] })
      // LLaMA-Factory's own rows from version 1 on keep every part's content as `value`.
      const value = textOf(part['text'] ?? part['value'])
      // Hugging Face's parquet gives every part every field: a text of null beside an image.
      const inline = fieldsOf(part['inline_data'] ?? part['inlineData'])
      if (value === undefined && inline['data'] !== undefined)
        return partPieces({ type: 'image', image: { bytes: inline['data'] } })
      const file = fieldsOf(part['file_data'] ?? part['fileData'])
      if (value === undefined && isImageFile(file))
        return partPieces({ type: 'image', image: file['file_uri'] ?? file['fileUri'] })
      if (value === undefined)
        return imageOf(part['image']) === undefined ? [] : partPieces({ ...part, type: 'image' })
      return value === '' ? [] : placeholders(value)
    }
  }
}

/** An image that was uploaded before, of Gemini's API; it has films and papers, too. */
function isImageFile(file: Fields): boolean {
  const type = textOf(file['mime_type'] ?? file['mimeType'])
  return type === undefined ? 'file_uri' in file || 'fileUri' in file : type.startsWith('image/')
}

/** What code printed; an outcome other than success is said, too. */
function outputPieces({ outcome, output }: Fields): ChatPiece[] {
  const failed = /^OUTCOME_(?!OK|UNSPECIFIED)(\w+)/.exec(textOf(outcome) ?? '')?.[0]
  const words = [failed, textOf(output)].filter((w) => w !== undefined && w !== '').join('\n')
  return [{ type: 'output', text: words }]
}

/** What a function of Gemini's gave back: words, or data as they stand. */
function responsePieces(response: unknown): ChatPiece[] {
  const { output, result, error } = fieldsOf(response)
  const said = output ?? result ?? error ?? response
  return typeof said === 'string' ? placeholders(said) : [text(JSON.stringify(said))]
}

function anthropic(source: unknown): unknown {
  const { type, data, url } = fieldsOf(source)
  return type === 'base64' ? { bytes: data } : type === 'url' ? url : undefined
}

/**
 * A request as Qwen's chat template writes it (Hermes style): the text that the model would have generated. Arguments that are no
 * object, or text of none, stand there as they are: what cannot be read is told.
 * Source: `chat_template` of Qwen2.5-VL and Qwen3-VL; LLaMA-Factory src/llamafactory/data/tool_utils.py (`QwenToolUtils`).
 */
function callPieces(content: unknown): ChatPiece[] {
  const value = typeof content === 'string' ? (looseOf(content)?.value ?? content) : content
  const calls = (Array.isArray(value) ? (value as unknown[]) : [value]).map((given) => {
    const call = typeof given === 'string' ? undefined : callOf(given)
    if (call === undefined || call.name === '' || call.cut === true)
      return textOf(content) ?? JSON.stringify(given)
    const args = argumentsIn(given)
    return JSON.stringify({ name: call.name, arguments: typeof args === 'string' ? args : call.arguments })
  })
  return calls.map((call) => text(`<tool_call>\n${call}\n</tool_call>`))
}

/** Arguments as text that is no data (`"[NaN, 0"`): kept to the letter. */
function argumentsIn(call: unknown): unknown {
  const fields = fieldsOf(call)
  const inner = isFields(fields['function']) ? fields['function'] : fields
  const args = inner['arguments'] ?? inner['parameters']
  if (typeof args !== 'string') return undefined
  const read = looseOf(args)
  return read === undefined || !read.exact ? args : undefined
}

function text(value: string): ChatPiece {
  return { type: 'text', text: value }
}
