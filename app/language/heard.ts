/**
 * What a host says, in another language. A host speaks English, in plain strings: they go through ports, journals and terminals as they
 * are, and an old journal says what it said then. Whoever shows one to a person looks it up here: as it stands, then as one of the
 * texts with places (`There is no file {path}.`), then sentence by sentence. Texts are collected from the sources by
 * `scripts/messages.mjs`. Knows no host and no window.
 */

/** English to another language. A text without its own entry stays English. In a text with places, `{name}` stands for what is put in. */
export type Sayings = Readonly<Record<string, string>>

interface Template {
  readonly own: string
  /** What stands before, between and after the places. */
  readonly pieces: readonly string[]
  readonly names: readonly string[]
  /** Places between quotation marks: names and data, which stay as they are. */
  readonly quoted: ReadonlySet<string>
  /** Letters that are no place: of two that fit, the one that says more is meant. */
  readonly letters: number
}

/** A sentence in a sentence in a sentence; no text has more. */
const deepest = 4
const sentenceEnd = /[.!?]\s/
/** Nobody says more at once; what is longer is data. */
const longest = 4000
/** Texts are told again and again; those of a long evening are not all kept. */
const mostKept = 2000

/** Looks texts up in one language; `undefined` for what is not known, which stays English. */
export function createHeard(sayings: Sayings): (text: string) => string | undefined {
  let templates: readonly Template[] | undefined
  const kept = new Map<string, string | undefined>()
  /** A text of the list. `one`: nothing that is put in may end a sentence. */
  const whole = (text: string, depth: number, one = false): string | undefined => {
    if (Object.hasOwn(sayings, text)) return sayings[text]
    if (depth === deepest) return undefined
    templates ??= templatesOf(sayings)
    for (const template of templates) {
      const values = valuesIn(text, template.pieces)
      if (values === undefined || (one && values.some((value) => sentenceEnd.test(value)))) continue
      return filled(template, values, (value) => inner(value, depth + 1))
    }
    return undefined
  }
  const inner = (text: string, depth: number): string | undefined =>
    whole(text, depth, true) ?? sentences(text, depth) ?? whole(text, depth) ?? list(text, depth)
  const sentences = (text: string, depth: number): string | undefined => {
    const parts = text.split(/(?<=[.!?…])(\s+)/)
    if (parts.length < 3) return undefined
    const own = parts.map((part, i) => (i % 2 === 1 ? undefined : (whole(part, depth) ?? list(part, depth))))
    if (own.every((part) => part === undefined)) return undefined
    // No space behind a full stop that is as wide as one.
    return parts
      .map(
        (part, i) =>
          own[i] ?? (i % 2 === 1 && /[。！？]$/.test(own[i - 1] ?? '') && !part.includes('\n') ? '' : part),
      )
      .join('')
  }
  /** Texts in a row (“thousandths, x first”), where all are known, and what is said of a name (“a.onnx: there is no input”). */
  const list = (text: string, depth: number): string | undefined => {
    if (depth === deepest) return undefined
    const stop = text.endsWith('.') ? '.' : ''
    const bare = text.slice(0, text.length - stop.length)
    for (const { index, 0: between } of bare.matchAll(/, |; | or |(?<=^\S+)(?:: | )/g)) {
      const [first, rest] = [bare.slice(0, index), bare.slice(index + between.length)]
      const isName = /^:? $/.test(between)
      const head = whole(first, depth) ?? (isName ? first : list(first, depth + 1))
      const tail = head === undefined ? undefined : (whole(rest, depth) ?? list(rest, depth + 1))
      if (head !== undefined && tail !== undefined) return `${head}${between}${tail}${stop}`
    }
    return undefined
  }
  return (text) => {
    if (!kept.has(text)) {
      if (kept.size >= mostKept) kept.clear()
      kept.set(text, text.length > longest ? undefined : inner(text, 0))
    }
    return kept.get(text)
  }
}

/** Texts with places, those that say most first. */
function templatesOf(sayings: Sayings): readonly Template[] {
  return Object.entries(sayings)
    .filter(([text]) => text.includes('{'))
    .map(([text, own]) => templateOf(text, own))
    .sort((a, b) => b.letters - a.letters)
}

function templateOf(text: string, own: string): Template {
  const parts = text.split(/\{(\w+)\}/)
  const pieces = parts.filter((_, i) => i % 2 === 0)
  const names = parts.filter((_, i) => i % 2 === 1)
  return {
    own,
    pieces,
    names,
    quoted: new Set(names.filter((_, i) => pieces[i]?.endsWith('“'))),
    letters: pieces.join('').length,
  }
}

/** What stands in the places, each as short as may be; undefined where the text is another. One pass: a text may be long and strange. */
function valuesIn(text: string, pieces: readonly string[]): readonly string[] | undefined {
  const [first = '', ...between] = pieces
  const last = between.pop() ?? ''
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined
  const end = text.length - last.length
  const values: string[] = []
  let at = first.length
  for (const piece of between) {
    const next = text.indexOf(piece, at)
    if (next < 0 || next + piece.length > end) return undefined
    values.push(text.slice(at, next))
    at = next + piece.length
  }
  return at > end ? undefined : [...values, text.slice(at, end)]
}

function filled(
  { own, names, quoted }: Template,
  values: readonly string[],
  inner: (value: string) => string | undefined,
): string {
  return own.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[names.indexOf(name)]
    if (value === undefined) return place
    return quoted.has(name) ? value : (inner(value) ?? value)
  })
}
