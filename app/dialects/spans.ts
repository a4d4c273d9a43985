/** What dialects share in reading turns of text: finding marked pieces, numbers and JSON. Knows no family. */
import { parsedJson } from '../json'
import type { PixelBudget } from '../geometry/smart-resize'
import type { Budgets, Span } from './dialect'

/** What is told of a request nobody can read. */
export const unreadable = 'The region request cannot be read.'

/** A span before its place is known. */
export type UnplacedSpan =
  | Omit<Extract<Span, { type: 'look' }>, 'start' | 'end'>
  | Omit<Extract<Span, { type: 'malformed' }>, 'start' | 'end'>
  | Omit<Extract<Span, { type: 'call' }>, 'start' | 'end'>

/** Every match of a global pattern that `read` makes something of. The first group, where there is one, is what is read. */
export function matches(
  text: string,
  pattern: RegExp,
  read: (body: string) => UnplacedSpan | undefined,
): readonly Span[] {
  return [...text.matchAll(pattern)].flatMap((m) => {
    const found = read(m[1] ?? m[0])
    return found === undefined ? [] : [{ ...found, start: m.index, end: m.index + m[0].length }]
  })
}

/** The last `<answer>`, its closing tag may be missing. `tag` where it is called otherwise. */
export function answerSpan(text: string, tag = 'answer'): readonly Span[] {
  const open = `<${tag}>`
  const start = text.lastIndexOf(open)
  if (start < 0) return []
  const from = start + open.length
  const close = text.indexOf(`</${tag}>`, from)
  const inner = close < 0 ? text.slice(from) : text.slice(from, close)
  const end = close < 0 ? text.length : close + tag.length + 3
  return [{ type: 'answer', start, end, text: inner.trim() }]
}

/** The last `\boxed{…}`, its braces balanced. */
export function boxedAnswer(text: string): readonly Span[] {
  const open = '\\boxed{'
  const start = text.lastIndexOf(open)
  if (start < 0) return []
  let depth = 1
  let at = start + open.length
  for (; at < text.length && depth > 0; at++) depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0
  const inner = text.slice(start + open.length, depth === 0 ? at - 1 : at)
  return [{ type: 'answer', start, end: at, text: inner.trim() }]
}

/** By place, without those that begin inside another. Spans of no length stay with the one they follow. */
export function spansInOrder(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = []
  const order = (a: Span, b: Span) =>
    a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start) || b.end - a.end
  for (const span of [...spans].sort(order)) if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span)
  return kept
}

/** Finite numbers, at least `count` of them, or undefined. */
export function finiteNumbers(value: unknown, count = 4): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length !== count) return undefined
  const numbers = value.map((n) => (typeof n === 'string' && n.trim() !== '' ? Number(n) : n) as unknown)
  return numbers.every((n) => typeof n === 'number' && isFinite(n)) ? (numbers as number[]) : undefined
}

/** An object or a list of JSON, or undefined for what is none. */
export function jsonOf(text: string): unknown {
  // Thousands of broken requests in a text would cost a second in exceptions alone.
  if (!/^\s*[{[]/.test(text) || !/[}\]]\s*$/.test(text.slice(-100))) return undefined
  return parsedJson(text)
}

/** A value as a record, or undefined. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}

/** What most prompts ask to have around the reasoning. */
export const thinkTags = { open: '<think>', close: '</think>\n' } as const

/** What closes the reasoning: most families' tag, and Kimi's (MoonshotAI/Kimi-VL, README.md). */
const thinkingEnds = ['</think>', '◁/think▷']

/** Where the last reasoning of a text was closed; 0 where none was. */
export function thinkingEnd(text: string): number {
  return thinkingEnds.reduce((end, mark) => {
    const at = text.lastIndexOf(mark)
    return at < 0 ? end : Math.max(end, at + mark.length)
  }, 0)
}

const marks = [
  ...['think', 'rethink', 'tool_call', 'answer'].flatMap((tag) => [`<${tag}>`, `</${tag}>`]),
  ...['◁think▷', '◁/think▷'],
  ...['[ANSWER]', '<|im_end|>', '<|im_start|>assistant'],
]

/** A thought without the marks around it; a contiguous part of `raw`. */
export function plainThought(raw: string): string {
  return withoutMarks(raw, marks)
}

/**
 * Text without blanks and these marks at both ends (`closing`: other ones at the end). Mark by mark: patterns for all of them take
 * quadratic time on long runs.
 */
export function withoutMarks(text: string, marks: readonly string[], closing = marks): string {
  let start = 0
  let end = text.length
  const blank = (at: number) => /\s/.test(text.charAt(at))
  for (;;) {
    while (start < end && blank(start)) start++
    const mark = marks.find((m) => start + m.length <= end && text.startsWith(m, start))
    if (mark === undefined) break
    start += mark.length
  }
  for (;;) {
    while (end > start && blank(end - 1)) end--
    const mark = closing.find((m) => end - m.length >= start && text.endsWith(m, end))
    if (mark === undefined) return text.slice(start, end)
    end -= mark.length
  }
}

/** Budgets in visual tokens of `cell` × `cell` pixels: [least, most] for the whole image and, where that is another one, for a crop. */
export function budgetsOf(
  image: readonly [number, number],
  crop: readonly [number, number] = image,
  cell = 28,
): Budgets {
  const budget = ([min, max]: readonly [number, number]): PixelBudget => ({
    minPixels: min * cell * cell,
    maxPixels: max * cell * cell,
  })
  return { image: budget(image), crop: budget(crop) }
}

/** The same budget in pixels for the whole image and for a crop. */
export function alikeBudgets(minPixels: number, maxPixels: number): Budgets {
  const budget = { minPixels, maxPixels }
  return { image: budget, crop: budget }
}
