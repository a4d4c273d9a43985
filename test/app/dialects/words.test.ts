/**
 * What of a text is words: answers in their marks, thoughts without theirs, the words beside regions, and where reasoning ends. Shared by
 * all dialects; each rule with the texts that made it.
 */
import { describe, expect, test } from 'vitest'
import type { Span } from '../../../app/dialects/dialect'
import { groundingPlain, wordsOutside } from '../../../app/dialects/marks/words'
import {
  answerSpan,
  boxedAnswer,
  finiteNumbers,
  spansInOrder,
  jsonOf,
  plainThought,
  recordOf,
  thinkingEnd,
  withoutMarks,
} from '../../../app/dialects/spans'
import fc from '../../builders/properties'
import { sizes, told } from '../../builders/told'

const answerIn = ([span]: readonly Span[]) => (span?.type === 'answer' ? span.text : undefined)
const words = (start: number, end: number): Span => ({ type: 'malformed', start, end, message: '' })

describe('an answer', () => {
  test.each([
    ['<answer>red</answer>', 'red'],
    ['<answer>\n  red\n</answer>\n', 'red'],
    ['<answer>red', 'red'],
    ['<answer>', ''],
    ['<answer>a</answer> no, <answer>b</answer>', 'b'],
    ['<answer>a <b>bold</b> one</answer>', 'a <b>bold</b> one'],
    ['in <answer> tags: <answer>7</answer>', '7'],
    ['<answer>7</answer> as asked', '7'],
  ])('in %j', (text, answer) => {
    expect(answerIn(answerSpan(text))).toBe(answer)
  })

  test('has its marks in its place, also where the last is missing', () => {
    expect(answerSpan('x <answer>7</answer> y')).toMatchObject([{ start: 2, end: 20 }])
    expect(answerSpan('x <answer>7')).toMatchObject([{ start: 2, end: 11 }])
    expect(answerSpan('x </answer>')).toEqual([])
    expect(answerSpan('<CONCLUSION>7</CONCLUSION>', 'CONCLUSION')).toMatchObject([{ text: '7' }])
  })

  test.each([
    ['\\boxed{12}', '12'],
    ['So \\boxed{\\frac{a}{b}}.', '\\frac{a}{b}'],
    ['\\boxed{a} and \\boxed{b}', 'b'],
    ['\\boxed{ {1, 2} }', '{1, 2}'],
    ['\\boxed{12', '12'],
    ['\\boxed{}', ''],
  ])('boxed in %j', (text, answer) => {
    expect(answerIn(boxedAnswer(text))).toBe(answer)
  })

  test('without a box is none', () => {
    expect(boxedAnswer('boxed{12} \\box{3}')).toEqual([])
  })
})

describe('a thought', () => {
  test.each([
    ['<think>It is red.</think>\n', 'It is red.'],
    ['</think>\n\nIt is red.', 'It is red.'],
    ['◁think▷It is red.◁/think▷', 'It is red.'],
    ['<rethink> Again. </rethink>', 'Again.'],
    ['<tool_call>', ''],
    ['It is red.<|im_end|>', 'It is red.'],
    ['<|im_start|>assistant\nIt is red.', 'It is red.'],
    ['a <think> b', 'a <think> b'],
    ['   \n ', ''],
  ])('%j', (raw, text) => {
    expect(plainThought(raw)).toBe(text)
  })

  test('is always a contiguous part of what was written, whatever it is', () => {
    const piece = fc.constantFrom(
      '<think>',
      '</think>',
      '<answer>',
      ' ',
      '\n',
      'a',
      '◁/think▷',
      '<',
      '>',
      '<|im_end|>',
      '图',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const raw = pieces.join('')
        expect(raw).toContain(plainThought(raw))
        expect(raw).toContain(groundingPlain(raw))
      }),
    )
  })

  test('marks of one side only are taken off on that side only', () => {
    expect(withoutMarks('[a]', ['['], [']'])).toBe('a')
    expect(withoutMarks(']a[', ['['], [']'])).toBe(']a[')
    expect(withoutMarks('aa', ['a'])).toBe('')
  })

  test('reasoning ends behind the last mark that closes one', () => {
    expect(thinkingEnd('no marks')).toBe(0)
    expect(thinkingEnd('<think>a</think>b</think>c')).toBe('<think>a</think>b</think>'.length)
    expect(thinkingEnd('◁think▷a◁/think▷b')).toBe('◁think▷a◁/think▷'.length)
  })
})

describe('words beside regions', () => {
  test.each([
    ['```json\n[', ''],
    [']\n```\nBoth are red.', 'Both are red.'],
    ['There are two:\n```json\n[', 'There are two:'],
    ['options [A, B]', 'options [A, B]'],
    ['{"objects": [', ''],
    ['I see {"cups": [', 'I see'],
    ['};', ''],
    ['It is red.<|endoftext|>', 'It is red.'],
    ['It is red.</s>', 'It is red.'],
    ['42', '42'],
    ['…', ''],
  ])('%j', (raw, text) => {
    expect(groundingPlain(raw)).toBe(text)
  })

  const text = '<answer>The cup <box>[1,2,3,4]</box> is red</answer>'
  const [answer] = answerSpan(text)
  const region = (from: string, to: string) => words(text.indexOf(from), text.indexOf(to) + to.length)

  test('of an answer with a region in it: those before it, else those behind', () => {
    if (answer === undefined) throw new Error('no answer')
    expect(wordsOutside(answer, [region('<box>', '</box>')], text)).toMatchObject([{ text: 'The cup' }])
    expect(wordsOutside(answer, [region('The', '</box>')], text)).toMatchObject([{ text: 'is red' }])
    expect(wordsOutside(answer, [region('The', 'red')], text)).toEqual([])
    expect(wordsOutside(answer, [], text)).toEqual([answer])
  })
})

describe('spans in order', () => {
  test('one that begins inside another is left out, the longer of two at one place kept', () => {
    expect(spansInOrder([words(5, 8), words(0, 10), words(10, 12)]).map((s) => [s.start, s.end])).toEqual([
      [0, 10],
      [10, 12],
    ])
    expect(spansInOrder([words(0, 4), words(0, 10)]).map((s) => s.end)).toEqual([10])
  })

  test('spans of no length stay with the one they follow', () => {
    expect(spansInOrder([words(10, 10), words(0, 10), words(10, 15)]).map((s) => [s.start, s.end])).toEqual([
      [0, 10],
      [10, 10],
      [10, 15],
    ])
    expect(spansInOrder([words(4, 4), words(0, 10)]).map((s) => [s.start, s.end])).toEqual([[0, 10]])
  })
})

describe('data in text', () => {
  test.each([
    [[1, 2, 3, 4], 4, [1, 2, 3, 4]],
    [['1', ' 2 ', '3.5', '-4'], 4, [1, 2, 3.5, -4]],
    [[1, 2, 3], 4, undefined],
    [[1, 2, 3, NaN], 4, undefined],
    [[1, 2, 3, ''], 4, undefined],
    [[1, 2, 3, '4px'], 4, undefined],
    [[1, 2, 3, null], 4, undefined],
    [[1, 2], 2, [1, 2]],
    ['1, 2, 3, 4', 4, undefined],
  ])('numbers in %j', (value, count, numbers) => {
    expect(finiteNumbers(value, count)).toEqual(numbers)
  })

  test('objects and lists of JSON, and nothing else', () => {
    expect(['{"a": 1}', ' [1] \n', '"a"', '1', '{"a": }', '', 'null'].map(jsonOf)).toEqual([
      { a: 1 },
      [1],
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect([{ a: 1 }, [1], null, 'a'].map(recordOf)).toEqual([{ a: 1 }, undefined, undefined, undefined])
  })
})

describe('a dialogue with more than one answer', () => {
  test('takes the last, also where an earlier one stands in the reasoning', () => {
    const text = '<think>Maybe <answer>A</answer>? No.</think><answer>B</answer>'
    for (const id of ['vlm-r3', 'deepeyes', 'treevgr', 'grit'] as const)
      expect(told(id, sizes.page, text).answer).toBe('B')
  })
})
