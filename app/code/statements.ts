/** Tokens of a program as statements. What is no Python costs its own line only. Linear; never throws. */
import { pushAll } from '../lists'
import { readExpression, readList, readParameters, readTarget } from './expressions'
import type { Statement } from './syntax'
import { fault, SyntaxFault, TokenReader } from './token-reader'
import { codeTokensOf } from './tokens'
import { given } from '../given'

/** A program as its statements. */
export function parse(source: string): readonly Statement[] {
  const tokens = new TokenReader(codeTokensOf(source))
  const statements: Statement[] = []
  while (tokens.next.type !== 'end') pushAll(statements, readStatements(tokens))
  return statements
}

/** One line: a statement with its block, or several simple ones with `;` between them. */
function readStatements(tokens: TokenReader): readonly Statement[] {
  const { start } = tokens.next
  if (tokens.acceptsType('dedent') || tokens.acceptsType('newline')) return []
  try {
    // An indentation that nothing opened: its lines count as they come.
    if (tokens.acceptsType('indent')) return tokens.nested(() => readIndented(tokens))
    const block = tokens.nested(() => readCompound(tokens))
    if (block !== undefined) return [block]
    return readSimpleLine(tokens)
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    return [broken(tokens, start)]
  }
}

/** Passes over the rest of the line. */
function broken(tokens: TokenReader, start: number): Statement {
  while (tokens.next.type !== 'newline' && tokens.next.type !== 'end') tokens.take()
  return { type: 'broken', start, end: tokens.before }
}

function readSimpleLine(tokens: TokenReader): readonly Statement[] {
  const found: Statement[] = []
  do {
    if (tokens.next.type === 'newline' || tokens.next.type === 'end') break
    found.push(readSimple(tokens))
  } while (tokens.accepts(';'))
  if (tokens.next.type === 'newline') tokens.take()
  else if (tokens.next.type !== 'end') found.push(broken(tokens, tokens.next.start))
  return found
}

const augments = new Set(['+=', '-=', '*=', '/=', '//=', '%=', '**=', '@=', '&=', '|=', '^=', '<<=', '>>='])
const passed = new Set(['pass', 'assert'])

function readSimple(tokens: TokenReader): Statement {
  const { start, text, type } = tokens.next
  const done = () => ({ start, end: tokens.before })
  if (type === 'name') {
    if (text === 'import' || text === 'from') return readImport(tokens)
    if (tokens.accepts('return')) {
      const value = ends(tokens) ? undefined : readList(tokens)
      return { type: 'return', ...given({ value }), ...done() }
    }
    if (text === 'break' || text === 'continue' || text === 'raise') {
      while (!ends(tokens)) tokens.take()
      return { type: 'leave', how: text, ...done() }
    }
    if (text === 'global' || text === 'nonlocal') return readOuter(tokens, text)
    // What a generator gives is not collected, but what it cuts is seen.
    if (tokens.accepts('yield')) {
      tokens.accepts('from')
      return ends(tokens)
        ? { type: 'nothing', ...done() }
        : { type: 'expression', value: readList(tokens), ...done() }
    }
    if (tokens.accepts('del')) return { type: 'delete', target: readList(tokens), ...done() }
    if (passed.has(text)) {
      while (!ends(tokens)) tokens.take()
      return { type: 'nothing', ...done() }
    }
  }
  const first = readList(tokens)
  if (tokens.accepts(':')) {
    readExpression(tokens) // an annotation
    if (!tokens.sees('=')) return { type: 'nothing', ...done() }
  }
  if (augments.has(tokens.next.text) && tokens.next.type === 'op') {
    const operator = tokens.take().text.slice(0, -1)
    return { type: 'augment', target: first, operator, value: readList(tokens), ...done() }
  }
  if (!tokens.sees('=')) return { type: 'expression', value: first, ...done() }
  const targets = [first]
  let value = first
  while (tokens.accepts('=')) {
    value = readList(tokens)
    targets.push(value)
  }
  return { type: 'assign', targets: targets.slice(0, -1), value, ...done() }
}

function readOuter(tokens: TokenReader, how: 'global' | 'nonlocal'): Statement {
  const { start } = tokens.take()
  const names: string[] = []
  while (!ends(tokens)) {
    const { type, text } = tokens.take()
    if (type === 'name') names.push(text)
  }
  return { type: 'outer', names, how, start, end: tokens.before }
}

function ends(tokens: TokenReader): boolean {
  return tokens.next.type === 'newline' || tokens.next.type === 'end' || tokens.sees(';')
}

/** `import numpy as np`, `from PIL import Image, ImageOps`. */
function readImport(tokens: TokenReader): Statement {
  const { start, text } = tokens.take()
  const names: { name: string; path: string }[] = []
  const from = text === 'from' ? readPath(tokens) : ''
  if (text === 'from') tokens.demands('import')
  tokens.accepts('(')
  do {
    if (tokens.sees(')') || ends(tokens)) break
    if (tokens.accepts('*')) continue
    const path = readPath(tokens)
    const alias = tokens.accepts('as') ? tokens.take().text : undefined
    const whole = from === '' ? path : `${from}.${path}`
    // `import PIL.Image` binds `PIL`.
    const [first = ''] = path.split('.')
    names.push(
      alias === undefined && from === ''
        ? { name: first, path: first }
        : { name: alias ?? path, path: whole },
    )
  } while (tokens.accepts(','))
  tokens.accepts(')')
  return { type: 'import', names, start, end: tokens.before }
}

function readPath(tokens: TokenReader): string {
  while (tokens.accepts('.') || tokens.accepts('...')) continue
  const parts: string[] = []
  do {
    const { type, text } = tokens.next
    if (type !== 'name') throw fault
    tokens.take()
    parts.push(text)
  } while (tokens.accepts('.'))
  return parts.join('.')
}

/** A statement with a block; undefined where none begins. */
function readCompound(tokens: TokenReader): Statement | undefined {
  const { start, text, type } = tokens.next
  if (type === 'op' && text === '@') {
    while (!ends(tokens)) tokens.take()
    return { type: 'nothing', start, end: tokens.before }
  }
  if (type !== 'name') return undefined
  if (text === 'async') tokens.take()
  switch (tokens.next.text) {
    case 'for':
      return readFor(tokens, start)
    case 'while': {
      tokens.take()
      const test = readExpression(tokens)
      const body = readBlock(tokens)
      const otherwise = tokens.accepts('else') ? readBlock(tokens) : []
      return { type: 'while', test, body, otherwise, start, end: tokens.before }
    }
    case 'if':
      return readIf(tokens, start)
    case 'with':
      return readWith(tokens, start)
    case 'def':
      return readFunction(tokens, start)
    case 'try':
      return readTry(tokens, start)
    case 'class': {
      while (!tokens.sees(':') && !ends(tokens)) tokens.take()
      readBlock(tokens)
      return { type: 'nothing', start, end: tokens.before }
    }
    default:
      return undefined
  }
}

function readFor(tokens: TokenReader, start: number): Statement {
  tokens.take()
  const target = readTarget(tokens)
  tokens.demands('in')
  const over = readList(tokens)
  const body = readBlock(tokens)
  const otherwise = tokens.accepts('else') ? readBlock(tokens) : []
  return { type: 'for', target, over, body, otherwise, start, end: tokens.before }
}

/** A long row of `elif` is read in a loop and folded from its end. */
function readIf(tokens: TokenReader, start: number): Statement {
  const parts: { test: ReturnType<typeof readExpression>; body: readonly Statement[]; start: number }[] = []
  do {
    const at = tokens.take().start
    const test = readExpression(tokens)
    parts.push({ test, body: readBlock(tokens), start: parts.length === 0 ? start : at })
  } while (tokens.sees('elif') && parts.length < 50)
  let otherwise: readonly Statement[] = tokens.accepts('else') ? readBlock(tokens) : []
  for (const part of parts.reverse()) otherwise = [{ type: 'if', ...part, otherwise, end: tokens.before }]
  const [whole] = otherwise
  if (whole === undefined) throw fault
  return whole
}

function readWith(tokens: TokenReader, start: number): Statement {
  tokens.take()
  const items: { value: ReturnType<typeof readExpression>; target?: ReturnType<typeof readTarget> }[] = []
  do {
    const value = readExpression(tokens)
    items.push(tokens.accepts('as') ? { value, target: readExpression(tokens) } : { value })
  } while (tokens.accepts(','))
  return { type: 'with', items, body: readBlock(tokens), start, end: tokens.before }
}

function readFunction(tokens: TokenReader, start: number): Statement {
  tokens.take()
  const { type, text } = tokens.take()
  if (type !== 'name') throw fault
  tokens.demands('(')
  const parameters = readParameters(tokens, ')')
  if (tokens.accepts('->')) readExpression(tokens)
  return { type: 'function', name: text, parameters, body: readBlock(tokens), start, end: tokens.before }
}

function readTry(tokens: TokenReader, start: number): Statement {
  tokens.take()
  const body = readBlock(tokens)
  const handlers: (readonly Statement[])[] = []
  let otherwise: readonly Statement[] = []
  let last: readonly Statement[] = []
  for (;;) {
    if (tokens.accepts('except')) {
      while (!tokens.sees(':') && !ends(tokens)) tokens.take()
      handlers.push(readBlock(tokens))
    } else if (tokens.accepts('else')) otherwise = readBlock(tokens)
    else if (tokens.accepts('finally')) last = readBlock(tokens)
    else return { type: 'try', body, handlers, otherwise, last, start, end: tokens.before }
  }
}

/** After the colon: the rest of the line, or the lines that are indented. */
function readBlock(tokens: TokenReader): readonly Statement[] {
  tokens.demands(':')
  if (!tokens.acceptsType('newline')) return readSimpleLine(tokens)
  return tokens.acceptsType('indent') ? readIndented(tokens) : []
}

/** Lines up to the end of their indentation, which is taken. */
function readIndented(tokens: TokenReader): readonly Statement[] {
  const body: Statement[] = []
  while (!tokens.acceptsType('dedent') && tokens.next.type !== 'end') pushAll(body, readStatements(tokens))
  return body
}
