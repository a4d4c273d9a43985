/** What holds of any reply: amounts are numbers, caps cap, advantages add up to nothing, and a reply is read as Python reads it. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { rewards } from '../../../app/rewards'
import { cutOf, lookedAt } from '../../../app/rewards/place'
import { terms, worth, type Reward } from '../../../app/rewards/reward'
import type { RewardContext } from '../../../app/rewards/rollout'
import { answerIn, bracesIn, pythonObject, requestsIn } from '../../../app/rewards/text'
import { evalAi, sameForTextVqa } from '../../../app/rewards/textvqa'
import { advantagesOf, measure, totalReward, type Measurements } from '../../../app/rewards/total'
import { paper, released, standardOf, variants, type Scoring } from '../../../app/rewards/variants'
import fc from '../../builders/properties'
import { drawReplies } from '../../builders/rollouts'

const drawn = drawReplies(300, 11)
const all: readonly Reward[] = rewards

describe('any drawn reply', () => {
  test.each(all.map((r) => [r.id, r] as const))(
    'measures a finite amount of %s, never negative, with a sentence',
    (_, reward) => {
      for (const { rollout, asked } of drawn) {
        const { amount, why } = reward.measure(rollout, asked)
        expect(Number.isFinite(amount) && amount >= 0).toBe(true)
        expect(why).toMatch(/[.]$/)
      }
    },
  )

  test('has a total that is the sum of its terms, none below nothing and none above its cap', () => {
    for (const { rollout, asked } of drawn)
      for (const scoring of variants) {
        const { terms: found, total } = totalReward(measure(rollout, asked), scoring)
        expect(found.map((t) => t.term)).toEqual([...terms])
        expect(total).toBe(found.reduce((sum, t) => sum + t.value, 0))
        for (const { term, value } of found) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(scoring.terms[term].cap ?? Infinity)
        }
      }
  })

  test('is never more than the most its variant can give', () => {
    const most = (scoring: Scoring) =>
      Math.max(...drawn.map(({ rollout, asked }) => totalReward(measure(rollout, asked), scoring).total))
    expect(most(paper)).toBeLessThanOrEqual(2.75 + 1e-9)
    expect(most(released)).toBeLessThanOrEqual(2.1 + 1e-9)
  })

  test('is worth no less with a larger weight, and no more with a smaller cap', () => {
    const measured: readonly Measurements[] = drawn.map(({ rollout, asked }) => measure(rollout, asked))
    const changed = (weight: number, cap: number): Scoring => ({
      ...paper,
      terms: { ...paper.terms, length: { reward: paper.terms.length.reward, weight, cap } },
    })
    const number = fc.double({ min: 0, max: 5, noNaN: true })
    fc.assert(
      fc.property(number, number, number, (weight, more, cap) => {
        for (const one of measured.slice(0, 40)) {
          const total = totalReward(one, changed(weight, cap)).total
          expect(totalReward(one, changed(weight + more, cap)).total).toBeGreaterThanOrEqual(total)
          expect(totalReward(one, changed(weight, cap / 2)).total).toBeLessThanOrEqual(total)
        }
      }),
    )
  })
})

describe('a scoring', () => {
  test('of a reward that was never measured counts it as nothing, and says so', () => {
    const { terms: found, total, right } = totalReward({}, paper)
    expect([total, right]).toEqual([0, false])
    expect(found[0]?.why).toBe('It was not measured. 1 × 0 = 0.')
  })

  test('takes only a whole right answer for right: half a verdict opens no gate', () => {
    const measured = { accuracy: { amount: 0.5, why: 'A.' }, region: { amount: 2, why: 'Two.' } }
    const { terms: found, right } = totalReward(measured, paper)
    expect([right, found[2]?.value]).toEqual([false, 0])
    expect(totalReward({ ...measured, accuracy: { amount: 1, why: 'A.' } }, paper).terms[2]?.value).toBe(0.5)
  })

  test('begins with what each reward’s own file says', () => {
    for (const { terms: set } of variants)
      for (const term of terms) expect(set[term]).toEqual(standardOf(set[term].reward))
    expect(worth('box', 0.5)).toEqual([
      { name: 'weight', title: 'Per box', standard: 0.5 },
      { name: 'cap', title: 'At most' },
    ])
  })
})

describe('advantages', () => {
  const totals = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 16 })

  test('add up to nothing, keep the order of totals and do not hang on what all have alike', () => {
    fc.assert(
      fc.property(totals, fc.integer({ min: -5, max: 5 }), (list, shift) => {
        const { values, mean, deviation, flat } = advantagesOf(list, paper.advantage)
        expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6)
        expect(mean).toBeCloseTo(list.reduce((a, b) => a + b, 0) / list.length, 9)
        if (flat) expect(values.every((v) => v === 0)).toBe(true)
        if (flat || deviation < 1e-6) return
        list.forEach((a, i) =>
          list.forEach((b, j) => a < b && expect(values[i]).toBeLessThanOrEqual(values[j] ?? NaN)),
        )
        const moved = advantagesOf(
          list.map((r) => r + shift),
          paper.advantage,
        ).values
        moved.forEach((v, i) => expect(v).toBeCloseTo(values[i] ?? NaN, 4))
      }),
    )
  })

  test('of four, worked out by hand', () => {
    // Mean 1, squares 1 + 0 + 0 + 1, over three: deviation √(2 / 3).
    const { values, deviation } = advantagesOf([0, 1, 1, 2], released.advantage)
    expect(deviation).toBeCloseTo(Math.sqrt(2 / 3), 12)
    expect(values[3]).toBeCloseTo(1 / (Math.sqrt(2 / 3) + 1e-4), 12)
    expect(values[1]).toBe(0)
  })
})

describe('where numbers lie', () => {
  const [frame, image] = [
    { width: 100, height: 50 },
    { width: 1000, height: 500 },
  ]

  test.each<[readonly number[], readonly [number, number, number, number] | undefined]>([
    // The right and lower pixel are inside: one further is outside.
    [
      [10, 5, 20, 10],
      [100, 50, 201, 101],
    ],
    [
      [10.19, 5, 20.99, 10],
      [101, 50, 210, 101],
    ],
    [
      [-5, -5, 20, 10],
      [0, 0, 201, 101],
    ],
    [
      [90, 40, 200, 200],
      [900, 400, 1000, 500],
    ],
    [[20, 5, 20, 10], undefined],
    [[20, 10, 10, 5], undefined],
    [[100, 0, 120, 10], undefined],
    [[NaN, 5, 20, 10], undefined],
    [[10, 5, 20], undefined],
    [[], undefined],
  ])('%j cut out %j', (numbers, edges) => {
    expect(cutOf(numbers, frame, image)).toEqual(edges && box(...edges))
  })

  test('is what was cut, else what the numbers say, else nowhere', () => {
    const asked: RewardContext = { question: '', gold: [], size: image, frame }
    const region = box<'image'>(1, 2, 3, 4)
    expect(lookedAt({ region, numbers: [10, 5, 20, 10], flags: [] }, asked)).toBe(region)
    expect(lookedAt({ numbers: [10, 5, 20, 10], flags: [] }, asked)).toEqual(box(100, 50, 201, 101))
    expect(lookedAt({ numbers: [10, 5, 20, 10], flags: [] }, { question: '', gold: [] })).toBeUndefined()
    // Without a frame numbers count in the image itself.
    const { frame: _, ...frameless } = asked
    expect(lookedAt({ numbers: [10, 5, 20, 10], flags: [] }, frameless)).toEqual(box(10, 5, 21, 11))
    expect(lookedAt({ flags: ['invalid'] }, asked)).toBeUndefined()
  })
})

describe('a reply, as Python reads it', () => {
  test.each([
    ['<answer> 7 </answer>', '7'],
    ['<answer>6</answer><answer>7</answer>', '7'],
    ['<answer>6</answer><answer>7', '6'],
    ['<answer>a<answer>b</answer>', 'a<answer>b'],
    ['first\nlast', 'last'],
    ['last\n\n', 'last'],
    ['\u00a0last\u2003', 'last'],
    ['', ''],
    ['</answer>7', '</answer>7'],
  ])('the answer in %j is %j', (text, answer) => expect(answerIn(text)).toBe(answer))

  test.each<[string, unknown]>([
    ['{"a": 1}', { a: 1 }],
    [' {"a": NaN} ', { a: null }],
    ['{"a": -Infinity}', { a: -Infinity }],
    ['{"a": "NaN Infinity"}', { a: 'NaN Infinity' }],
    ['{"a\\"NaN": 1}', { 'a"NaN': 1 }],
    ['{"a": -NaN}', undefined],
    ['{"a": 1NaN}', undefined],
    ['{"a": nan}', undefined],
    ["{'a': 1}", undefined],
    ['{"a": 1,}', undefined],
    ['[1]', undefined],
    ['7', undefined],
    ['null', undefined],
    ['{"a": "open', undefined],
    [`{"a": ${'['.repeat(600)}${']'.repeat(600)}}`, undefined],
  ])('the object in %j is %j', (text, value) => expect(pythonObject(text)).toEqual(value))

  test('each brace ends at the next closing one', () => {
    expect(bracesIn('{a} {b {c}} d} {e')).toEqual(['{a}', '{b {c}'])
    expect(bracesIn('}{')).toEqual([])
  })

  test.each<[string, readonly (readonly number[])[]]>([
    ['{"bbox_2d": [1, 2, 3, 4]}', [[1, 2, 3, 4]]],
    ['{"bbox_2d": [1.5, -2, 3e2, 4]}', [[1.5, -2, 300, 4]]],
    ['{"a": {"bbox_2d": [1, 2, 3, 4]}, "bbox_2d": [5, 6, 7, 8]}', [[1, 2, 3, 4]]],
    ['{"bbox_2d": [1, 2, 3]}', []],
    ['{"bbox_2d": [1, 2, 3, 4, 5]}', []],
    ['{"bbox_2d": [1, 2, 3, true]}', []],
    ['{"bbox_2d": [1, 2, 3, Infinity]}', []],
    ['{"bbox_2d": "1, 2, 3, 4"}', []],
    ['{"bbox": [1, 2, 3, 4]}', []],
  ])('%j requests %j', (text, numbers) => expect(requestsIn(text)).toEqual(numbers))

  test('takes linear time, however many marks are never closed', () => {
    expect(answerIn('<answer>'.repeat(50_000))).toBe('<answer>'.repeat(50_000))
    expect(bracesIn('{'.repeat(200_000))).toEqual([])
    expect(requestsIn('{"bbox_2d": ['.repeat(20_000))).toEqual([])
    expect(pythonObject(`{"${'a'.repeat(200_000)}`)).toBeUndefined()
  })
})

describe('answers of TextVQA', () => {
  test.each([
    ['The Cat', 'cat'],
    ['two dogs', '2 dogs'],
    ['a, b', 'b'],
    ["John's", "john 's"],
    ['3.5', '3.5'],
    ['u.s.a.', 'usa'],
    ['dont', "don't"],
    ['  a\n b\tc  ', 'b c'],
    ['', ''],
  ])('%j is compared as %j', (text, plain) => expect(evalAi(text)).toBe(plain))

  test('are right where one accepted text is the same, and a yes or no in a short sentence', () => {
    expect(sameForTextVqa('Stop!', ['go', 'stop'])).toBe(true)
    expect(sameForTextVqa('No, it is closed', ['no'])).toBe(true)
    expect(sameForTextVqa('not at all', ['no'])).toBe(true)
    expect(sameForTextVqa('yes or no', ['yes', 'no'])).toBe(false)
    expect(sameForTextVqa('open', [])).toBe(false)
  })
})
