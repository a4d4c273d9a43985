/**
 * Python source cut into tokens. Reads, never runs. Linear in the text, whatever stands in it: an unknown character is a
 * token of its own, a string that is never closed ends with its line (or the text). Knows no grammar.
 * Source of the rules: The Python Language Reference, chapter 2 (Lexical analysis).
 */

/** One token; `start` and `end` are characters of the source. Comments and blank lines give none. */
export interface CodeToken {
  readonly type: 'name' | 'number' | 'string' | 'op' | 'newline' | 'indent' | 'dedent' | 'end'
  /** As written; empty for `indent`, `dedent` and `end`. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const blank = /[ \t\f\r\u00a0]*/y
const name = /[\p{ID_Start}_][\p{ID_Continue}]*/uy
// Digits with underscores; hexadecimal, octal and binary whole; a fraction and an exponent; `j` for what nobody crops with.
const number =
  /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?)/y
const stringStart = /(?:[rRuUbBfFtT]{0,2})("""|'''|"|')/y
const operator =
  /\*\*=|\/\/=|>>=|<<=|\.\.\.|\*\*|\/\/|>>|<<|<=|>=|==|!=|->|:=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|[-+*/%@&|^~<>()[\]{},:.;=!]/y

/** The tokens of a source, an `end` last. */
export function codeTokensOf(source: string): readonly CodeToken[] {
  return new Scanner(source).scan()
}

class Scanner {
  readonly #tokens: CodeToken[] = []
  readonly #indents: number[] = [0]
  #at = 0
  #depth = 0

  constructor(readonly source: string) {}

  scan(): readonly CodeToken[] {
    this.#lineStart()
    while (this.#at < this.source.length) this.#step()
    if (this.#tokens.at(-1)?.type !== 'newline') this.#push('newline', this.#at, this.#at)
    while (this.#indents.length > 1) {
      this.#indents.pop()
      this.#push('dedent', this.#at, this.#at)
    }
    this.#push('end', this.#at, this.#at)
    return this.#tokens
  }

  #step(): void {
    const { source } = this
    this.#at = this.#match(blank) ?? this.#at
    const at = this.#at
    const char = source[at]
    if (char === undefined) return
    if (char === '\n') this.#lineEnd()
    else if (char === '#') this.#at = endOfLine(source, at)
    else if (char === '\\' && /^\\\r?\n/.test(source.slice(at, at + 3)))
      this.#at = source.indexOf('\n', at) + 1
    else if (this.#string()) return
    else {
      const found = this.#match(name)
      if (found !== undefined) this.#take('name', found)
      else this.#rest(at, char)
    }
  }

  #rest(at: number, char: string): void {
    const digits = /[\d.]/.test(char) ? this.#match(number) : undefined
    if (digits !== undefined && digits > at && /\d/.test(this.source.slice(at, digits))) {
      this.#take('number', digits)
      return
    }
    const end = this.#match(operator) ?? at + 1
    if ('([{'.includes(char)) this.#depth++
    else if (')]}'.includes(char)) this.#depth = Math.max(0, this.#depth - 1)
    this.#take('op', end)
  }

  /** A string of any prefix and quotes, taken whole. */
  #string(): boolean {
    stringStart.lastIndex = this.#at
    const opened = stringStart.exec(this.source)
    const quotes = opened?.[1]
    if (opened === null || quotes === undefined) return false
    this.#take('string', endOfString(this.source, stringStart.lastIndex, quotes))
    return true
  }

  /** The end of a line ends a statement only outside brackets. */
  #lineEnd(): void {
    const at = this.#at
    this.#at = at + 1
    if (this.#depth > 0) return
    if (this.#tokens.length > 0 && this.#tokens.at(-1)?.type !== 'newline') this.#push('newline', at, at + 1)
    this.#lineStart()
  }

  /** Blank lines and lines of comments do not count for the indentation. */
  #lineStart(): void {
    const { source } = this
    for (;;) {
      const end = this.#match(blank) ?? this.#at
      const char = source[end]
      if (char === '\n') this.#at = end + 1
      else if (char === '#') this.#at = Math.min(source.length, endOfLine(source, end) + 1)
      else {
        if (char !== undefined) this.#indentTo(columns(source, this.#at, end), end)
        this.#at = end
        return
      }
    }
  }

  #indentTo(width: number, at: number): void {
    const now = () => this.#indents.at(-1) ?? 0
    if (width > now()) {
      this.#indents.push(width)
      this.#push('indent', at, at)
    }
    while (width < now()) {
      this.#indents.pop()
      this.#push('dedent', at, at)
      // A line between two levels: Python refuses it; read at the outer one.
      if (width > now()) return
    }
  }

  #match(pattern: RegExp): number | undefined {
    pattern.lastIndex = this.#at
    return pattern.test(this.source) ? pattern.lastIndex : undefined
  }

  #take(type: CodeToken['type'], end: number): void {
    const start = this.#at
    this.#at = end
    this.#push(type, start, end)
  }

  #push(type: CodeToken['type'], start: number, end: number): void {
    this.#tokens.push({ type, text: type === 'newline' ? '' : this.source.slice(start, end), start, end })
  }
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end < 0 ? source.length : end
}

function endOfString(source: string, from: number, quotes: string): number {
  const long = quotes.length === 3
  for (let at = from; at < source.length; at++) {
    const char = source[at]
    if (char === '\\') at++
    else if (!long && char === '\n') return at
    else if (long ? source.startsWith(quotes, at) : char === quotes) return at + quotes.length
  }
  return source.length
}

/** A tab reaches to the next multiple of eight, as in Python. */
function columns(source: string, from: number, to: number): number {
  let width = 0
  for (let at = from; at < to; at++) width = source[at] === '\t' ? width - (width % 8) + 8 : width + 1
  return width
}
