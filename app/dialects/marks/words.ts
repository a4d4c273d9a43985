/** The words around regions: thoughts without fences and brackets, answers without the regions in them. Pure. */
import type { Span } from '../dialect'
import { plainThought, withoutMarks } from '../spans'

const ends = ['<|endoftext|>', '<｜end▁of▁sentence｜>', '</s>', '<eos>', '<end_of_turn>', '<|user|>']
const fences = ['```json', '```xml', '```python', '```']
/** What may be left before the first region, and behind the last. */
const opening = [...fences, '[', '{', ',', '<|begin_of_box|>']
const closing = [...fences, ']', '}', ',', ';', '<|end_of_box|>']

/**
 * A thought without marks, fences, and the brackets of a list whose regions were taken out; a contiguous part of `raw`. Brackets of
 * the words themselves (`options [A, B]`) stay: only what opens is taken off the end, and what closes off the beginning.
 */
export function groundingPlain(raw: string): string {
  const text = withoutMarks(plainThought(raw), ends)
  if (!/[\p{L}\p{N}]/u.test(text)) return ''
  return plainThought(withoutMarks(text.replace(listName, ''), closing, opening))
}

/** `{"objects": [` before the first of a list. */
const listName = /[{,]\s{0,9}["'][\w -]{1,40}["']\s{0,9}:\s{0,9}[[{]{0,2}\s{0,9}$/

/**
 * An answer between marks with the regions in it left out: what remains are the words before the first of them, or else behind the
 * last; an answer that is nothing but regions is none. A mark around the words (`<answer><|begin_of_box|>42…`) is not one of them.
 */
export function wordsOutside(answer: Span, regions: readonly Span[], text: string): readonly Span[] {
  if (answer.type !== 'answer') return [answer]
  const inside = regions.filter(({ start, end }) => start > answer.start && end <= answer.end)
  const marked = inside.find((span) => span.type === 'answer')
  const others = inside.filter((span) => span.type !== 'answer')
  const [first] = others
  if (first === undefined) return [marked?.type === 'answer' ? { ...answer, text: marked.text } : answer]
  const from = answer.start + Math.max(0, text.slice(answer.start, answer.end).indexOf('>') + 1)
  const last = others.at(-1)?.end ?? answer.end
  const pieces = [
    { start: from, end: first.start },
    { start: last, end: answer.end },
  ]
  for (const { start, end } of pieces) {
    const words = groundingPlain(text.slice(start, end))
    if (/\p{L}{2}|\p{N}/u.test(words)) return [{ type: 'answer', start, end, text: words }]
  }
  return []
}
