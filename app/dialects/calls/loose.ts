/**
 * A value as models and programs write it: JSON, what Python prints, and their usual slips (quotes of either kind or none,
 * commas too many or too few, tuples, NaN, text that breaks off). One pass, never evaluated. Knows nothing of calls.
 */

/** A list, object or text whose end is missing. It is never taken for a whole one: half a box is no box. */
export class CutOff {
  constructor(readonly value: unknown) {}
}

/** What was read: `end` is the first character after it; `exact`: it is JSON to the letter. */
export interface LooseValue {
  readonly value: unknown
  readonly end: number
  readonly exact: boolean
}

/** Deeper than any call; a text of a million brackets is no value. */
const deepest = 64

/** The value that begins at `at`, blanks before it included; undefined where none does. Nothing after `limit` is read. */
export function looseAt(text: string, at = 0, limit = text.length): LooseValue | undefined {
  const reader = new LooseReader(text, at, limit)
  const value = reader.value(0)
  return value === nothing ? undefined : { value, end: reader.at, exact: reader.exact }
}

/** The whole text as one value; undefined where it is none, or something else follows. `CutOff` parts stay in it. */
export function looseOf(text: string): LooseValue | undefined {
  const read = looseAt(text)
  if (read === undefined) return undefined
  return blankFrom(text, read.end) ? read : undefined
}

function blankFrom(text: string, at: number): boolean {
  blank.lastIndex = at
  blank.test(text)
  return blank.lastIndex === text.length
}

const nothing = Symbol('nothing')
const blank = /\s*/y
const number = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,4})?/iy
const word = /[-+]?[A-Za-z_]\w{0,63}/y
const plainText = /[^"'\\]+/y
/** Line ends and the like, which JSON has only as escapes. */
const control = /[\0-\x1f]/
/** A number that JSON has, too: no plus sign, no leading zero, no bare dot. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?$/i

const words: Readonly<Record<string, { readonly value: unknown; readonly json?: true }>> = {
  true: { value: true, json: true },
  false: { value: false, json: true },
  null: { value: null, json: true },
  True: { value: true },
  False: { value: false },
  None: { value: null },
  undefined: { value: null },
  nan: { value: NaN },
  NaN: { value: NaN },
  inf: { value: Infinity },
  Infinity: { value: Infinity },
  '-Infinity': { value: -Infinity },
  '-inf': { value: -Infinity },
}

class LooseReader {
  exact = true

  constructor(
    readonly text: string,
    public at: number,
    readonly limit: number,
  ) {}

  value(depth: number): unknown {
    this.#blanks()
    if (this.at >= this.limit || depth > deepest) return nothing
    switch (this.text[this.at]) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#list(']', depth)
      case '(':
        this.exact = false
        return this.#list(')', depth)
      case '"':
      case "'":
        return this.#quoted()
      default:
        return this.#bare()
    }
  }

  #blanks(): void {
    blank.lastIndex = this.at
    blank.test(this.text)
    this.at = Math.min(blank.lastIndex, this.limit)
  }

  /** Whether `mark` stands next; then it is passed. */
  #passes(mark: string): boolean {
    this.#blanks()
    if (this.at >= this.limit || this.text[this.at] !== mark) return false
    this.at++
    return true
  }

  #list(close: string, depth: number): unknown {
    this.at++
    const items: unknown[] = []
    for (let first = true; ; first = false) {
      if (this.#passes(close)) return items
      if (this.at >= this.limit) return this.#cut(items)
      const comma = first || this.#passes(',')
      if (!comma) this.exact = false
      if (this.#passes(close)) {
        this.exact = false
        return items
      }
      const before = this.at
      const item = this.value(depth + 1)
      if (item === nothing || this.at === before) return this.#cut(items)
      items.push(item)
    }
  }

  #object(depth: number): unknown {
    this.at++
    const entries: [string, unknown][] = []
    for (let first = true; ; first = false) {
      if (this.#passes('}')) return recordOf(entries)
      if (this.at >= this.limit) return this.#cut(recordOf(entries))
      if (!first && !this.#passes(',')) this.exact = false
      if (this.#passes('}')) {
        this.exact = false
        return recordOf(entries)
      }
      const key = this.value(depth + 1)
      if (key === nothing || key instanceof CutOff) return this.#cut(recordOf(entries))
      if (!this.#passes(':')) return this.#cut(recordOf(entries))
      const value = this.value(depth + 1)
      if (value === nothing) return this.#cut(recordOf([...entries, [String(key), new CutOff(undefined)]]))
      entries.push([String(key), value])
    }
  }

  #cut(value: unknown): CutOff {
    this.exact = false
    return new CutOff(value)
  }

  #quoted(): unknown {
    const quote = this.text[this.at] ?? ''
    if (quote === "'") this.exact = false
    let value = ''
    let at = this.at + 1
    while (at < this.limit) {
      const char = this.text[at] ?? ''
      if (char === quote) {
        this.at = at + 1
        return value
      }
      if (char === '\\') {
        const [letter, length] = this.#escaped(at)
        value += letter
        at += length
      } else if (char === '"' || char === "'") {
        value += char
        at++
      } else {
        plainText.lastIndex = at
        const [piece = ''] = plainText.exec(this.text) ?? []
        if (control.test(piece)) this.exact = false
        value += piece.slice(0, this.limit - at)
        at += piece.length
      }
    }
    this.at = this.limit
    return this.#cut(value)
  }

  #escaped(at: number): readonly [letter: string, length: number] {
    const mark = this.text[at + 1] ?? ''
    if (!'"\\/bfnrtu'.includes(mark)) this.exact = false
    const digits = { u: 4, x: 2, U: 8 }[mark]
    if (digits === undefined) return [escapes[mark] ?? mark, 2]
    const hex = this.text.slice(at + 2, at + 2 + digits)
    const point = /^[\da-f]+$/i.test(hex) && hex.length === digits ? parseInt(hex, 16) : -1
    return point >= 0 && point <= 0x10ffff ? [String.fromCodePoint(point), digits + 2] : [mark, 2]
  }

  #bare(): unknown {
    number.lastIndex = this.at
    const [digits] = number.exec(this.text) ?? []
    if (digits !== undefined && this.at + digits.length <= this.limit) {
      this.at += digits.length
      if (!jsonNumber.test(digits)) this.exact = false
      // Nothing tells whether more digits were to follow.
      return this.at >= this.limit ? this.#cut(Number(digits)) : Number(digits)
    }
    word.lastIndex = this.at
    const [name] = word.exec(this.text) ?? []
    if (name === undefined) return nothing
    this.at += name.length
    const known = Object.hasOwn(words, name) ? words[name] : undefined
    if (known?.json !== true) this.exact = false
    return known === undefined ? name : known.value
  }
}

function recordOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries)
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '0': '\0',
  '\n': '',
}
