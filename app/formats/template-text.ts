/**
 * A dialogue as one text, as chat templates print it: with Qwen's special tokens, or without them (`system\n…\nuser\n…`),
 * as trainers decode their batches. Knows templates, no trainer.
 * Sources: chat_template of Qwen2.5-VL; volcengine/verl, verl/trainer/ppo/ray_trainer.py (`batch_decode(...,
 * skip_special_tokens=True)`); huggingface/trl, trl/trainer/grpo_trainer.py (`prompt` of completions_*.parquet).
 */

/** A message of text. */
export interface TextMessage {
  readonly role: string
  readonly content: string
}

/** Whether a text has been through a chat template. */
export function isTemplated(text: string): boolean {
  if (text.includes(begin)) return true
  const asked = askedFrom(text)
  const end = asked === undefined ? undefined : assistantAt(text)
  return asked !== undefined && end !== undefined && end >= asked
}

/** Behind the `user` that the dialogue begins with, or that follows its system message. */
function askedFrom(text: string): number | undefined {
  if (text.startsWith('user\n')) return 'user\n'.length
  if (!text.startsWith('system\n')) return undefined
  const at = text.indexOf('\nuser\n', 'system\n'.length)
  return at < 0 ? undefined : at + '\nuser\n'.length
}

/** Where the line of the assistant begins that the text ends with; its thinking may be open already. */
function assistantAt(text: string): number | undefined {
  const trimmed = text.trimEnd()
  const base = trimmed.endsWith('<think>') ? trimmed.slice(0, -'<think>'.length) : text
  const line = base.endsWith('\n') ? base.slice(0, -1) : base
  return line.endsWith('\nassistant') ? line.length - '\nassistant'.length : undefined
}

/** `system\n…\nuser\n…\nassistant\n`: a chat template without its special tokens, or with them. */
export function promptMessages(input: string): readonly TextMessage[] {
  if (input.includes(begin)) return marked(input).filter((m) => m.role !== 'assistant' || m.content !== '')
  const text = plain(input)
  const user = /(?:^|\n)user\n/.exec(text)
  if (user === null) return [{ role: 'user', content: text.trim() }]
  const system = text.slice(0, user.index).replace(/^system\n/, '')
  const asked = text.slice(user.index + user[0].length).replace(/\n?assistant\n?(<think>\s*)?$/, '')
  const messages = [{ role: 'user', content: asked.trim() }]
  return system.trim() === '' ? messages : [{ role: 'system', content: system.trim() }, ...messages]
}

/** What the model wrote, cut where a turn of a tool or user stands in between. */
export function replyMessagesOf(output: string): readonly TextMessage[] {
  if (output.includes(begin)) return marked(`${begin}assistant\n${output}`)
  const pieces = plain(output).split(/(?:^|\n)(user|tool|assistant)\n/)
  // A turn in between ends with the assistant's: after the last of these, “user” on a line is only a word.
  const last = pieces.lastIndexOf('assistant')
  const messages: TextMessage[] = []
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

const begin = '<|im_start|>'

/** Messages between Qwen's tokens: exactly what stood there. */
function marked(text: string): readonly TextMessage[] {
  return text.split(begin).flatMap((part): readonly TextMessage[] => {
    const head = /^(system|user|assistant|tool)\n?/.exec(part)
    if (head === null) return part.trim() === '' ? [] : [{ role: 'user', content: plain(part).trim() }]
    const content = plain(part.slice(head[0].length))
    const role = head[1] === 'user' && content.includes('<tool_response>') ? 'tool' : (head[1] ?? 'user')
    return [{ role, content: role === 'assistant' ? content.replace(/^\s+$/, '') : content.trim() }]
  })
}

/** Qwen's special tokens out; a run of image tokens is one image. */
function plain(text: string): string {
  return text
    .replace(/<\|vision_start\|>(?:<\|image_pad\|>)*<\|vision_end\|>/g, '<image>')
    .replace(/(?:<\|image_pad\|>)+/g, '<image>')
    .replace(/<\|(im_end|endoftext)\|>\n?/g, '')
}
