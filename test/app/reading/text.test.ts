/** Texts cut into pieces and put together, and where their generations, answers and thoughts end. */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../../app/dialects'
import { plainThought } from '../../../app/dialects/spans'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { generatedText, textWithoutTokens } from '../../../app/reading/context'
import { joinedPieces, reasonings } from '../../../app/reading/piece'
import { marksNoAnswer, readGeneration, readGenerations } from '../../../app/reading/spans'
import { shareToken, wholeTokens } from '../../../app/reading/token-cut'
import type { Token } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { thought } from '../../builders/project'

const split = (text: string) => reasonings(text, plainThought)

describe('a reasoning', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['One.', ['One.']],
    ['One.</think>', ['One.</think>']],
    ['One.</think>\n\nTwo.', ['One.</think>\n\n', 'Two.']],
    ['<think>One.</think>Two.<think>Three.</think>', ['<think>One.</think>', 'Two.<think>Three.</think>']],
    ['One.</rethink> Two.', ['One.</rethink> ', 'Two.']],
    ['One.◁/think▷ Two.', ['One.◁/think▷ ', 'Two.']],
    ['</think>One.', ['</think>One.']],
    ['<think></think>One.', ['<think></think>One.']],
    ['One.</think></think>Two.', ['One.</think></think>', 'Two.']],
    ['One.</think>\n', ['One.</think>\n']],
    ['a </b> c', ['a </b> c']],
  ])('%j is cut where it was closed and words follow', (text, parts) => expect(split(text)).toEqual(parts))

  test('loses no letter, and has a mark in no thought’s middle', () => {
    const bit = fc.constantFrom('</think>', '<think>', '◁/think▷', '</rethink>', ' ', 'One.', '\n', '</b>')
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 12 }), (bits) => {
        const parts = split(bits.join(''))
        expect(parts.join('')).toBe(bits.join(''))
        for (const part of parts) expect(plainThought(part)).not.toMatch(/<\/(?:think|rethink)>|◁\/think▷/)
      }),
    )
  })
})

const tokens = (...texts: readonly string[]): readonly Token[] =>
  texts.map((text, id) => ({ id, text, logprob: -1 }))

describe('a text as it is cut', () => {
  test('begins each piece where the last one ended', () => {
    const cut = textWithoutTokens('One. Two.')
    expect([cut.upTo(4), cut.at(), cut.upTo(4), cut.upTo(99), cut.upTo(99)]).toEqual([
      { raw: 'One.' },
      4,
      { raw: '' },
      { raw: ' Two.' },
      { raw: '' },
    ])
  })

  test('has the tokens of each piece, one that reaches over an end in two parts', () => {
    const cut = generatedText({ tokens: tokens('One', '. T', 'wo.') }, 'One. Two.')
    expect(cut.upTo(5)).toEqual({
      raw: 'One. ',
      tokens: [
        { id: 0, text: 'One', logprob: -1 },
        { id: 1, text: '. ', logprob: -1, cut: 'end' },
      ],
    })
    expect(cut.upTo(9).tokens?.map((t) => [t.text, t.cut])).toEqual([
      ['T', 'start'],
      ['wo.', undefined],
    ])
  })

  test('gives no tokens to what the loop put behind it', () => {
    const cut = generatedText({ tokens: tokens('One') }, 'One</x>', 3)
    expect(cut.upTo(7)).toEqual({ raw: 'One</x>', tokens: tokens('One') })
  })

  test('is whole again when its pieces are joined', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 4 })),
        fc.array(fc.nat(20)),
        (texts, ends) => {
          const text = texts.join('')
          const own = tokens(...texts)
          const cut = generatedText({ tokens: own }, text)
          const pieces = [...ends.toSorted((a, b) => a - b), text.length].map((end) =>
            cut.upTo(Math.min(end, text.length)),
          )
          const whole = pieces.reduce(joinedPieces, { raw: '' })
          expect(whole.raw).toBe(text)
          expect(wholeTokens(whole.tokens ?? [])).toEqual(own)
        },
      ),
    )
  })

  test('joined without tokens has none', () => {
    expect(joinedPieces({ raw: 'a' }, { raw: 'b' })).toEqual({ raw: 'ab' })
    expect(joinedPieces({ raw: 'a' }, { raw: 'b', tokens: tokens('b') })).toEqual({
      raw: 'ab',
      tokens: tokens('b'),
    })
  })

  test('shares a token between two steps only where nothing stands between', () => {
    const first = { ...thought('a', 'x'), tokens: [{ id: 7, text: 'x', cut: 'end' } as const] }
    const rest = { ...thought('b', 'y'), tokens: [{ id: 7, text: 'y', cut: 'start' } as const] }
    expect(shareToken(first, rest)).toBe(true)
    expect(shareToken(rest, first)).toBe(false)
    expect(shareToken({ ...first, appended: '\n' }, rest)).toBe(false)
    expect(shareToken(first, { ...rest, tokens: [{ id: 8, text: 'y', cut: 'start' }] })).toBe(false)
    expect(shareToken(thought('a', 'x'), thought('b', 'y'))).toBe(false)
  })
})

describe('generations of a turn', () => {
  const box = (n: number) => `{"bbox_2d": [${String(n)}, 20, 110, 120]}`
  const read = (text: string, dialect: Dialect = vlmR3) =>
    [...readGenerations(dialect, text, { ended: true, context: () => ({ pictures: [], asked: 1 }) })].map(
      (g) => ({
        text: g.text,
        spans: g.spans.map((s) => [s.type, text.slice(s.start, s.end)]),
        answered: g.answered.size,
      }),
    )

  test('end behind each request, and places are those in the whole turn', () => {
    expect(read(`One ${box(10)}\nTwo ${box(30)}\n<answer>A</answer>`)).toEqual([
      { text: `One ${box(10)}`, spans: [['look', box(10)]], answered: 1 },
      { text: `\nTwo ${box(30)}`, spans: [['look', box(30)]], answered: 1 },
      { text: '\n<answer>A</answer>', spans: [['answer', '<answer>A</answer>']], answered: 0 },
    ])
  })

  test('that hold the answer are the last: what stands behind it is one with it', () => {
    const found = read(`<answer>A</answer> so ${box(10)} and more`)
    expect(found).toHaveLength(1)
    expect(found[0]?.answered).toBe(0)
  })

  test('of a text without any are one', () => {
    expect(read('Only words.').map((g) => g.text)).toEqual(['Only words.'])
    expect(read('').map((g) => g.text)).toEqual([''])
  })

  test('lose no letter, in any dialect', () => {
    const bits = [
      'One. ',
      '<think>',
      '</think>',
      '<answer>A</answer>',
      '</tool_call>',
      box(10),
      '\n',
      '<|im_end|>',
      '</code>',
      '```',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom<Dialect>(...dialects),
        fc.array(fc.constantFrom(...bits), { maxLength: 10 }),
        fc.boolean(),
        (dialect, parts, ended) => {
          const text = parts.join('')
          const context = () => ({ pictures: [], asked: 1 })
          const all = [...readGenerations(dialect, text, { ended, context })]
          expect(all.map((g) => g.text).join('')).toBe(text)
          let last = 0
          for (const { start, end } of all.flatMap((g) => g.spans)) {
            expect(start).toBeGreaterThanOrEqual(last)
            expect(end).toBeGreaterThanOrEqual(start)
            last = end
          }
          expect(last).toBeLessThanOrEqual(text.length)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('an answer without marks', () => {
  const unmarked = (dialects as readonly Dialect[]).filter(marksNoAnswer)
  const said = (dialect: Dialect, text: string, ended = true) =>
    readGeneration(dialect, text, { ended }).spans.findLast((s) => s.type === 'answer')?.text

  test('is what a text ends with, in every dialect that marks none', () => {
    expect(unmarked.length).toBeGreaterThan(3)
    for (const dialect of unmarked) {
      expect(said(dialect, 'A cup.'), dialect.id).toBe('A cup.')
      expect(said(dialect, '<think>Well.</think>\nA cup.'), dialect.id).toBe('A cup.')
    }
  })

  test('is none before the text has ended, and none of an empty one', () => {
    for (const dialect of unmarked) {
      expect(said(dialect, 'A cup.', false), dialect.id).toBeUndefined()
      expect(said(dialect, ' \n', true), dialect.id).toBeUndefined()
    }
  })
})
