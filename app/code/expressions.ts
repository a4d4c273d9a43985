/** Tokens of an expression as a tree, by precedence. One pass, one token of look-ahead. Throws `SyntaxFault` only. */
import type { Argument, Expression, Loop, FunctionParameter, Slice } from './syntax'
import { fault, type TokenReader } from './token-reader'
import { given } from '../given'

/** Binary operators from loose to tight; `**` and comparisons have their own places. */
const levels = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@']] as const
const comparisons = new Set(['<', '>', '==', '!=', '<=', '>=', 'in', 'is', 'not'])
/** Longer chains (`a.b.c…`, `1+1+…`) are bait. */
const longest = 400

/** `a, b = …`: one expression, or a tuple without brackets. */
export function readList(tokens: TokenReader): Expression {
  const first = readStarred(tokens)
  if (!tokens.sees(',')) return first
  const items = [first]
  while (tokens.accepts(',')) {
    if (!beginsExpression(tokens)) break
    items.push(readStarred(tokens))
  }
  return { type: 'tuple', items, start: first.start, end: tokens.before }
}

function readStarred(tokens: TokenReader): Expression {
  const { start } = tokens.next
  if (!tokens.accepts('*')) return readExpression(tokens)
  const of = readOperators(tokens, 0)
  return { type: 'starred', of, start, end: of.end }
}

const enders = new Set([')', ']', '}', '=', ':', ';', ','])

function beginsExpression(tokens: TokenReader): boolean {
  const { type, text } = tokens.next
  if (type === 'op') return !enders.has(text)
  return (type === 'name' && text !== 'in' && text !== 'for') || type === 'number' || type === 'string'
}

/** A single expression, conditional and `lambda` included. */
export function readExpression(tokens: TokenReader): Expression {
  return tokens.nested(() => {
    if (tokens.sees('lambda')) return readLambda(tokens)
    const then = readLogic(tokens, 'or')
    if (tokens.accepts(':=')) {
      const value = readExpression(tokens)
      return { type: 'named', target: then, value, start: then.start, end: value.end }
    }
    if (!tokens.accepts('if')) return then
    const test = readLogic(tokens, 'or')
    tokens.demands('else')
    const otherwise = readExpression(tokens)
    return { type: 'choice', test, then, otherwise, start: then.start, end: otherwise.end }
  })
}

function readLambda(tokens: TokenReader): Expression {
  const { start } = tokens.take()
  const parameters = readParameters(tokens, ':')
  const body = readExpression(tokens)
  return { type: 'lambda', parameters, body, start, end: body.end }
}

/** Names up to `closing`, which is taken; annotations are passed over. */
export function readParameters(tokens: TokenReader, closing: string): readonly FunctionParameter[] {
  const found: FunctionParameter[] = []
  let named = false
  while (!tokens.accepts(closing)) {
    if (tokens.accepts(',') || tokens.accepts('/')) continue
    const rest = tokens.accepts('**') ? 'dict' : tokens.accepts('*') ? 'list' : undefined
    if (rest === 'list' && tokens.sees(',')) {
      named = true
      continue
    }
    const { type, text } = tokens.take()
    if (type !== 'name') throw fault
    if (closing !== ':' && tokens.accepts(':')) readExpression(tokens)
    const fallback = tokens.accepts('=') ? readExpression(tokens) : undefined
    found.push({ name: text, ...given({ fallback, rest, named: named || undefined }) })
    named ||= rest === 'list'
  }
  return found
}

function readLogic(tokens: TokenReader, operator: 'or' | 'and'): Expression {
  const below = () => (operator === 'or' ? readLogic(tokens, 'and') : readNot(tokens))
  let left = below()
  for (let count = 0; tokens.accepts(operator); count++) {
    if (count > longest) throw fault
    left = binary(operator, left, below())
  }
  return left
}

function readNot(tokens: TokenReader): Expression {
  const { start } = tokens.next
  if (!tokens.accepts('not')) return readComparison(tokens)
  const of = tokens.nested(() => readNot(tokens))
  return { type: 'unary', operator: 'not', of, start, end: of.end }
}

/** Chains (`0 <= x < w`) are joined with `and`. */
function readComparison(tokens: TokenReader): Expression {
  let left = readOperators(tokens, 0)
  let joined: Expression | undefined
  for (let count = 0; comparisons.has(tokens.next.text) && tokens.next.type !== 'string'; count++) {
    if (count > longest) throw fault
    let operator = tokens.take().text
    if (operator === 'not') {
      tokens.demands('in')
      operator = 'not in'
    } else if (operator === 'is' && tokens.accepts('not')) operator = 'is not'
    const right = readOperators(tokens, 0)
    const one = binary(operator, left, right)
    joined = joined === undefined ? one : binary('and', joined, one)
    left = right
  }
  return joined ?? left
}

function readOperators(tokens: TokenReader, level: number): Expression {
  const own: readonly string[] | undefined = levels[level]
  if (own === undefined) return readUnary(tokens)
  let left = readOperators(tokens, level + 1)
  for (let count = 0; tokens.next.type === 'op' && own.includes(tokens.next.text); count++) {
    if (count > longest) throw fault
    const operator = tokens.take().text
    left = binary(operator, left, readOperators(tokens, level + 1))
  }
  return left
}

function binary(operator: string, left: Expression, right: Expression): Expression {
  return { type: 'binary', operator, left, right, start: left.start, end: right.end }
}

function readUnary(tokens: TokenReader): Expression {
  const { start, text, type } = tokens.next
  if (type === 'op' && (text === '-' || text === '+' || text === '~')) {
    tokens.take()
    const of = tokens.nested(() => readUnary(tokens))
    return { type: 'unary', operator: text, of, start, end: of.end }
  }
  if (tokens.accepts('await')) return readUnary(tokens)
  const base = readPostfix(tokens)
  if (!tokens.accepts('**')) return base
  return binary(
    '**',
    base,
    tokens.nested(() => readUnary(tokens)),
  )
}

/** What follows a value: `.name`, `(…)`, `[…]`, any number of them. */
function readPostfix(tokens: TokenReader): Expression {
  let of = readAtom(tokens)
  for (let count = 0; ; count++) {
    if (count > longest) throw fault
    const { start } = of
    if (tokens.accepts('.')) {
      const { type, text, end } = tokens.take()
      if (type !== 'name') throw fault
      of = { type: 'attribute', of, name: text, start, end }
    } else if (tokens.accepts('(')) {
      const args = tokens.nested(() => readArguments(tokens))
      of = { type: 'call', of, args, start, end: tokens.before }
    } else if (tokens.accepts('[')) {
      const items = tokens.nested(() => readIndex(tokens))
      of = { type: 'index', of, items, start, end: tokens.before }
    } else return of
  }
}

function readArguments(tokens: TokenReader): readonly Argument[] {
  const args: Argument[] = []
  while (!tokens.accepts(')')) {
    if (tokens.accepts('**') || tokens.accepts('*'))
      args.push({ unpacked: true, value: readExpression(tokens) })
    else {
      const value = readExpression(tokens)
      if (value.type === 'name' && tokens.accepts('='))
        args.push({ name: value.name, value: readExpression(tokens) })
      else args.push({ value: tokens.sees('for') ? readComprehension(tokens, value) : value })
    }
    if (!tokens.accepts(',') && !tokens.sees(')')) throw fault
  }
  return args
}

function readIndex(tokens: TokenReader): readonly (Expression | Slice)[] {
  const items: (Expression | Slice)[] = []
  while (!tokens.accepts(']')) {
    items.push(readIndexItem(tokens))
    if (!tokens.accepts(',') && !tokens.sees(']')) throw fault
  }
  return items
}

function readIndexItem(tokens: TokenReader): Expression | Slice {
  const { start } = tokens.next
  const bound = () =>
    tokens.sees(':') || tokens.sees(',') || tokens.sees(']') ? undefined : readExpression(tokens)
  const from = bound()
  if (!tokens.accepts(':')) {
    if (from === undefined) throw fault
    return from
  }
  const colon = tokens.before
  const to = bound()
  const step = tokens.accepts(':') ? bound() : undefined
  return {
    type: 'slice',
    colon,
    ...given({ from, to, step }),
    start,
    end: tokens.before,
  }
}

function readAtom(tokens: TokenReader): Expression {
  const { type, text, start, end } = tokens.next
  if (type === 'name' && !reserved.has(text)) {
    tokens.take()
    return { type: 'name', name: text, start, end }
  }
  if (type === 'number') {
    tokens.take()
    return { type: 'number', ...numberIn(text), start, end }
  }
  if (type === 'string') return readStrings(tokens)
  if (tokens.accepts('...')) return { type: 'name', name: '...', start, end }
  if (tokens.accepts('(')) return tokens.nested(() => readBracketed(tokens, start, ')'))
  if (tokens.accepts('[')) return tokens.nested(() => readBracketed(tokens, start, ']'))
  if (tokens.accepts('{')) return tokens.nested(() => readBraces(tokens, start))
  throw fault
}

const reserved = new Set(
  'for in if else and or not is def class return while with try except finally import from as lambda del raise assert'.split(
    ' ',
  ),
)

function numberIn(text: string): { readonly value: number; readonly float: boolean } {
  const plain = text.replaceAll('_', '')
  if (/[jJ]$/.test(plain)) return { value: Number.NaN, float: true }
  return { value: Number(plain), float: !/^0[xXoObB]/.test(plain) && /[.eE]/.test(plain) }
}

/** Strings one after the other are one. */
function readStrings(tokens: TokenReader): Expression {
  const { start } = tokens.next
  let value: string | undefined = ''
  while (tokens.next.type === 'string') {
    const piece = stringIn(tokens.take().text)
    value = value === undefined || piece === undefined ? undefined : value + piece
  }
  return { type: 'string', ...given({ value }), start, end: tokens.before }
}

/** The words of a string; paths and keys are all that is asked of it, so that escapes stay as they are written. */
function stringIn(text: string): string | undefined {
  const quoted = /^([a-zA-Z]*)("""|'''|"|')/.exec(text)
  const [opening = '', prefix = '', quotes = ''] = quoted ?? []
  if (/f|t/i.test(prefix) && text.includes('{')) return undefined
  return text.slice(opening.length, text.endsWith(quotes) ? text.length - quotes.length : text.length)
}

function readBracketed(tokens: TokenReader, start: number, closing: ')' | ']'): Expression {
  const items: Expression[] = []
  let comma = false
  while (!tokens.accepts(closing)) {
    const item = readStarred(tokens)
    if (tokens.sees('for')) {
      const made = readComprehension(tokens, item)
      tokens.demands(closing)
      return { ...made, start, end: tokens.before }
    }
    items.push(item)
    if (tokens.accepts(',')) comma = true
    else if (!tokens.sees(closing)) throw fault
  }
  const [only] = items
  const end = tokens.before
  if (closing === ')' && only !== undefined && !comma) return { ...only, start, end }
  return { type: closing === ')' ? 'tuple' : 'list', items, start, end }
}

function readBraces(tokens: TokenReader, start: number): Expression {
  const items: Expression[] = []
  const entries: (readonly [Expression | undefined, Expression])[] = []
  while (!tokens.accepts('}')) {
    if (tokens.accepts('**')) entries.push([undefined, readExpression(tokens)])
    else {
      const key = readStarred(tokens)
      if (tokens.accepts(':')) entries.push([key, readExpression(tokens)])
      else items.push(key)
    }
    if (tokens.sees('for')) {
      const [key, value] = entries.at(-1) ?? []
      const item = value ?? items.at(-1) ?? { type: 'tuple', items, start, end: start }
      const kind = key === undefined ? ({ unique: true } as const) : { key }
      const made = { ...readComprehension(tokens, item), ...kind }
      tokens.demands('}')
      return { ...made, start, end: tokens.before }
    }
    if (!tokens.accepts(',') && !tokens.sees('}')) throw fault
  }
  const end = tokens.before
  return items.length > 0 ? { type: 'set', items, start, end } : { type: 'dict', entries, start, end }
}

function readComprehension(tokens: TokenReader, item: Expression): Expression {
  const loops: Loop[] = []
  while (tokens.accepts('for')) {
    const target = readTarget(tokens)
    tokens.demands('in')
    const over = readLogic(tokens, 'or')
    const tests: Expression[] = []
    while (tokens.accepts('if')) tests.push(readLogic(tokens, 'or'))
    loops.push({ target, over, tests })
  }
  return { type: 'comprehension', item, loops, start: item.start, end: tokens.before }
}

/** What a loop binds: names, tuples of them. `in` ends it, so no comparison may begin. */
export function readTarget(tokens: TokenReader): Expression {
  const item = () => {
    const { start } = tokens.next
    if (!tokens.accepts('*')) return readOperators(tokens, 0)
    const of = readOperators(tokens, 0)
    return { type: 'starred', of, start, end: of.end } as const
  }
  const first = item()
  if (!tokens.sees(',')) return first
  const items: Expression[] = [first]
  while (tokens.accepts(',')) if (!tokens.sees('in')) items.push(item())
  return { type: 'tuple', items, start: first.start, end: tokens.before }
}
