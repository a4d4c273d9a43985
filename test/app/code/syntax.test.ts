/** Programs cut into tokens and read as trees, as Python's own `ast` reads them. */
import fc from '../../builders/properties'
import { describe, expect, test } from 'vitest'
import { parse } from '../../../app/code/statements'
import type { Argument, Expression, Loop, Slice, Statement } from '../../../app/code/syntax'
import { codeTokensOf } from '../../../app/code/tokens'

/** The tree of an expression in brackets, operators first. */
function shown(e: Expression | Slice): string {
  const all = (items: readonly (Expression | Slice)[]) => items.map((item) => ` ${shown(item)}`).join('')
  switch (e.type) {
    case 'number':
      return e.float && Number.isInteger(e.value) ? e.value.toFixed(1) : String(e.value)
    case 'string':
      return e.value === undefined ? '(text)' : JSON.stringify(e.value)
    case 'name':
      return e.name
    case 'tuple':
    case 'list':
    case 'set':
      return `(${e.type}${all(e.items)})`
    case 'dict':
      return `(dict${e.entries.map(([k, v]) => ` ${k === undefined ? '**' : shown(k)}:${shown(v)}`).join('')})`
    case 'attribute':
      return `(. ${shown(e.of)} ${e.name})`
    case 'call':
      return `(call ${[shown(e.of), ...e.args.map(argument)].join(' ')})`
    case 'index':
      return `(index ${shown(e.of)}${all(e.items)})`
    case 'slice':
      return [e.from, e.to, ...(e.step === undefined ? [] : [e.step])]
        .map((x) => (x ? shown(x) : ''))
        .join(':')
    case 'unary':
      return `(${e.operator} ${shown(e.of)})`
    case 'binary':
      return `(${e.operator} ${shown(e.left)} ${shown(e.right)})`
    case 'choice':
      return `(if ${shown(e.test)} ${shown(e.then)} ${shown(e.otherwise)})`
    case 'comprehension':
      return `(for ${e.key === undefined ? '' : `${shown(e.key)}:`}${shown(e.item)}${e.loops.map(loop).join('')})`
    case 'lambda':
      return `(lambda [${e.parameters.map((p) => p.name).join(' ')}] ${shown(e.body)})`
    case 'starred':
      return `*${shown(e.of)}`
    case 'named':
      return `(:= ${shown(e.target)} ${shown(e.value)})`
  }
}

function argument({ name, unpacked, value }: Argument): string {
  return `${name === undefined ? '' : `${name}=`}${unpacked === true ? '*' : ''}${shown(value)}`
}

function loop({ target, over, tests }: Loop): string {
  return ` [${shown(target)} in ${shown(over)}${tests.map((t) => ` if ${shown(t)}`).join('')}]`
}

function expressionOf(code: string): Expression {
  const [only, ...more] = parse(code)
  if (only?.type !== 'expression' || more.length > 0) throw new Error(`no expression: ${code}`)
  return only.value
}

const expressions: readonly (readonly [string, string])[] = [
  ['a + b * c', '(+ a (* b c))'],
  ['(a + b) * c', '(* (+ a b) c)'],
  ['a - b - c', '(- (- a b) c)'],
  ['a ** b ** c', '(** a (** b c))'],
  ['-a ** b', '(- (** a b))'],
  ['a ** -b', '(** a (- b))'],
  ['-a * b', '(* (- a) b)'],
  ['not a == b', '(not (== a b))'],
  ['not a in b', '(not (in a b))'],
  ['a not in b', '(not in a b)'],
  ['a is not b', '(is not a b)'],
  ['a < b <= c', '(and (< a b) (<= b c))'],
  ['a < b < c < d', '(and (and (< a b) (< b c)) (< c d))'],
  ['a or b and c', '(or a (and b c))'],
  ['not a or b', '(or (not a) b)'],
  ['a | b ^ c & d', '(| a (^ b (& c d)))'],
  ['a << b + c', '(<< a (+ b c))'],
  ['a // b % c / d', '(/ (% (// a b) c) d)'],
  ['a @ b', '(@ a b)'],
  ['~a', '(~ a)'],
  ['+-a', '(+ (- a))'],
  ['a if b else c', '(if b a c)'],
  ['a if b else c if d else e', '(if b a (if d c e))'],
  ['(a if b else c) + d', '(+ (if b a c) d)'],
  ['a or b if c else d', '(if c (or a b) d)'],
  ['a.b.c', '(. (. a b) c)'],
  ['a.b(c).d', '(. (call (. a b) c) d)'],
  ['a(b, *c, d=e, **f)', '(call a b *c d=e *f)'],
  ['a(b for b in c)', '(call a (for b [b in c]))'],
  ['a()', '(call a)'],
  ['a(b,)', '(call a b)'],
  ['a[b]', '(index a b)'],
  ['a[b:c]', '(index a b:c)'],
  ['a[:c]', '(index a :c)'],
  ['a[b:]', '(index a b:)'],
  ['a[:]', '(index a :)'],
  ['a[::b]', '(index a ::b)'],
  ['a[b:c:d]', '(index a b:c:d)'],
  ['a[b, c]', '(index a b c)'],
  ['a[b:c, d:e]', '(index a b:c d:e)'],
  ['a[..., b]', '(index a ... b)'],
  ['a[-1]', '(index a (- 1))'],
  ['a[b][c].d(e)[f]', '(index (call (. (index (index a b) c) d) e) f)'],
  ['(a)', 'a'],
  ['(a,)', '(tuple a)'],
  ['(a, b)', '(tuple a b)'],
  ['()', '(tuple)'],
  ['[]', '(list)'],
  ['[a]', '(list a)'],
  ['[a, b,]', '(list a b)'],
  ['[*a, b]', '(list *a b)'],
  ['{}', '(dict)'],
  ['{a: b}', '(dict a:b)'],
  ['{a: b, **c}', '(dict a:b **:c)'],
  ['{a, b}', '(set a b)'],
  ['[a for b in c]', '(for a [b in c])'],
  ['[a for b, d in c if b if d]', '(for a [(tuple b d) in c if b if d])'],
  ['[a for b in c for d in e]', '(for a [b in c] [d in e])'],
  ['(a for b in c)', '(for a [b in c])'],
  ['{a for b in c}', '(for a [b in c])'],
  ['{a: d for b in c}', '(for a:d [b in c])'],
  ['[a if b else c for d in e]', '(for (if b a c) [d in e])'],
  ['lambda: a', '(lambda [] a)'],
  ['lambda a: a + b', '(lambda [a] (+ a b))'],
  ['lambda a, b=c: a', '(lambda [a b] a)'],
  ['lambda a: lambda b: a', '(lambda [a] (lambda [b] a))'],
  ['(a := b)', '(:= a b)'],
  ['(a := b) + c', '(+ (:= a b) c)'],
  ["'a'", '"a"'],
  ['"a" \'b\'', '"ab"'],
  ['1', '1'],
  ['1.5', '1.5'],
  ['.5', '0.5'],
  ['1e3', '1000.0'],
  ['0x1f', '31'],
  ['1_000', '1000'],
  ['True', 'True'],
  ['None', 'None'],
  ['a.b if c.d else e[f]', '(if (. c d) (. a b) (index e f))'],
  ['a(b)(c)', '(call (call a b) c)'],
  ['a(lambda b: b, c)', '(call a (lambda [b] b) c)'],
  ["'é😀'", '"é😀"'],
  ['名前 + b', '(+ 名前 b)'],
  ['not not a', '(not (not a))'],
  ['a and not b', '(and a (not b))'],
  ['a in (b, c)', '(in a (tuple b c))'],
  ['1 if a else -1', '(if a 1 (- 1))'],
]

describe('an expression is the tree that Python makes of it', () => {
  test.each(expressions)('%s', (code, tree) => expect(shown(expressionOf(code))).toBe(tree))

  test('and has its own characters, brackets around it included', () => {
    for (const [code] of expressions) {
      const { start, end } = expressionOf(code)
      expect(code.slice(start, end)).toBe(code)
    }
  })

  test('whatever spaces, comments and line ends stand in brackets', () => {
    for (const [code, tree] of expressions)
      expect(shown(expressionOf(`( # one\n  ${code.replaceAll(' ', ' \\\n ')}  # two\n)`))).toBe(tree)
  })

  test('each side of a slice says where it is written, empty ones too', () => {
    const read = expressionOf('a[1:22, :3]')
    const [rows, columns] = read.type === 'index' ? read.items : []
    expect(rows).toMatchObject({ type: 'slice', start: 2, colon: 4, end: 6 })
    expect(columns).toMatchObject({ type: 'slice', start: 8, colon: 9, end: 10 })
  })
})

const kinds = (code: string) => parse(code).map((s: Statement) => s.type)

describe('a statement', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['\n\n# a comment\n', []],
    ['a = 1', ['assign']],
    ['a = b = 1', ['assign']],
    ['a: int = 1', ['assign']],
    ['a: int', ['nothing']],
    ['a += 1', ['augment']],
    ['a //= 1', ['augment']],
    ['f(a)', ['expression']],
    ['a; b; c', ['expression', 'expression', 'expression']],
    ['a;', ['expression']],
    ['import a, b.c as d', ['import']],
    ['from .a import (b, c as d)', ['import']],
    ['from a import *', ['import']],
    ['pass', ['nothing']],
    ['assert a, "b"', ['nothing']],
    ['global a, b', ['outer']],
    ['del a, b[0]', ['delete']],
    ['if a: b', ['if']],
    ['if a:\n  b\nelif c:\n  d\nelse:\n  e\nf', ['if', 'expression']],
    ['for a in b: c\nelse: d', ['for']],
    ['async for a in b: c', ['for']],
    ['while a:\n  b\nelse:\n  c', ['while']],
    ['with a as b, c: d', ['with']],
    ['def f(a, *b, c=1, **d) -> e: return a', ['function']],
    ['async def f(): pass', ['function']],
    ['@a.b(c)\ndef f(): pass', ['nothing', 'function']],
    ['class A(B):\n  def f(self): pass\na', ['nothing', 'expression']],
    ['try:\n  a\nexcept B as c:\n  d\nelse:\n  e\nfinally:\n  f', ['try']],
    ['return a, b', ['return']],
    ['break', ['leave']],
    ['raise A from b', ['leave']],
  ])('%j', (code, types) => expect(kinds(code)).toEqual(types))

  test.each<[string, readonly string[]]>([
    ['!pip install pillow', ['broken']],
    ['%matplotlib inline\na', ['broken', 'expression']],
    ['a = = 3\nb', ['broken', 'expression']],
    ['a b\nc', ['expression', 'broken', 'expression']],
    ['if a\n  b\nc', ['broken', 'expression', 'expression']],
    ['def (a): b\nc', ['broken', 'expression']],
    ['a)\nb', ['expression', 'broken', 'expression']],
    ['  a\nb', ['expression', 'expression']],
    ['for = 3\na', ['broken', 'expression']],
    ['"never closed\na', ['expression', 'expression']],
    ['从图像中裁剪。\na', ['expression', 'broken', 'expression']],
  ])('that is no Python costs its own line only: %j', (code, types) => expect(kinds(code)).toEqual(types))

  test('that is never closed takes what follows with it, and no more', () => {
    expect(kinds('a\nf(b,')).toEqual(['expression', 'broken'])
    expect(kinds('a\n"""b\nc')).toEqual(['expression', 'expression'])
  })
})

const texts = (code: string) =>
  codeTokensOf(code).map(({ type, text }) =>
    type === 'op' || type === 'name' ? text : `${type} ${text}`.trim(),
  )

describe('tokens', () => {
  test.each<[string, readonly string[]]>([
    ['a1 = 0x1F', ['a1', '=', 'number 0x1F', 'newline', 'end']],
    ['1.e5 .5 1_0 0b1', ['number 1.e5', 'number .5', 'number 1_0', 'number 0b1', 'newline', 'end']],
    ['a.b1', ['a', '.', 'b1', 'newline', 'end']],
    ['1if', ['number 1', 'if', 'newline', 'end']],
    ['a//=b**-c', ['a', '//=', 'b', '**', '-', 'c', 'newline', 'end']],
    ['a:=b->c!=d', ['a', ':=', 'b', '->', 'c', '!=', 'd', 'newline', 'end']],
    ['rb\'a\' f"b"', ["string rb'a'", 'string f"b"', 'newline', 'end']],
    ["'a\\'b' 'c'", ["string 'a\\'b'", "string 'c'", 'newline', 'end']],
    ["'''a\n'b'''", ["string '''a\n'b'''", 'newline', 'end']],
    ['a # b\nc', ['a', 'newline', 'c', 'newline', 'end']],
    ['a\\\nb', ['a', 'b', 'newline', 'end']],
    ['a\r\nb', ['a', 'newline', 'b', 'newline', 'end']],
    ['(a\n\nb)', ['(', 'a', 'b', ')', 'newline', 'end']],
    ['a\u00a0b', ['a', 'b', 'newline', 'end']],
    ['a $ b', ['a', '$', 'b', 'newline', 'end']],
    ['变量 = 1', ['变量', '=', 'number 1', 'newline', 'end']],
    ['if a:\n\tb\nc', ['if', 'a', ':', 'newline', 'indent', 'b', 'newline', 'dedent', 'c', 'newline', 'end']],
    [
      'if a:\n  b\n\n# c\n  d',
      ['if', 'a', ':', 'newline', 'indent', 'b', 'newline', 'd', 'newline', 'dedent', 'end'],
    ],
    ['  a\n b', ['indent', 'a', 'newline', 'dedent', 'b', 'newline', 'end']],
  ])('%j', (code, expected) => expect(texts(code)).toEqual(expected))

  test('a tab reaches to the next multiple of eight', () => {
    const depth = (code: string) => texts(code).filter((t) => t === 'indent').length
    expect(depth('if a:\n\tb\n        c')).toBe(1)
    expect(depth('if a:\n  \tb\n        c')).toBe(1)
    expect(depth('if a:\n    b\n\tc')).toBe(2)
  })

  test('stand in their order, each at its own characters, whatever the text is', () => {
    const bits = fc.constantFrom(
      'a',
      '1',
      "'",
      '"""',
      '(',
      ')',
      '\n',
      '  ',
      '\t',
      '\\\n',
      '#',
      '.',
      'é',
      '\ud83d',
    )
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        const code = parts.join('')
        let last = 0
        for (const { text, type, start, end } of codeTokensOf(code)) {
          expect(start).toBeGreaterThanOrEqual(last)
          if (type !== 'newline') expect(code.slice(start, end)).toBe(text)
          last = end
        }
        expect(codeTokensOf(code).at(-1)?.type).toBe('end')
      }),
    )
  })

  test('indents and dedents come in pairs, whatever the text is', () => {
    const line = fc.tuple(fc.nat(6), fc.constantFrom('a', '', '# b', 'if c:', ')', '(d'))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const code = lines.map(([indent, text]) => ' '.repeat(indent) + text).join('\n')
        const types = codeTokensOf(code).map((t) => t.type)
        const count = (wanted: string) => types.filter((type) => type === wanted).length
        expect(count('indent')).toBe(count('dedent'))
      }),
    )
  })
})
