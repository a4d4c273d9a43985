/** Answers judged one by one, by hand from the rules as they are published. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { metricOf } from '../../../app/metrics'
import { editDistance } from '../../../app/metrics/anls'
import { bestIou } from '../../../app/metrics/box-iou'
import { finalAnswer } from '../../../app/metrics/final-answer'
import { listedOptions } from '../../../app/metrics/mathvista'
import type { Item, Judgement, Prediction } from '../../../app/metrics/metric'
import { inferOption, optionsIn } from '../../../app/metrics/options'
import { firstLetter } from '../../../app/metrics/realworld'
import { relaxedMatch } from '../../../app/metrics/relaxed-accuracy'
import { normalise, withoutPunctuation } from '../../../app/metrics/vqa-words'
import { yesOrNo } from '../../../app/metrics/yes-no'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

const plain: Item = { id: '0', position: 0, question: '?', answer: '', options: {}, fields: {} }
function judge(id: string, item: Partial<Item>, said: string | Prediction): Judgement {
  return must(metricOf(id)).judge({ ...plain, ...item }, typeof said === 'string' ? { text: said } : said)
}

describe('ANLS', () => {
  test.each<[string, string, string, number]>([
    ['the same', 'Paris', 'Paris', 1],
    ['capitals do not count', 'PARIS', 'paris', 1],
    ['nor does white space between words', 'New  York', 'New York', 1 - 0 / 9],
    ['one letter of nine', 'Elizabeth', 'Elisabeth', 8 / 9],
    ['one letter more', 'cat', 'cats', 3 / 4],
    ['exactly half', 'abcd', 'abxy', 0.5],
    ['less than half is nothing', 'abcd', 'axyz', 0],
    ['nothing said', 'abcd', '', 0],
    ['nothing to say', '', '', 1],
    ['the best of several', "['cat', 'dog']", 'dogs', 3 / 4],
    ['letters are code points', 'né😀', 'ne😀', 2 / 3],
    ['of another script', '北京市', '北京', 2 / 3],
  ])('%s', (_name, answer, said, score) =>
    expect(judge('anls', { answer }, said).score).toBeCloseTo(score, 12),
  )

  test('refuses what would take seconds, and says so', () => {
    const [answer, said] = ['a'.repeat(20_000), 'b'.repeat(20_000)]
    expect(judge('anls', { answer }, said)).toMatchObject({
      state: 'undecided',
      rule: 'too long to compare letter by letter',
    })
  })

  test('counts edits as a distance: none to itself, the same both ways, never longer by way of a third', () => {
    const word = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, a)).toBe(0)
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
        expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
    expect(editDistance([...'flaw'], [...'lawn'])).toBe(2)
    expect(editDistance([...'intention'], [...'execution'])).toBe(5)
  })
})

describe('relaxed accuracy', () => {
  test.each<[string, string, boolean]>([
    ['100', '95', true],
    ['100', '94.9', false],
    ['100', '105', true],
    ['-100', '-104', true],
    ['-100', '100', false],
    ['0.5', '50%', true],
    ['50%', '0.49', true],
    ['50%', '50', false],
    ['1e3', '1000', true],
    ['0', '0', true],
    ['0', '0.0', false],
    ['2019', '2020', true],
    ['1,000', '1000', false],
    ['1,000', '1,000', true],
    ['Yes', 'yes', true],
    ['yes', 'yes.', false],
    ['nan', 'nan', false],
    ['5', 'five', false],
    ['', '', true],
    ['12%%', '0.12', true],
  ])('%j takes %j: %s', (gold, said, hit) => expect(relaxedMatch(gold, said)).toBe(hit))

  test('one of several golds is enough', () => {
    expect(judge('relaxed-accuracy', { answer: "['10', '20']" }, ' 20.5 ')).toMatchObject({
      state: 'right',
      taken: '20.5',
      rule: 'number within 5 %',
    })
  })
})

describe('exact match and same text', () => {
  test.each<[string, string, string, boolean, boolean]>([
    ['the same', 'cat', 'cat', true, true],
    ['capitals', 'Cat', 'cat', true, false],
    ['blanks around it', ' cat\n', '\u00a0cat', true, true],
    ['blanks within', 'a  b', 'a b', false, false],
    ['a full stop', 'cat', 'cat.', false, false],
    ['one of a list', "['cat', 'dog']", 'DOG', true, false],
    ['the list itself', "['cat', 'dog']", "['cat', 'dog']", false, true],
    ['umlauts', 'ÄPFEL', 'äpfel', true, false],
    ['nothing', '', '', true, true],
  ])('%s', (...[, answer, said, exact, same]) => {
    expect(judge('exact-match', { answer }, said).score === 1).toBe(exact)
    expect(judge('same-text', { answer }, said).score === 1).toBe(same)
  })
})

describe('the VQA score', () => {
  const gold = (...counts: readonly (readonly [string, number])[]) =>
    `['${counts.flatMap(([word, n]) => Array.from({ length: n }, () => word)).join("', '")}']`
  // Each annotator is left out in turn: with k of ten the same, k see k − 1 others, 10 − k see k.
  test.each<[number, number]>([
    [0, 0],
    [1, (1 * 0 + 9 * (1 / 3)) / 10],
    [2, (2 * (1 / 3) + 8 * (2 / 3)) / 10],
    [3, (3 * (2 / 3) + 7 * 1) / 10],
    [4, 1],
    [10, 1],
  ])('with %i of ten annotators is %f', (same, score) => {
    const answer = gold(['cat', same], ['dog', 10 - same])
    expect(judge('vqa-score', { answer }, 'A cat.').score).toBeCloseTo(score, 12)
  })

  test.each<[string, string]>([
    ['The Cat', 'cat'],
    ['two dogs', '2 dogs'],
    ['None', '0'],
    ['ten', '10'],
    ['eleven', 'eleven'],
    ['dont', "don't"],
    ['its a dog', 'its dog'],
    ['an apple', 'apple'],
    ['a', ''],
    ['yes, sir!', 'yes sir'],
    ['1,000', '1000'],
    ['3.5', '3.5'],
    ['3.5.', '3.5.'],
    ['U.S.A.', 'usa'],
    ['red/blue', 'red blue'],
    ['well-known', 'well known'],
    ['  two\n\tcats ', '2 cats'],
    ['(left)', 'left'],
    ['£5', '£5'],
    ['北京', '北京'],
  ])('takes %j as %j', (said, normal) => expect(normalise(said)).toBe(normal))

  test('normalised twice is normalised once, unless a word comes to be another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('cat', 'the', 'two', 'red-blue', '3.5', 'yes,', '!'), { maxLength: 6 }),
        (parts) => {
          const once = normalise(parts.join(' '))
          expect(normalise(once)).toBe(once)
        },
      ),
    )
  })

  test('takes full stops away but between digits, the first 32 of them', () => {
    expect(withoutPunctuation('a.b 1.5 .5 5.')).toBe('ab 1.5 .5 5.')
    expect(withoutPunctuation('.'.repeat(40))).toBe('.'.repeat(8))
  })
})

describe('yes or no', () => {
  test.each<[string, string]>([
    ['Yes', 'Yes'],
    ['no.', 'No'],
    ['Yes, there is.', 'Yes'],
    ['There is no dog.', 'No'],
    ['yes and no', 'Unknown'],
    ['nothing', 'Unknown'],
    ['yesterday', 'Unknown'],
    ['NO!!!', 'No'],
    ['', 'Unknown'],
    ['是', 'Unknown'],
    ['yes-no', 'Unknown'],
    ['"Yes"', 'Yes'],
  ])('%j is %s', (said, word) => expect(yesOrNo(said)).toBe(word))
})

describe('the option that is meant', () => {
  const options = { A: 'a red car', B: 'a blue car', C: 'no car', D: 'two cars' }
  test.each<[string, string, string]>([
    ['A', 'A', 'letter in the text'],
    ['(B)', 'B', 'letter in the text'],
    ['C.', 'C', 'letter in the text'],
    ['**D**', 'D', 'letter in the text'],
    ['The answer is B', 'B', 'letter in the text'],
    ['It is clearly shown. B', 'B', 'letter in the text'],
    ['A is the answer to the question asked here', 'none', ''],
    ['A or B', 'none', ''],
    ['The answer is **b** since A and B are shown', 'B', '“answer is”'],
    ['a blue car', 'B', 'option’s text'],
    ['I see a blue car there', 'B', 'option’s text'],
    ['Z', 'Z', 'refusal'],
    ['Cannot determine the answer', 'Z', 'refusal'],
    ['a red car and a blue car', 'none', ''],
    ['E', 'none', ''],
    ['', 'none', ''],
    ['Failed to obtain answer via API. A', 'none', ''],
  ])('by %j is %s', (said, letter, rule) => {
    const found = inferOption(said, options)
    expect([found?.letter ?? 'none', found?.rule ?? '']).toEqual([letter, rule])
  })

  test('is not looked for by its text in an answer far longer than all options', () => {
    expect(
      inferOption(`I think it is a blue car. ${'Because it is so. '.repeat(10)}`, options),
    ).toBeUndefined()
  })

  test('without options is none', () => {
    expect(inferOption('A', {})).toBeUndefined()
    expect(judge('mcq', { answer: 'A' }, 'A')).toMatchObject({
      state: 'undecided',
      rule: 'no rule finds an option',
    })
  })

  test.each<[string, Record<string, string>]>([
    ['Which?\n(A) one (B) two (C) three', { A: 'one', B: 'two', C: 'three' }],
    ['Which?\nA. one\nB. two', { A: 'one', B: 'two' }],
    ['Which?\nA: one\nB: two', { A: 'one', B: 'two' }],
    ['Which?\nA) one\nB) two', { A: 'one', B: 'two' }],
    ['See (a) and (b).\n(A) one\n(B) two', { A: 'one', B: 'two' }],
    ['Which?\n(B) one (C) two', {}],
    ['Which?\n(A) only', {}],
    ['Which of A. and B. is it?', {}],
    ['', {}],
    ['选哪个？\n(A) 红色\n(B) 蓝色', { A: '红色', B: '蓝色' }],
  ])('written in %j', (question, found) => expect(optionsIn(question)).toEqual(found))

  test('of MathVista stand in a column of their own', () => {
    const item = { ...plain, options: { A: 'x' }, fields: { choices: "['1', '2', '3']" } }
    expect(listedOptions(item)).toEqual({ A: '1', B: '2', C: '3' })
    expect(listedOptions({ ...item, fields: { choices: 'none' } })).toEqual({ A: 'x' })
  })
})

describe('MME-RealWorld’s letter', () => {
  test.each<[string, string]>([
    ['A', 'A'],
    ['The best answer is (B).', 'B'],
    ['The answer is: C', 'C'],
    ['c', 'C'],
    ['(d)', 'D'],
    ['Best option: E', 'E'],
    ['', 'A'],
    ['Because of it', 'B'],
    ['none of these', ''],
    ['F', ''],
    ['one two three four five six seven eight nine ten eleven', ''],
  ])('in %j is %j', (said, letter) => expect(firstLetter(said)).toBe(letter))
})

describe('other rules', () => {
  test.each<[string, Partial<Item>, string, Judgement['state']]>([
    ['vlm-r3', { answer: 'Left' }, ' left ', 'right'],
    ['vlm-r3', { answer: 'A' }, 'B', 'wrong'],
    ['vlm-r3', { answer: 'A' }, '', 'undecided'],
    ['vlm-r3', { answer: '左' }, '右', 'wrong'],
    ['mathvision', { answer: '0.5' }, '\\frac{1}{2}', 'right'],
    ['mathvision', { answer: '0.5' }, '1/2', 'right'],
    ['mathvision', { answer: '0.5' }, '0.5000001', 'right'],
    ['mathvision', { answer: '0.5' }, '0.51', 'wrong'],
    ['mathvision', { answer: '0.5' }, 'a half', 'undecided'],
    ['mathvision', { answer: 'B', options: { A: '1', B: '2' } }, '2', 'right'],
    ['mathvista', { answer: '14', fields: { answer_type: 'integer' } }, ' 14 ', 'right'],
    ['mathvista', { answer: '14', fields: { answer_type: 'integer' } }, '14.0', 'undecided'],
    ['mathvista', { answer: '1.5', fields: { answer_type: 'float' } }, '1.50', 'right'],
    ['mathvista', { answer: '1.5', fields: { answer_type: 'float' } }, '1.6', 'wrong'],
    ['mathvista', { answer: 'a', fields: { answer_type: 'text' } }, 'a', 'undecided'],
    ['mmmu', { answer: 'forty two' }, 'It is forty two', 'right'],
    ['mmmu', { answer: 'B', options: { A: 'x', B: 'y' } }, 'B', 'right'],
    ['yes-no', { answer: 'Yes' }, 'no', 'wrong'],
    ['yes-no', { answer: 'Yes' }, 'perhaps', 'undecided'],
    ['mme-realworld', { answer: 'A' }, 'none of these', 'wrong'],
  ])('%s, gold %j, said %j: %s', (...[id, item, said, state]) =>
    expect(judge(id, item, said).state).toBe(state),
  )
})

describe('box IoU', () => {
  const gold = [box<'image'>(0, 0, 10, 10), box<'image'>(20, 0, 30, 10), box<'image'>(40, 0, 50, 10)]

  test('is the mean over gold regions of the best look; recall counts those met by half', () => {
    const looks = [box<'image'>(0, 0, 10, 10), box<'image'>(20, 0, 30, 4)]
    const judged = judge('box-iou', { boxes: gold }, { text: '', looks })
    expect(judged.score).toBeCloseTo((1 + 0.4 + 0) / 3, 12)
    expect(judged).toMatchObject({ state: 'partial', taken: '[0, 0, 10, 10] [20, 0, 30, 4]' })
  })

  test('reads looks that are written where none are given', () => {
    const said = 'First [0, 0, 10, 10], then [ 20.0 , 0,30, 10 ] and [1, 2, 3].'
    expect(judge('box-iou', { boxes: gold.slice(0, 2) }, said).score).toBe(1)
    expect(judge('box-iou', { boxes: gold }, 'nowhere').score).toBe(0)
    expect(judge('box-iou', {}, said)).toMatchObject({ state: 'undecided', rule: 'no gold region' })
  })

  test('of no looks, or none near, is nothing', () => {
    expect(bestIou([], gold)).toBe(0)
    expect(bestIou(gold, [])).toBe(0)
    expect(bestIou([box(90, 90, 99, 99)], gold)).toBe(0)
  })
})

describe('the answer of a response', () => {
  test.each<[string, string, string]>([
    ['<answer> A </answer>', 'A', 'inside <answer>'],
    ['<answer>A</answer> or <answer>B</answer>', 'B', 'inside <answer>'],
    ['<answer>A</answer> <answer>B', 'A', 'inside <answer>'],
    ['so <answer>B', 'B', 'after <answer>'],
    ['<answer></answer>', '', 'inside <answer>'],
    [' A ', ' A ', 'whole response'],
    ['</answer>', '</answer>', 'whole response'],
    ['', '', 'whole response'],
  ])('%j is %j', (response, text, rule) => expect(finalAnswer(response)).toEqual({ text, rule }))
})
