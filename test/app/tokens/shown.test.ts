/** What of a step's tokens is shown: its words without the marks around them; and where its numbers stand among them. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { writtenNumbers } from '../../../app/tokens/numbers'
import { haveProbabilities, tokensWithin, wordsExtent } from '../../../app/tokens/shown'
import type { LookStep, Step, Token } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

const tokensOf = (...texts: readonly string[]): readonly Token[] => texts.map((text, id) => ({ id, text }))
const base = { id: 's', author: { type: 'model', model: 'm' }, at: 0 } as const
const thought = (raw: string, text: string, more: Partial<Step> = {}): Step =>
  ({ ...base, type: 'thought', raw, text, ...more }) as Step // what is spread in is of a thought
function look(raw: string, numbers: readonly number[], more: Partial<LookStep> = {}): LookStep {
  const request = { numbers, frame: { width: 100, height: 100 } }
  return { ...base, type: 'look', raw, request, region: box(0, 0, 1, 1), flags: [], ...more }
}

describe('the words of a step', () => {
  test('are its text within its marks', () => {
    expect(wordsExtent(thought('<think>\nA cup.\n</think>', 'A cup.'))).toEqual({ start: 8, end: 14 })
    expect(wordsExtent(thought('A cup.', 'A cup.'))).toEqual({ start: 0, end: 6 })
  })

  test('are none where its text is empty, or was changed by somebody', () => {
    expect(wordsExtent(thought('<think></think>', ''))).toBeUndefined()
    expect(wordsExtent(thought('<think>A</think>', 'Another'))).toBeUndefined()
  })

  test('of a look are its request, without the blanks around it and what was written behind it by the loop', () => {
    expect(wordsExtent(look('\n [1, 2, 3, 4] \n', [1, 2, 3, 4]))).toEqual({ start: 2, end: 14 })
    expect(wordsExtent(look('[1]</x>\n', [1], { appended: '</x>\n' }))).toEqual({ start: 0, end: 3 })
    expect(wordsExtent(look('  \n', []))).toBeUndefined()
    expect(wordsExtent(look('\n</x>', [], { appended: '\n</x>' }))).toBeUndefined()
  })

  test('do not reach into what the loop wrote', () => {
    expect(wordsExtent(thought('A cup</x>', 'A cup</x>', { appended: '</x>' }))).toEqual({ start: 0, end: 5 })
  })
})

describe('the tokens of a part', () => {
  const step = thought('<think>A cup</think>', 'A cup', {
    tokens: tokensOf('<think>', 'A', ' cup', '</', 'think>'),
  })

  test('are those in it, cut where they reach out of it', () => {
    expect(tokensWithin(step, { start: 7, end: 12 })?.map((t) => [t.at, t.text])).toEqual([
      [1, 'A'],
      [2, ' cup'],
    ])
    expect(tokensWithin(step, { start: 9, end: 13 })?.map((t) => [t.at, t.text])).toEqual([
      [2, 'cup'],
      [3, '<'],
    ])
  })

  test('are none of an empty part', () => {
    expect(tokensWithin(step, { start: 7, end: 7 })).toEqual([])
    expect(tokensWithin(step, { start: 90, end: 99 })).toEqual([])
  })

  test('are not known where the text is not made of them', () => {
    expect(tokensWithin(thought('abc', 'abc'), { start: 0, end: 3 })).toBeUndefined()
    expect(
      tokensWithin(thought('abc', 'abc', { tokens: tokensOf('ab') }), { start: 0, end: 3 }),
    ).toBeUndefined()
  })

  test('with what the loop wrote behind them are the text', () => {
    const own = thought('ab</x>', 'ab', { tokens: tokensOf('a', 'b'), appended: '</x>' })
    expect(tokensWithin(own, { start: 0, end: 9 })?.map((t) => t.text)).toEqual(['a', 'b'])
  })

  test('say the part again, wherever it lies and however it is cut into tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 })), fc.nat(20), fc.nat(20), (texts, start, length) => {
        const raw = texts.join('')
        const end = Math.min(raw.length, start + length)
        const found = must(tokensWithin(thought(raw, raw, { tokens: tokensOf(...texts) }), { start, end }))
        expect(found.map((t) => t.text).join('')).toBe(raw.slice(start, end))
        for (const { at, token } of found) expect(token.text).toBe(texts[at])
      }),
    )
  })

  test('have probabilities where one of them has', () => {
    expect(haveProbabilities(undefined)).toBe(false)
    expect(haveProbabilities(tokensOf('a', 'b'))).toBe(false)
    expect(haveProbabilities([...tokensOf('a'), { id: 1, text: 'b', logprob: 0 }])).toBe(true)
  })
})

describe('the numbers of a request', () => {
  const cut = (raw: string, pieces: readonly string[], numbers: readonly number[], more = {}) =>
    writtenNumbers(look(raw, numbers, { tokens: tokensOf(...pieces), ...more }))?.map((n) =>
      n.tokens.map((t) => [t.before, t.part, t.after].join('|')),
    )

  test('are found with the tokens they are written with, and what those have besides', () => {
    expect(cut('[10, 2.5]', ['[1', '0', ', 2.', '5]'], [10, 2.5])).toEqual([
      ['[|1|', '|0|'],
      [', |2.|', '|5|]'],
    ])
  })

  test('are the last ones worth that: the words before may count, too', () => {
    const found = writtenNumbers(look('2 cups [1, 2]', [1, 2], { tokens: tokensOf('2 cups [1, 2]') }))
    expect(found?.map((n) => n.tokens[0]?.before)).toEqual(['2 cups [', '2 cups [1, '])
  })

  test.each<[string, readonly number[]]>([
    ['[-5, .5]', [-5, 0.5]],
    ['[007]', [7]],
    ['[1.0]', [1]],
    ['x=12;y=13', [12, 13]],
  ])('of %s are %j', (raw, numbers) => expect(cut(raw, [raw], numbers)).toHaveLength(numbers.length))

  test('are not known where others stand there, in code, without tokens or without numbers', () => {
    expect(cut('[1, 2]', ['[1, 2]'], [1, 3])).toBeUndefined()
    expect(cut('[1, 2]', ['[1, 2]'], [2, 1])).toBeUndefined()
    expect(cut('[1, 2]', ['[1, 2]'], [])).toBeUndefined()
    expect(writtenNumbers(look('[1, 2]', [1, 2]))).toBeUndefined()
    const request = { numbers: [1, 2], frame: { width: 9, height: 9 }, code: true as const }
    expect(cut('[1, 2]', ['[1, 2]'], [1, 2], { request })).toBeUndefined()
  })

  test('are not looked for in what the loop wrote behind the request', () => {
    expect(cut('[1, 2] [1, 2]', ['[1, 2]'], [1, 2], { appended: ' [1, 2]' })).toHaveLength(2)
  })
})
