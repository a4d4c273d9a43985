/**
 * JSON as Python's `json.loads` takes it (NaN, Infinity, whole numbers apart from fractions), with its words for what is broken: some
 * loops say them to the model. `json5` takes what the library of that name does, `python` what `ast.literal_eval` takes of lists and
 * numbers. Source: Python 3.11, `json`; json5.org.
 */

/** A number written with a point or an exponent. */
export class Float {
  constructor(readonly value: number) {}
}

/** A value as Python has it after reading. */
export type PyValue =
  null | boolean | string | number | Float | readonly PyValue[] | ReadonlyMap<string, PyValue>

/** What Python raises, with the text that `str()` gives of it. */
export class PyError extends Error {}

/** Nesting no request has. */
const deepest = 200

/** How values are written. */
export type Grammar = 'json' | 'json5' | 'python'

/** @throws PyError with the message of `JSONDecodeError`, whatever the grammar. */
export function loads(text: string, grammar: Grammar = 'json'): PyValue {
  const scanner = new Scanner(text, grammar)
  scanner.blanks()
  const value = scanner.value(0)
  scanner.blanks()
  // A comma after it makes a tuple of one.
  if (grammar === 'python' && scanner.take(',') && scanner.at === text.length) return [value]
  if (scanner.at < text.length) scanner.fail('Extra data')
  return value
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
const constants: readonly (readonly [string, PyValue])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new Float(NaN)],
  ['Infinity', new Float(Infinity)],
  ['-Infinity', new Float(-Infinity)],
]
const words: Readonly<Record<Grammar, readonly (readonly [string, PyValue])[]>> = {
  json: constants,
  json5: [...constants, ['+Infinity', new Float(Infinity)]],
  python: [
    ['None', null],
    ['True', true],
    ['False', false],
  ],
}
/** Zeros may lead a fraction in Python, and no whole number but zero. */
const numbers: Readonly<Record<Grammar, RegExp>> = {
  json: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y,
  json5: /[-+]?(?:0[xX][\da-fA-F]+|(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)/y,
  python:
    /[-+]? *(?:0[xX][\da-fA-F]+|\d+\.\d*(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+|\.\d+(?:[eE][-+]?\d+)?|0+(?!\d)|[1-9]\d*)/y,
}

class Scanner {
  at = 0

  constructor(
    readonly text: string,
    readonly grammar: Grammar,
  ) {}

  /** Whether quotes of either kind and a comma at the end are taken. */
  get isLoose(): boolean {
    return this.grammar !== 'json'
  }

  fail(message: string, at = this.at): never {
    const before = this.text.slice(0, at)
    const line = before.split('\n').length
    const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1
    throw new PyError(`${message}: line ${line} column ${column} (char ${[...before].length})`)
  }

  blanks(): void {
    const pattern = this.grammar === 'json5' ? /(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[^]*?\*\/)*/y : /[ \t\n\r]*/y
    pattern.lastIndex = this.at
    this.at += pattern.exec(this.text)?.[0].length ?? 0
  }

  value(depth: number): PyValue {
    const first = this.text[this.at]
    if (depth > deepest) throw new PyError('maximum recursion depth exceeded while decoding a JSON array')
    if (first === '"' || (this.isLoose && first === "'")) return this.string()
    if (first === '{') return this.object(depth)
    if (first === '[') return this.array(depth)
    for (const [word, value] of words[this.grammar]) {
      if (!this.text.startsWith(word, this.at)) continue
      this.at += word.length
      return value
    }
    return this.number()
  }

  number(): PyValue {
    const pattern = numbers[this.grammar]
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined) return this.fail('Expecting value')
    this.at += found.length
    const size = Number(found.replace(/^[-+] */, ''))
    const value = found.startsWith('-') ? -size : size
    return /[.eE]/.test(found) && !/^[-+]? *0x/i.test(found) ? new Float(value) : value
  }

  array(depth: number): PyValue {
    const values: PyValue[] = []
    this.at++
    this.blanks()
    if (this.take(']')) return values
    for (;;) {
      values.push(this.value(depth + 1))
      this.blanks()
      if (this.take(']')) return values
      if (!this.take(',')) this.fail("Expecting ',' delimiter")
      this.blanks()
      if (this.isLoose && this.take(']')) return values
    }
  }

  object(depth: number): PyValue {
    const values = new Map<string, PyValue>()
    this.at++
    this.blanks()
    if (this.take('}')) return values
    for (;;) {
      const key = this.key()
      this.blanks()
      if (!this.take(':')) this.fail("Expecting ':' delimiter")
      this.blanks()
      values.set(key, this.value(depth + 1))
      this.blanks()
      if (this.take('}')) return values
      if (!this.take(',')) this.fail("Expecting ',' delimiter")
      this.blanks()
      if (this.isLoose && this.take('}')) return values
    }
  }

  key(): string {
    const first = this.text[this.at]
    if (first === '"' || (this.isLoose && first === "'")) return this.string()
    const name =
      this.grammar === 'json5'
        ? /^[\p{L}$_][\p{L}\p{N}$_]*/u.exec(this.text.slice(this.at, this.at + 200))?.[0]
        : undefined
    if (name === undefined) return this.fail('Expecting property name enclosed in double quotes')
    this.at += name.length
    return name
  }

  string(): string {
    const begin = this.at
    const quote = this.text[this.at++]
    let value = ''
    for (;;) {
      const c = this.text[this.at]
      if (c === undefined) return this.fail('Unterminated string starting at', begin)
      if (c === quote) {
        this.at++
        return value
      }
      if (c === '\n' || c === '\r' || (c < ' ' && this.grammar === 'json'))
        return this.fail('Invalid control character at')
      value += c === '\\' ? this.escape(begin) : c
      this.at++
    }
  }

  escape(begin: number): string {
    const c = this.text[++this.at]
    if (c === undefined) return this.fail('Unterminated string starting at', begin)
    if (c === 'u') {
      const digits = this.text.slice(this.at + 1, this.at + 5)
      if (!/^[\da-fA-F]{4}$/.test(digits)) return this.fail('Invalid \\uXXXX escape')
      this.at += 4
      return String.fromCharCode(parseInt(digits, 16))
    }
    if (c === 'x' && this.isLoose) {
      const digits = this.text.slice(this.at + 1, this.at + 3)
      if (!/^[\da-fA-F]{2}$/.test(digits)) return this.fail('Invalid \\escape', this.at - 1)
      this.at += 2
      return String.fromCharCode(parseInt(digits, 16))
    }
    if (this.grammar === 'json5') {
      const more = json5Escape(c, this.text[this.at + 1])
      if (more !== undefined) return more
    }
    return escapes[c] ?? this.fail('Invalid \\escape', this.at - 1)
  }

  take(mark: string): boolean {
    if (this.text[this.at] !== mark) return false
    this.at++
    return true
  }
}

/** What JSON5 makes of a character after a backslash that JSON does not know: itself, but for digits; a line goes on. */
function json5Escape(c: string, next: string | undefined): string | undefined {
  if (c in escapes) return undefined
  if (c === '\n') return ''
  if (c === '0' && !/\d/.test(next ?? '')) return '\0'
  return /\d/.test(c) ? undefined : c
}
