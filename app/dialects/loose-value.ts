/**
 * One value out of running text as models write it: JSON, Python's print, JSON with comments, trailing or missing commas,
 * single quotes, cut off anywhere. Read once, forward, never evaluated. Knows no mark and no key.
 */

/** What stands there. Numbers may be NaN or infinite; a word is text without quotes (`None`, `xmin`). */
export type Loose =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'word'; readonly value: string }
  | { readonly type: 'list'; readonly items: readonly LooseAt[] }
  | { readonly type: 'fields'; readonly fields: readonly LooseField[] }

/** A value and its place: characters, the end not included. */
export interface LooseAt {
  readonly start: number
  readonly end: number
  /** Its own end was there; false where the text is cut off or goes on with something else. */
  readonly whole: boolean
  readonly loose: Loose
}

/** A field of an object. */
export interface LooseField {
  readonly key: string
  readonly value: LooseAt
}

/** Deeper nesting than any answer has; braces of bait are given up on. */
const deepest = 32

/** The value at `at` (after blanks and comments); undefined where none begins. The work is linear in what it spans. */
export function looseValue(text: string, at: number, depth = 0): LooseAt | undefined {
  const start = afterBlanks(text, at)
  const first = text[start]
  if (first === undefined || depth > deepest) return undefined
  if (first === '{') return fieldsAt(text, start, depth)
  if (first in closing) return listAt(text, start, depth)
  if (first === '"' || first === "'") return quotedAt(text, start)
  return wordAt(text, start)
}

const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '<': '>' }

function listAt(text: string, start: number, depth: number): LooseAt {
  const close = closing[text[start] ?? '']
  const items: LooseAt[] = []
  let at = start + 1
  for (;;) {
    at = afterCommas(text, at)
    if (text[at] === close) return { start, end: at + 1, whole: true, loose: { type: 'list', items } }
    const item = looseValue(text, at, depth + 1)
    if (item !== undefined) items.push(item)
    if (item === undefined || !item.whole)
      return { start, end: item?.end ?? at, whole: false, loose: { type: 'list', items } }
    at = item.end
  }
}

function fieldsAt(text: string, start: number, depth: number): LooseAt {
  const fields: LooseField[] = []
  const end = (at: number, whole: boolean): LooseAt => ({
    ...{ start, end: at, whole },
    loose: { type: 'fields', fields },
  })
  let at = start + 1
  for (;;) {
    at = afterCommas(text, at)
    if (text[at] === '}') return end(at + 1, true)
    const key = text[at] === '"' || text[at] === "'" ? quotedAt(text, at) : wordAt(text, at)
    if (key === undefined || (key.loose.type !== 'text' && key.loose.type !== 'word')) return end(at, false)
    const name = key.loose.value
    const colon = afterBlanks(text, key.end)
    if (text[colon] !== ':') return end(key.end, false)
    const value = looseValue(text, colon + 1, depth + 1)
    if (value !== undefined) fields.push({ key: name, value })
    if (value === undefined || !value.whole) return end(value?.end ?? colon + 1, false)
    at = value.end
  }
}

/** What must follow a closing quote: a quote with anything else behind it is a letter of the text. */
const afterQuote = /\s*(?:[,:}\])#]|\/[/*]|$)/y

/** A quoted text; one that never ends is cut off at the end of all. */
function quotedAt(text: string, start: number): LooseAt {
  const quote = text[start] ?? '"'
  for (let at = text.indexOf(quote, start + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (isEscaped(text, at)) continue
    afterQuote.lastIndex = at + 1
    if (!afterQuote.test(text)) continue
    const value = unescaped(text.slice(start + 1, at))
    return { start, end: at + 1, whole: true, loose: { type: 'text', value } }
  }
  const value = text.slice(start + 1)
  return { start, end: text.length, whole: false, loose: { type: 'text', value } }
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text[at - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:u([\da-fA-F]{4})|([\s\S]))/g, (_, code?: string, letter = '') =>
    code === undefined
      ? (escapes[String(letter)] ?? String(letter))
      : String.fromCharCode(parseInt(code, 16)),
  )
}

const numeral = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])/y
const word = /[-+]?[\p{L}_$][\p{L}\p{N}_$.-]*/uy

/** A number, or a word such as `null`, `NaN`, `xmin`. */
function wordAt(text: string, start: number): LooseAt | undefined {
  numeral.lastIndex = start
  const number = numeral.exec(text)?.[0]
  if (number !== undefined)
    return plainAt(text, start + number.length, { start, loose: { type: 'number', value: Number(number) } })
  word.lastIndex = start
  const letters = word.exec(text)?.[0]
  if (letters === undefined) return undefined
  const value = notNumbers.get(letters)
  const loose: Loose = value === undefined ? { type: 'word', value: letters } : { type: 'number', value }
  return plainAt(text, start + letters.length, { start, loose })
}

/** Numbers that Python's json writes and nothing can be drawn of. */
const notNumbers: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['nan', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])

/** At the very end of a text the rest of a number or word may be missing. */
function plainAt(text: string, end: number, read: Pick<LooseAt, 'start' | 'loose'>): LooseAt {
  return { ...read, end, whole: end < text.length }
}

const blanks = /\s*(?:(?:\/\/|#)[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))?/y

/** Behind blanks and comments (`//`, `#`, `/* *\/`). */
export function afterBlanks(text: string, from: number): number {
  for (let at = from; ;) {
    blanks.lastIndex = at
    const length = blanks.exec(text)?.[0].length ?? 0
    if (length === 0) return at
    at += length
  }
}

/** Behind commas, too. */
export function afterCommas(text: string, from: number): number {
  for (let at = afterBlanks(text, from); ; at = afterBlanks(text, at + 1))
    if (text[at] !== ',' && text[at] !== ';') return at
}
