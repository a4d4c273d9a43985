/** Totals and advantages against cases worked out by hand. */
import { describe, expect, it } from 'vitest'
import { looksOf } from '../../../app/rewards/dump'
import type { RewardContext, Rollout } from '../../../app/rewards/rollout'
import { answerIn } from '../../../app/rewards/text'
import { advantagesOf, measure, totalReward, scoreGroup } from '../../../app/rewards/total'
import { paper, released, variantOf, type Scoring } from '../../../app/rewards/variants'
import { drawReplies } from '../../builders/rollouts'
import { box } from '../../../app/geometry/box'

const good = '<think>I look. {"bbox_2d": [8, 16, 80, 64]}\nIt says "47".</think>\n<answer>47</answer>'
const asked: RewardContext = {
  question: '',
  gold: ['47'],
  size: { width: 1120, height: 840 },
  frame: { width: 364, height: 280 },
}

function rollout(text: string): Rollout {
  return { id: 'r', text, segments: [text], looks: looksOf(text), answer: answerIn(text) }
}

function valuesOf(text: string, scoring: Scoring, given: Partial<RewardContext> = {}) {
  const found = totalReward(measure(rollout(text), { ...asked, ...given }), scoring)
  return { ...Object.fromEntries(found.terms.map((t) => [t.term, t.value])), total: found.total }
}

function changed(scoring: Scoring, term: keyof Scoring['terms'], weight: number, cap?: number): Scoring {
  const { reward } = scoring.terms[term]
  return {
    ...scoring,
    terms: { ...scoring.terms, [term]: { reward, weight, ...(cap === undefined ? {} : { cap }) } },
  }
}

describe('the paper’s total', () => {
  it('is 1 + 1 + 0.5 for a region + 0.001 for each of 85 characters', () => {
    expect(good).toHaveLength(85)
    expect(valuesOf(good, paper)).toEqual({
      accuracy: 1,
      format: 1,
      region: 0.5,
      length: 0.085,
      iou: 0,
      total: 2.585,
    })
  })

  it('counts regions only with a right answer, and says so', () => {
    const wrong = totalReward(measure(rollout(good), { ...asked, gold: ['48'] }), paper)
    expect(wrong.terms.map((t) => t.value)).toEqual([0, 1, 0, 0.085, 0])
    expect(wrong.terms[2]?.why).toBe('1 different in the image. Not counted: the answer is not right.')
    expect(wrong.right).toBe(false)
  })

  it('caps regions at 0.5 and length at 0.25, so that 2.75 is the most', () => {
    const boxes = '{"bbox_2d": [8, 16, 80, 64]} {"bbox_2d": [9, 16, 80, 64]} {"bbox_2d": [10, 16, 80, 64]}'
    const text = `<think>${boxes}${'x'.repeat(1000)}</think><answer>47</answer>`
    expect(valuesOf(text, paper)).toMatchObject({ region: 0.5, length: 0.25, total: 2.75 })
    expect(valuesOf(text, changed(paper, 'region', 0.5, 1.2))).toMatchObject({ region: 1.2 })
    expect(valuesOf(text, changed(paper, 'region', 0.5))).toMatchObject({ region: 1.5 })
  })

  it('explains how a term comes about', () => {
    const { terms } = totalReward(measure(rollout('x'.repeat(1000)), asked), paper)
    expect(terms.map((t) => t.why)).toEqual([
      `“${'x'.repeat(60)}…” is not “47”. 1 × 0 = 0.`,
      '<think> is there 0 times, not once. 1 × 0 = 0.',
      'It requests no region. Not counted: the answer is not right.',
      '1000 characters. 0.001 × 1000 = 1, at most 0.25.',
      'No box is given. It does not count here.',
    ])
  })
})

describe('the released total', () => {
  it('is 1 + 0.5 + 0.5 + 0.01 for each of the 7 characters of the shortest stretch', () => {
    // Stretches: “I look.” (7) and “It says "47".” (13).
    expect(valuesOf(good, released)).toEqual({
      accuracy: 1,
      format: 0.5,
      region: 0.5,
      length: 0.07,
      iou: 0,
      total: 2.07,
    })
  })

  it('caps length at 0.1, so that 2.1 is the most', () => {
    const long = good.replace('I look.', 'x'.repeat(300)).replace('It says', 'y'.repeat(300))
    expect(valuesOf(long, released).total).toBeCloseTo(2.1, 12)
  })
})

describe('weights and caps', () => {
  it('give an IoU its share when a person wants one', () => {
    const boxes = [box<'image'>(24, 48, 247, 193)]
    expect(valuesOf(good, changed(paper, 'iou', 0.5, 0.4), { boxes })).toMatchObject({ iou: 0.4 })
    expect(valuesOf(good, changed(paper, 'iou', 0.5), { boxes })).toMatchObject({ iou: 0.5 })
  })

  it('apply to ten thousand rollouts in less than a second', () => {
    const measured = drawReplies(500, 7).map(({ rollout, asked: q }) => measure(rollout, q))
    const many = Array.from({ length: 20 }, () => measured).flat()
    const from = process.cpuUsage()
    for (let i = 0; i < many.length; i += 5) scoreGroup(many.slice(i, i + 5), changed(paper, 'length', i))
    expect(many).toHaveLength(10_000)
    // Of the processor's time, in microseconds: others may be at work on it.
    expect(process.cpuUsage(from).user).toBeLessThan(1_000_000)
  })
})

describe('advantages', () => {
  it('divide by the unbiased deviation', () => {
    // Mean 1.5, deviation √((1 + 0 + 1) / 2) = 1.
    expect(advantagesOf([0.5, 1.5, 2.5], paper.advantage)).toEqual({
      values: [-1, 0, 1],
      mean: 1.5,
      deviation: 1,
      flat: false,
    })
  })

  it('as released are a little smaller: 1e-4 is added to the deviation', () => {
    const { values } = advantagesOf([0.5, 1.5, 2.5], released.advantage)
    expect(values[2]).toBeCloseTo(1 / 1.0001, 12)
  })

  it('are 0 where all totals are equal, and for a group of one or none', () => {
    // Three times 0.1 do not add up to 0.3: the mean is off by a rounding error, the advantage must not be.
    for (const totals of [[0.1, 0.1, 0.1], [2], []]) {
      const found = advantagesOf(totals, paper.advantage)
      expect(found.values).toEqual(totals.map(() => 0))
      expect(found.flat).toBe(true)
    }
  })

  it('of a scored group are those of its totals', () => {
    const texts = [good, good.replace('>47<', '>46<'), 'nothing']
    const group = scoreGroup(
      texts.map((t) => measure(rollout(t), asked)),
      paper,
    )
    const totals = group.rollouts.map((r) => r.total)
    expect(totals).toEqual([2.585, 1.085, 0.007])
    expect(group.advantages).toEqual(advantagesOf(totals, paper.advantage))
  })
})

it('a variant is found by its id', () => {
  expect([variantOf('paper'), variantOf('released'), variantOf('other')]).toEqual([
    paper,
    released,
    undefined,
  ])
})
