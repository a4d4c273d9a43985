/**
 * Messages as the text of a chat, with a placeholder for each text, so that a text can never be taken for a part of the template. What
 * the model wrote stands behind what the template put before it, also where the template would write such a turn otherwise when it comes
 * back: a thinking model's turn begins inside `<think>`, and Qwen3-VL's template leaves images of the assistant out. Knows no tokens.
 */
import { LRUCache } from 'lru-cache'
import type { ModelMessage } from '../../../app/reasoning/model'
import type { RenderTemplate } from './chat-template'

// Private-use characters: they pass through every template untouched and stand in no text.
const open = '\u{F0000}'
const close = '\u{F0001}'
const end = '\u{F0002}'
/** Begins a turn that has to begin with the opening again. */
const mark = '\u{F0003}'

/** Finds the placeholders. The group is the number of the part, of all messages. */
export const placeholder = new RegExp(`${open}(\\d+)${close}`, 'u')

type Content = { readonly type: 'text'; readonly text: string } | { readonly type: 'image' }
interface Turn {
  readonly role: ModelMessage['role']
  readonly content: readonly Content[]
}

/** What a template does around a turn of the assistant. */
interface Ways {
  /** Put before a generation, behind what a turn that comes back begins with: `<think>` and a line end, mostly nothing. */
  readonly opening: string
  /** Begins a turn of the assistant that comes back. */
  readonly header: string
  /** An image as it is written in a user's turn; undefined: in none. */
  readonly image: string | undefined
}

/**
 * Renders chats; a last message of the assistant is left open. `imageToken`: what stands for an image in the template. What comes out
 * depends on the shape of the chat alone, and is kept by it.
 */
export function createTurns(
  template: RenderTemplate,
  imageToken: string,
): (messages: readonly ModelMessage[]) => string {
  const kept = new LRUCache<string, string>({ max: 256 })
  let known: Ways | undefined
  return (messages) => {
    const ways = messages.some((m) => m.role === 'assistant')
      ? (known ??= waysOf(template, imageToken))
      : undefined
    const opened = messages.map((m) => ways !== undefined && isOpened(m, ways))
    const shape = messages
      .map((m, i) => (opened[i] ? '+' : '') + m.role + m.parts.map((p) => p.type[0]).join(''))
      .join()
    const found = kept.get(shape)
    if (found !== undefined) return found
    const rendered = render({ template, imageToken, ways, opened }, messages)
    kept.set(shape, rendered)
    return rendered
  }
}

/** A turn a model wrote behind the opening: it has to stand there again. One that says it itself has it already. */
function isOpened({ role, parts }: ModelMessage, { opening }: Ways): boolean {
  if (role !== 'assistant' || opening === '') return false
  const [first] = parts
  return first?.type !== 'text' || !first.text.trimStart().startsWith(opening.trim())
}

interface Rendering {
  readonly template: RenderTemplate
  readonly imageToken: string
  readonly ways: Ways | undefined
  readonly opened: readonly boolean[]
}

function render(rendering: Rendering, messages: readonly ModelMessage[]): string {
  const { template, ways, opened } = rendering
  const turns = turnsOf(messages)
  const last = turns.at(-1)
  const before = (last?.role === 'assistant' ? turns.slice(0, -1) : turns).map(({ role, content }, i) =>
    opened[i] && ways !== undefined
      ? { role, content: [{ type: 'text' as const, text: mark }, ...content] }
      : { role, content },
  )
  const asked = reopened(template({ messages: before, add_generation_prompt: true }), ways)
  if (last?.role !== 'assistant' || ways === undefined) return asked
  const images = last.content.some((c) => c.type === 'image')
  // Where the template has a place of its own for an image of the assistant, that is it.
  const through = images && ways.opening === '' ? continued(rendering, before, last) : undefined
  if (through?.startsWith(asked) === true && places(rendering, through, messages)) return through
  const begun = opened.at(-1) ? asked : asked.slice(0, asked.length - ways.opening.length)
  return begun + last.content.map((c) => (c.type === 'text' ? c.text : (ways.image ?? ''))).join('')
}

/**
 * Every turn that was opened stands behind the opening. Not by handing the template a text that begins so: it takes some of it for
 * thinking, and leaves that out of turns before the last question.
 */
function reopened(rendered: string, ways: Ways | undefined): string {
  const parts = rendered.split(mark)
  const last = parts.pop() ?? ''
  if (ways === undefined) return [...parts, last].join('')
  const begun = parts.map((part) => {
    const at = part.lastIndexOf(ways.header)
    return (at < 0 ? part : part.slice(0, at + ways.header.length)) + ways.opening
  })
  return begun.join('') + last
}

/** The chat up to the end of its last turn, as the template writes a turn that comes back. */
function continued({ template, ways }: Rendering, before: readonly Turn[], last: Turn): string {
  const content: readonly Content[] = [...last.content, { type: 'text', text: end }]
  const messages = [...before, { role: last.role, content }]
  const whole = reopened(template({ messages, add_generation_prompt: false }), ways)
  return whole.slice(0, whole.indexOf(end))
}

/** Whether a text has a place for every image. */
function places({ imageToken }: Rendering, text: string, messages: readonly ModelMessage[]): boolean {
  const images = messages.flatMap((m) => m.parts.filter((p) => p.type === 'image'))
  return text.split(imageToken).length - 1 === images.length
}

/** Parts are counted over all messages. */
function turnsOf(messages: readonly ModelMessage[]): readonly Turn[] {
  let index = 0
  return messages.map(({ role, parts }) => ({
    role,
    content: parts.map((part) => {
      const text = `${open}${index++}${close}`
      return part.type === 'image' ? { type: 'image' } : { type: 'text', text }
    }),
  }))
}

/** Asked of the template itself. One that refuses such small chats does nothing around turns. */
function waysOf(template: RenderTemplate, imageToken: string): Ways {
  const user = (content: Content): Turn => ({ role: 'user', content: [content] })
  const word: Content = { type: 'text', text: end }
  const text = (messages: readonly Turn[], add_generation_prompt = false) => {
    try {
      return template({ messages, add_generation_prompt })
    } catch {
      return ''
    }
  }
  const plain = text([user(word)])
  const asked = text([user(word)], true)
  const back = text([user(word), { role: 'assistant', content: [word] }, user(word)])
  const comesBack = back.startsWith(plain) ? back.slice(plain.length).split(end)[0] : undefined
  const generates = asked.startsWith(plain) ? asked.slice(plain.length) : ''
  const opens = comesBack !== undefined && generates.startsWith(comesBack)
  const [head = '', tail = ''] = plain.split(end)
  const seen = text([user({ type: 'image' })])
  const image = seen.slice(head.length, seen.length - tail.length)
  const isWritten = seen.startsWith(head) && seen.endsWith(tail) && image.split(imageToken).length === 2
  return {
    opening: opens ? generates.slice(comesBack.length) : '',
    header: comesBack ?? '',
    image: isWritten ? image : undefined,
  }
}
