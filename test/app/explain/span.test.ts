/** What of a trace is explained: where the answer is read, not where it is copied. */
import { describe, expect, test } from 'vitest'
import { answerSpans, tokensFor, upToSpan, wordsOfSpans } from '../../../app/explain/span'
import type { Step } from '../../../app/trace/step'
import { answer, fiveSteps, look, observation, thought } from '../../builders/project'

const words = (steps: readonly Step[]) => wordsOfSpans(steps, answerSpans(steps))

describe('the spans of an answer', () => {
  test('are where it is first written behind the crop', () => {
    expect(answerSpans(fiveSteps)).toEqual([{ step: 't2', start: 9, end: 10 }])
    expect(words(fiveSteps)).toBe('7')
  })

  test('are never a part of a longer number or word, and never numbers of a request', () => {
    const steps = [
      look('l1'),
      observation('o1', 'l1'),
      thought('t', 'Of 17, 7.5 and 0,7 it is 7.'),
      answer('a', '7'),
    ]
    expect(answerSpans(steps)).toEqual([{ step: 't', start: 25, end: 26 }])
    const again = [look('l1'), observation('o1', 'l1'), look('l2', [7, 1, 8, 9]), answer('a', '7')]
    expect(answerSpans(again)[0]?.step).toBe('a')
  })

  test('are the answer alone where it is said nowhere else, and none without one', () => {
    expect(answerSpans([thought('t', 'Well.'), answer('a', '$7')])).toEqual([
      { step: 'a', start: 8, end: 10 },
    ])
    expect(answerSpans([thought('t', 'Well.')])).toEqual([])
    expect(answerSpans([answer('a', ' ')])).toEqual([])
  })

  test('take in what was read of every crop where several come before it', () => {
    const two = [
      look('l1'),
      observation('o1', 'l1'),
      thought('t1', 'It says 12.'),
      look('l2'),
      observation('o2', 'l2'),
    ]
    const steps = [...two, thought('t2', 'It says 15. Together 27.'), answer('a', '27')]
    expect(answerSpans(steps).map((s) => s.step)).toEqual(['t1', 't2'])
    expect(words(steps)).toBe('It says 12. … It says 15. Together 27')
  })
})

test('an answer that is named before it was looked for is not scored there', () => {
  const asked = [
    look('l1'),
    observation('o1', 'l1'),
    thought('t1', 'It says 12. Now the pink bar.'),
    look('l2'),
  ]
  const steps = [
    ...asked,
    observation('o2', 'l2'),
    thought('t2', 'It says 15. That is more: pink.'),
    answer('a', 'pink'),
  ]
  expect(answerSpans(steps).map((s) => s.step)).toEqual(['t1', 't2'])
  expect(words(steps)).toBe('It says 12. Now the pink bar. … It says 15. That is more: pink')
})

describe('a trace up to a span', () => {
  const tokens = ['It ', 'reads', ' 47', '1. '].map((text, id) => ({ id, text }))
  const step = { ...thought('t', 'It reads 471.'), tokens }

  test('ends behind the token that its last character is in', () => {
    const cut = upToSpan([step, answer('a', '471')], { step: 't', start: 9, end: 11 })
    expect(cut).toHaveLength(1)
    expect(cut?.[0]).toMatchObject({ raw: 'It reads 47', tokens: tokens.slice(0, 3) })
    expect(upToSpan([step], { step: 't', start: 9, end: 12 })?.[0]?.raw).toBe('It reads 471. ')
  })

  test('is text where the tokens are not what stands there any more', () => {
    const changed = { ...step, raw: 'It reads 900. ' }
    const [cut] = upToSpan([changed], { step: 't', start: 9, end: 12 }) ?? []
    expect(cut?.raw).toBe('It reads 900')
    expect(cut?.tokens).toBeUndefined()
  })

  test('is nothing where the step is gone', () => {
    expect(upToSpan(fiveSteps, { step: 'gone', start: 0, end: 1 })).toBeUndefined()
  })
})

test('so many of the last tokens hold the words', () => {
  expect(tokensFor(['a', 'bc', 'd'], 2)).toBe(2)
  expect(tokensFor(['a', 'bc', 'd'], 1)).toBe(1)
  expect(tokensFor(['a'], 5)).toBe(1)
  expect(tokensFor([], 5)).toBe(0)
})
