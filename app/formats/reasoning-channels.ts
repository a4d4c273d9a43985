/** Reasoning that a message keeps in a field of its own, and how much of it its text does not say already. Pure. */
import { fieldsOf, listOf, textOf, type Fields } from './values'

/** Fields in which servers report reasoning apart: vLLM and SGLang, newer ones, Ollama. */
const reasoningFields = ['reasoning_content', 'reasoning', 'thinking'] as const

/** Reasoning that was reported apart, each once: servers fill several fields with it, and leave it in the text besides. */
export function thoughtsApart(message: Fields, content: unknown): readonly string[] {
  const parts = typeof content === 'string' ? [content] : listOf(content).map((p) => thoughtIn(fieldsOf(p)))
  const known = [squeezed(parts.map((part) => thinkingIn(part ?? '')).join('\n'))]
  return reasoningFields.flatMap((name) => {
    const words = (textOf(message[name]) ?? '').replaceAll(/<\/?think>/g, '').trim()
    if (words === '' || known.some((text) => text.includes(squeezed(words)))) return []
    known.push(squeezed(words))
    return [words]
  })
}

/** What a part says, as thinking where it is that. */
function thoughtIn(part: Fields): string | undefined {
  const words = textOf(part['text'] ?? part['thinking'] ?? part['value'])
  return words !== undefined && /^(?:reasoning|thinking)$/.test(textOf(part['type']) ?? '')
    ? `<think>${words}</think>`
    : words
}

/** The part of a text that is thinking; the opening tag may be missing (a chat template has it), or the closing one. */
function thinkingIn(text: string): string {
  const end = text.lastIndexOf('</think>')
  if (end >= 0) return text.slice(0, end)
  return text.trimStart().startsWith('<think>') ? text : ''
}

/** Blanks tell nothing: reasoning is trimmed in one place and not in another. */
function squeezed(words: string): string {
  return words.replace(/\s+/g, '')
}
