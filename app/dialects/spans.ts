/** What dialects share in reading turns of text: finding marked pieces, and the reading of one segment. Knows no family. */
import type { PixelBudget } from '../geometry/smart-resize'
import { unreachable } from '../result'
import type { ThoughtKind } from '../trace/step'
import type { Budgets, Dialect, Reading, Span } from './dialect'

/** What is told of a request nobody can read. */
export const unreadable = 'The region request cannot be read.'

/** A span before its place is known. */
export type Found =
  | Omit<Extract<Span, { type: 'look' }>, 'start' | 'end'>
  | Omit<Extract<Span, { type: 'malformed' }>, 'start' | 'end'>
  | Omit<Extract<Span, { type: 'call' }>, 'start' | 'end'>

/** Every match of a global pattern that `read` makes something of. The first group, where there is one, is what is read. */
export function matches(
  text: string,
  pattern: RegExp,
  read: (body: string) => Found | undefined,
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

/** Of a language that does not mark its answer: what stands after the thinking, as the answer. Empty: none. */
export function unmarkedAnswer(text: string): readonly Span[] {
  const close = text.lastIndexOf('</think>')
  const start = close < 0 ? 0 : close + '</think>'.length
  const answer = plainThought(text.slice(start))
  return answer === '' ? [] : [{ type: 'answer', start, end: text.length, text: answer }]
}

/**
 * The spans of a turn after which nothing comes: in a language that marks no answer, what stands at its end is one. Where
 * regions are only named, that may be the words after the last of them.
 */
export function lastSpans(
  dialect: Pick<Dialect, 'spans' | 'plain' | 'unmarked' | 'shows'>,
  text: string,
): readonly Span[] {
  const spans = dialect.spans(text)
  if (!dialect.unmarked || spans.some((s) => s.type === 'answer')) return spans
  const last = spans.at(-1)
  if (last === undefined) return unmarkedAnswer(text)
  const tail = dialect.shows === 'none' ? dialect.plain(text.slice(last.end)) : ''
  // Brackets and fences after a list of boxes are no answer.
  if (!/\p{L}{2}|\p{N}/u.test(tail)) return spans
  return [...spans, { type: 'answer', start: last.end, end: text.length, text: tail }]
}

/** What a span that is neither look nor answer is as a thought. */
export function kindOfSpan(span: Exclude<Span, { type: 'look' | 'answer' }>): ThoughtKind {
  switch (span.type) {
    case 'malformed':
      return { type: 'unread', message: span.message }
    case 'call':
      return { type: 'call', name: span.name, ...(span.about === undefined ? {} : { about: span.about }) }
    case 'code':
      return { type: 'code', ...(span.computed === undefined ? {} : { computed: span.computed }) }
    case 'opaque':
      return { type: 'opaque', count: span.count }
    default:
      return unreachable(span)
  }
}

/** By place, without those that begin inside another. Spans of no length stay with the one they follow. */
export function inOrder(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = []
  const order = (a: Span, b: Span) =>
    a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start) || b.end - a.end
  for (const span of [...spans].sort(order)) if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span)
  return kept
}

/** One generated segment: the answer where there is one, else the request that counts, else what is broken. */
export function readingOf(spans: readonly Span[], counts: 'first' | 'last'): Reading {
  const answer = spans.findLast((s) => s.type === 'answer')
  if (answer?.type === 'answer') return { type: 'answer', start: answer.start, text: answer.text }
  const looks = spans.filter((s) => s.type === 'look')
  const look = counts === 'first' ? looks[0] : looks.at(-1)
  if (look !== undefined) {
    const { start, numbers, label, source } = look
    const several = look.several || looks.length > 1
    return {
      type: 'look',
      start,
      numbers,
      several,
      ...(label === undefined ? {} : { label }),
      ...(source === undefined ? {} : { source }),
    }
  }
  const broken = spans.find((s) => s.type === 'malformed')
  return broken?.type === 'malformed'
    ? { type: 'malformed', start: broken.start, message: broken.message }
    : { type: 'none' }
}

/** Finite numbers, at least `count` of them, or undefined. */
export function numbersOf(value: unknown, count = 4): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length !== count) return undefined
  const numbers = value.map((n) => (typeof n === 'string' && n.trim() !== '' ? Number(n) : n) as unknown)
  return numbers.every((n) => typeof n === 'number' && isFinite(n)) ? (numbers as number[]) : undefined
}

/** An object or a list of JSON, or undefined for what is none. */
export function jsonOf(text: string): unknown {
  // Thousands of broken requests in a text would cost a second in exceptions alone.
  if (!/^\s*[{[]/.test(text) || !/[}\]]\s*$/.test(text.slice(-100))) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** A value as a record, or undefined. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}

const marks = '</?(?:think|rethink|tool_call|answer)>|\\[ANSWER\\]|<\\|im_end\\|>|<\\|im_start\\|>assistant'
const leading = new RegExp(`^(?:\\s|${marks})+`)
const last = new RegExp(`(?:\\s|${marks})$`)

/** A thought without the marks around it; a contiguous part of `raw`. */
export function plainThought(raw: string): string {
  let text = raw.replace(leading, '')
  // Mark by mark from the end: one pattern for all of them takes quadratic time on long blanks.
  for (;;) {
    const shorter = text.trimEnd().replace(last, '')
    if (shorter === text) return text
    text = shorter
  }
}

/** Budgets in visual tokens of `cell` × `cell` pixels: [least, most] for the whole image and for a crop. */
export function budgetsOf(
  image: readonly [number, number],
  crop: readonly [number, number],
  cell = 28,
): Budgets {
  const budget = ([min, max]: readonly [number, number]): PixelBudget => ({
    minPixels: min * cell * cell,
    maxPixels: max * cell * cell,
  })
  return { image: budget(image), crop: budget(crop) }
}
