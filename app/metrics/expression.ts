/**
 * The value of a small formula, as Python or as LaTeX would read it: numbers, + − × ÷, powers, brackets, fractions. A parser of
 * its own because text from a file must never be evaluated as code. Roots and π have no value here: the reference's reading of
 * them ends in an error (VLMEvalKit `mathv.py` `is_equal` evaluates `sqrt(2)` without knowing `sqrt`). Knows no metric.
 */

/** Python: `**` is power. LaTeX: `^` is power, things beside each other are multiplied, `\\%` is a hundredth. */
export type Notation = 'python' | 'latex'

/** The value, or undefined where the text is not such a formula. */
export function valueOf(text: string, notation: Notation): number | undefined {
  const tokens = notation === 'python' ? pythonTokens(text) : latexTokens(text)
  if (tokens === undefined || tokens.length === 0) return undefined
  const reader = { tokens, at: 0, beside: notation === 'latex' }
  const value = sum(reader)
  return reader.at === tokens.length && value !== undefined && Number.isFinite(value) ? value : undefined
}

interface Reader {
  readonly tokens: readonly string[]
  /** Whether two things beside each other are a product. */
  readonly beside: boolean
  at: number
}

function pythonTokens(text: string): string[] | undefined {
  return tokensOf(text, /\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|\*\*|[-+*/()]|\s+/g)?.map((t) =>
    t === '**' ? '^' : t,
  )
}

function latexTokens(text: string): string[] | undefined {
  const plain = text
    .replace(/^[a-z]\s*=/, '')
    .replace(/\\left|\\right|\$/g, '')
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/\\cdot|\\times/g, '*')
    .replace(/\\div|:/g, '/')
    .replace(/(\d),(?=\d{3}(\D|$))/g, '$1')
    .trim()
  return tokensOf(plain, /\d+\.?\d*|\.\d+|\\frac(?=\s*\{)|\\%|[-+*/^(){}]|\s+/g)
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
    if (value === undefined) return undefined
    const beside = reader.beside && sign === undefined && /^[\d.({\\]/.test(reader.tokens[reader.at] ?? '')
    if (sign === undefined && !beside) return value
    const next = beside ? power(reader) : signed(reader)
    if (next === undefined) return undefined
    value = sign === '/' ? value / next : value * next
  }
}

function signed(reader: Reader): number | undefined {
  const sign = take(reader, '+', '-')
  if (sign === undefined) return power(reader)
  const value = signed(reader)
  return value === undefined || sign === '+' ? value : -value
}

function power(reader: Reader): number | undefined {
  const base = percent(reader, atom(reader))
  if (base === undefined || take(reader, '^') === undefined) return base
  const exponent = signed(reader)
  return exponent === undefined ? undefined : base ** exponent
}

function percent(reader: Reader, value: number | undefined): number | undefined {
  return take(reader, '\\%') === undefined || value === undefined ? value : value / 100
}

function atom(reader: Reader): number | undefined {
  const token = reader.tokens[reader.at]
  if (token === undefined) return undefined
  if (token === '(' || token === '{') return bracketed(reader, token)
  reader.at++
  if (token === '\\frac') {
    const above = atom(reader)
    const below = atom(reader)
    return above === undefined || below === undefined ? undefined : above / below
  }
  return /^[\d.]/.test(token) ? Number(token) : undefined
}

function bracketed(reader: Reader, open: string): number | undefined {
  reader.at++
  const value = sum(reader)
  return take(reader, open === '(' ? ')' : '}') === undefined ? undefined : value
}
