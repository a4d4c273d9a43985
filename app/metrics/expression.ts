/**
 * The value of a small formula, as Python or as LaTeX would read it: numbers, + − × ÷, powers, brackets, fractions. A parser of
 * its own because text from a file must never be evaluated as code. Roots and π have no value here: the reference's reading of
 * them ends in an error (VLMEvalKit `mathv.py` `is_equal` evaluates `sqrt(2)` without knowing `sqrt`). Knows no metric.
 */

/**
 * Python: `**` is power, no number begins with a spare zero. LaTeX as `latex2sympy2_extended` reads it: `^` is power, `%` is a
 * hundredth, a number beside another is a mixed number (`2 \\frac{1}{2}` is 2.5), a number never ends in a full stop.
 */
export type FormulaNotation = 'python' | 'latex'

/** The value, or undefined where the text is not such a formula. */
export function valueOf(text: string, notation: FormulaNotation): number | undefined {
  const tokens = notation === 'python' ? pythonTokens(text) : latexTokens(text)
  if (tokens === undefined || tokens.length === 0) return undefined
  const reader = { tokens, at: 0, depth: 0, mixed: notation === 'latex' }
  const value = sum(reader)
  return reader.at === tokens.length && value !== undefined && Number.isFinite(value) ? value : undefined
}

interface Reader {
  readonly tokens: readonly string[]
  /** Whether a number beside another is added to it. */
  readonly mixed: boolean
  at: number
  /** Brackets, signs and powers that are open. */
  depth: number
}

/** More of them than any answer has would be more than the stack holds. */
const deepest = 500

function pythonTokens(text: string): string[] | undefined {
  const tokens = tokensOf(text, /\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|\*\*|[-+*/()]|\s+/g)
  if (tokens?.some((token) => /^0\d+$/.test(token) && /[1-9]/.test(token)) === true) return undefined
  return tokens?.map((token) => (token === '**' ? '^' : token))
}

function latexTokens(text: string): string[] | undefined {
  const inner = text
    .replace(/\\left|\\right|\\?\$|\\[()]|\^\\circ|\^\{\\circ\}/g, '')
    .replace(/\\boxed\s*\{([^{}]*)\}/g, '$1')
    .trim()
  // Braces alone are a set.
  if (/^\{[^{}]*\}$/.test(inner)) return undefined
  const plain = inner
    .replace(/^-?\d{1,3}(?:,\d{3})+$/, (whole) => whole.replaceAll(',', ''))
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/\\cdot|\\times/g, '*')
    .replace(/\\div|:/g, '/')
    .replace(/\\%/g, '%')
    .replace(/\\,/g, ' ')
    .replace(/\[/g, '(')
    .replace(/\]/g, ')')
  return tokensOf(plain, /\d+\.\d+|\d+(?!\.)|\.\d+|\\frac(?=\s*\{)|[-+*/^(){}%]|\s+/g)
}

/** All tokens but space; undefined when anything is none. */
function tokensOf(text: string, token: RegExp): string[] | undefined {
  const tokens = text.match(token) ?? []
  return tokens.join('') === text ? tokens.filter((t) => t.trim() !== '') : undefined
}

function take(reader: Reader, ...wanted: readonly string[]): string | undefined {
  const token = reader.tokens[reader.at]
  if (token === undefined || !wanted.includes(token)) return undefined
  reader.at++
  return token
}

function sum(reader: Reader): number | undefined {
  let value = product(reader)
  for (;;) {
    const sign = take(reader, '+', '-')
    if (value === undefined || sign === undefined) return value
    const next = product(reader)
    if (next === undefined) return undefined
    value = sign === '+' ? value + next : value - next
  }
}

function product(reader: Reader): number | undefined {
  let value = signed(reader)
  for (;;) {
    const sign = take(reader, '*', '/')
    if (value === undefined || sign === undefined) return value
    const next = signed(reader)
    if (next === undefined) return undefined
    value = sign === '/' ? value / next : value * next
  }
}

function signed(reader: Reader): number | undefined {
  let negative = false
  for (let sign = take(reader, '+', '-'); sign !== undefined; sign = take(reader, '+', '-'))
    if (sign === '-') negative = !negative
  if (++reader.depth > deepest) return undefined
  const value = mixed(reader)
  reader.depth--
  return value === undefined || !negative ? value : -value
}

/** Things beside each other: a whole number with a whole number or a fraction is a mixed number, all else a product. */
function mixed(reader: Reader): number | undefined {
  let whole = /^\(?\d+$/.test(reader.tokens[reader.at] ?? '')
  let value = power(reader)
  while (reader.mixed && value !== undefined && /^[\d.({\\]/.test(reader.tokens[reader.at] ?? '')) {
    const next = reader.tokens[reader.at] === '(' ? reader.at + 1 : reader.at
    const added = whole && /^(\d+|\\frac)$/.test(reader.tokens[next] ?? '')
    const more = power(reader)
    if (more === undefined) return undefined
    value = added ? value + more : value * more
    whole = false
  }
  return value
}

function power(reader: Reader): number | undefined {
  const base = percent(reader, atom(reader))
  if (base === undefined || take(reader, '^') === undefined) return base
  const exponent = signed(reader)
  return exponent === undefined ? undefined : base ** exponent
}

function percent(reader: Reader, value: number | undefined): number | undefined {
  return take(reader, '%') === undefined || value === undefined ? value : value / 100
}

function atom(reader: Reader): number | undefined {
  const token = reader.tokens[reader.at]
  if (token === undefined) return undefined
  reader.at++
  if (token === '(') return closed(reader, ')')
  if (token === '{') return closed(reader, '}')
  if (token === '\\frac') {
    const above = braced(reader)
    const below = braced(reader)
    return above === undefined || below === undefined ? undefined : above / below
  }
  return /^[\d.]/.test(token) ? Number(token) : undefined
}

/** What the braces of a fraction hold. */
function braced(reader: Reader): number | undefined {
  return take(reader, '{') === undefined ? undefined : closed(reader, '}')
}

function closed(reader: Reader, end: string): number | undefined {
  const value = sum(reader)
  return take(reader, end) === undefined ? undefined : value
}
