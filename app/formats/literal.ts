/**
 * A list or object written as text inside a record: JSON, or as Python prints it (`['a', {"b": None}]`), which data sets hold
 * where somebody called `str()` and `eval()`s it back (Mini-o3's cold-start data). Nothing is evaluated.
 */

import { parsedJson } from '../json'

/** The value, or undefined where the text is neither. */
export function literalOf(text: string): unknown {
  const value = parsedJson(text)
  return value === undefined ? pythonOf(text) : value
}

/** An object as Python prints it, `Call(name='x', n=1)`, as its fields; undefined where the text is none. */
export function printedObjectOf(text: string): unknown {
  return pythonOf(text, true)
}

const names: Readonly<Record<string, unknown>> = { None: null, True: true, False: false, nan: null }

const bad = Symbol('bad')
const tokens =
  /\s*(?:([[\](){},:=])|([rbuf]?)('[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*")|(-?[\d.]+(?:e[-+]?\d+)?|-?inf\b)|(\w+))/y
/** Deepest nesting that is read. */
const deepest = 200

/**
 * Python's print of lists, tuples, dicts, strings, numbers, None, True and False, and where asked for of objects
 * (`Call(name='x', n=1)`): those as their fields, unnamed ones by number.
 */
function pythonOf(text: string, objects = false): unknown {
  const reader = new PythonReader(text, objects)
  const value = reader.value()
  // A text that goes on with something else is an expression, not a value.
  return value === bad || !reader.ended() ? undefined : value
}

/** Reads one value, a token ahead. */
class PythonReader {
  readonly #text: string
  readonly #objects: boolean
  #token: RegExpExecArray | null = null
  #end = 0
  #depth = 0

  constructor(text: string, objects: boolean) {
    this.#text = text
    this.#objects = objects
    this.#step()
  }

  ended(): boolean {
    return this.#token === null && this.#text.slice(this.#end).trim() === ''
  }

  /** The value that begins here, or `bad`. */
  value(): unknown {
    if (this.#token === null) return bad
    const [, mark, , quoted, number, name] = this.#token
    if (mark === '[' || mark === '(') {
      const list: unknown[] = []
      const whole = this.#items(mark === '[' ? ']' : ')', () => list.push(this.value()))
      return whole && !list.includes(bad) ? list : bad
    }
    if (mark === '{') return this.#fields('}', () => this.#entry())
    this.#step()
    if (quoted !== undefined) return unquoted(quoted)
    if (number !== undefined) return numberIn(number)
    if (this.#objects && name !== undefined && this.#isAt('('))
      return this.#fields(')', (count) => this.#argument(count))
    return name !== undefined && Object.hasOwn(names, name) ? names[name] : bad
  }

  /** Goes on; the token that was left, null at the end. */
  #step(): RegExpExecArray | null {
    const current = this.#token
    tokens.lastIndex = this.#end
    this.#token = tokens.exec(this.#text)
    if (this.#token !== null) this.#end = tokens.lastIndex
    return current
  }

  #isAt(mark: string): boolean {
    return this.#token?.[1] === mark
  }

  /** Reads what stands between a mark and its close, separated by commas; whether all of it was right. */
  #items(close: string, read: () => void): boolean {
    if (++this.#depth > deepest) return false
    this.#step()
    while (this.#token !== null && !this.#isAt(close)) {
      read()
      if (this.#isAt(',')) this.#step()
      else if (!this.#isAt(close)) return false
    }
    this.#depth--
    return this.#step() !== null
  }

  #fields(close: string, read: (count: number) => readonly [string, unknown]): unknown {
    const entries: (readonly [string, unknown])[] = []
    const whole = this.#items(close, () => entries.push(read(entries.length)))
    return whole && entries.every(([, v]) => v !== bad) ? Object.fromEntries(entries) : bad
  }

  #entry(): readonly [string, unknown] {
    const key = this.value()
    if (!this.#isAt(':')) return ['', bad]
    this.#step()
    return [String(key), this.value()]
  }

  /** A field with its name, or one without. */
  #argument(count: number): readonly [string, unknown] {
    const first = this.#token?.[5]
    const read = this.value()
    if (!this.#isAt('=')) return [String(count), read]
    this.#step()
    return [first ?? '', this.value()]
  }
}

/** JSON has no infinity; with two points it is a version, no number. */
function numberIn(text: string): unknown {
  const number = text.endsWith('inf') ? null : Number(text)
  return Number.isNaN(number) ? bad : number
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\n': '',
  b: '\b',
  f: '\f',
  '0': '\0',
}

const escaped = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g

/** A quoted text without its quotes and escapes. */
function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replace(escaped, (...match: readonly unknown[]) => {
    const [x, u, long, other] = match.slice(1, 5)
    const code = [x, u, long].find((c) => typeof c === 'string')
    if (code === undefined) return typeof other === 'string' ? (escapes[other] ?? other) : ''
    const point = parseInt(code, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : ''
  })
}
