/** Metrics against numbers worked out by hand, from the rules as they are published. */
import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import { editDistance } from '../../../app/metrics/anls'
import { mean, meanInterval, pairedDelta } from '../../../app/metrics/bootstrap'
import { valueOf } from '../../../app/metrics/expression'
import { finalAnswer } from '../../../app/metrics/final-answer'
import { metricOf } from '../../../app/metrics'
import type { Item, Prediction } from '../../../app/metrics/metric'
import { optionsIn } from '../../../app/metrics/options'
import { toFloat, toInt, toList, splitWords } from '../../../app/metrics/python'
import { summarise } from '../../../app/metrics/summary'

const plain: Item = { id: '0', position: 0, question: '?', answer: '', options: {}, fields: {} }

function judge(id: string, item: Partial<Item>, prediction: string | Prediction) {
  const given = typeof prediction === 'string' ? { text: prediction } : prediction
  return metricOf(id)?.judge({ ...plain, ...item }, given)
}

describe('metrics by hand', () => {
  it('ANLS: one letter of five missing is 0.8, half wrong is the edge, less is nothing', () => {
    expect(judge('anls', { answer: 'hello' }, 'hell')?.score).toBeCloseTo(0.8, 12)
    expect(judge('anls', { answer: 'ab' }, 'ac')?.score).toBeCloseTo(0.5, 12)
    expect(judge('anls', { answer: 'abc' }, 'axy')).toMatchObject({ score: 0, state: 'wrong' })
    expect(judge('anls', { answer: "['x', 'hello']" }, 'HELLO')).toMatchObject({ score: 1, state: 'right' })
    expect(editDistance([...'kitten'], [...'sitting'])).toBe(3)
  })

  it('“answer is” with any white space Python knows between', () => {
    const options = { A: 'one', B: 'two' }
    expect(judge('mcq', { answer: 'B', options }, 'The answer is \u001cBoth of them or so')).toMatchObject({
      score: 1,
    })
  })

  it('relaxed accuracy: 105 for 100 is the edge', () => {
    expect(judge('relaxed-accuracy', { answer: '100' }, '105')?.score).toBe(1)
    expect(judge('relaxed-accuracy', { answer: '100' }, '105.1')?.score).toBe(0)
    expect(judge('relaxed-accuracy', { answer: '20%' }, '0.2')?.score).toBe(1)
  })

  it('VQA score: four of ten annotators are whole, two are 2 × 1/3 + 8 × 2/3 over ten', () => {
    const gold = (same: number) =>
      `['${[...Array(same).fill('cat'), ...Array(10 - same).fill('dog')].join("', '")}']`
    expect(judge('vqa-score', { answer: gold(4) }, 'The cat.')).toMatchObject({ score: 1, state: 'right' })
    expect(judge('vqa-score', { answer: gold(2) }, 'cat')?.score).toBeCloseTo((2 / 3 + 16 / 3) / 10, 12)
  })

  it('VLM-R³ rule: right, wrong, and for the judge', () => {
    expect(judge('vlm-r3', { answer: 'A' }, 'a')?.state).toBe('right')
    expect(judge('vlm-r3', { answer: 'A' }, 'B')?.state).toBe('wrong')
    expect(judge('vlm-r3', { answer: 'A' }, 'left')?.state).toBe('undecided')
  })

  it('box IoU: the best look counts, recall at 0.5', () => {
    const boxes = [box<'image'>(0, 0, 10, 10)]
    const looks = [box<'image'>(20, 20, 30, 30), box<'image'>(0, 5, 10, 15)]
    expect(judge('box-iou', { boxes }, { text: '', looks })?.score).toBeCloseTo(1 / 3, 12)
    expect(judge('box-iou', { boxes }, 'I look at [0, 0, 10, 5].')?.score).toBeCloseTo(0.5, 12)
    const metric = metricOf('box-iou')
    if (metric === undefined) throw new Error('no box-iou')
    const rows = [looks[0], boxes[0]].map((look, i) => {
      const item = { ...plain, id: String(i), boxes }
      return { item, judgement: metric.judge(item, { text: '', looks: look === undefined ? [] : [look] }) }
    })
    expect(summarise(metric, rows).measures).toMatchObject([
      { name: 'Recall at IoU 0.5', value: 0.5, count: 2 },
    ])
  })

  it('MMVP: a pair cut off by a limit does not count', () => {
    const metric = metricOf('mmvp')
    if (metric === undefined) throw new Error('no mmvp')
    const rows = ['A', 'A', 'A', 'B', 'A'].map((text, position) => {
      const item: Item = {
        ...plain,
        id: String(position),
        position,
        answer: 'A',
        options: { A: 'open', B: 'closed' },
      }
      return { item, judgement: metric.judge(item, { text }) }
    })
    const { headline, measures } = summarise(metric, rows)
    expect([headline.value, headline.count, measures[0]?.value]).toEqual([0.5, 2, 0.8])
  })
})

describe('reading', () => {
  it('takes the last answer of a response', () => {
    expect(finalAnswer('<think>…<answer>A</answer> no <answer> B </answer>\n')).toEqual({
      text: 'B',
      rule: 'inside <answer>',
    })
    expect(finalAnswer('<answer>cut')).toEqual({ text: 'cut', rule: 'after <answer>' })
    expect(finalAnswer('plain')).toEqual({ text: 'plain', rule: 'whole response' })
  })

  it('finds options written into a question', () => {
    expect(optionsIn('Is it?\n(a) Open (b) Closed')).toEqual({ a: 'Open', b: 'Closed' })
    expect(optionsIn('What?\n(A) red\n(B) dark (deep) red\n(C) blue')).toEqual({
      A: 'red',
      B: 'dark (deep) red',
      C: 'blue',
    })
    expect(optionsIn('Pick one.\nA. yes\nB. no')).toEqual({ A: 'yes', B: 'no' })
    expect(optionsIn('What does section (a) say?')).toEqual({})
  })

  it('reads Python numbers and lists, and nothing else', () => {
    expect([' 1_000 ', '1e3', '.5', 'inf', '1,000', ''].map(toFloat)).toEqual([
      1000,
      1000,
      0.5,
      Infinity,
      undefined,
      undefined,
    ])
    expect(['12', ' +3', '1.0'].map(toInt)).toEqual([12n, 3n, undefined])
    expect(toList(`['a', "it's", 'b\\'c', 3, 1.5, 'ü\\n']`)).toEqual(['a', "it's", "b'c", '3', '1.5', 'ü\n'])
    // As Python 3.11's `ast.literal_eval` reads them.
    expect(toList(`['a' 'b'\n "c", r'\\n', R"\\'", '\\x41\\u4e2d', ]`)).toEqual(['abc', '\\n', "\\'", 'A中'])
    expect(["['a', , 'b']", "['a' 1]", "['\\N{DEGREE SIGN}']", "['a\nb']"].map(toList)).toEqual(
      Array(4).fill(undefined),
    )
    expect(['１２', '٣.٥', '𝟏𝟐', '-１_2'].map(toFloat)).toEqual([12, 3.5, 12, -12])
    expect(toInt('１２')).toBe(12n)
    expect([toList('[]'), toList('[__import__("os")]'), toList('abc'), toList('[a]')]).toEqual([
      [],
      undefined,
      undefined,
      undefined,
    ])
    expect(splitWords('\ufeffa\u00a0b\u3000c ')).toEqual(['\ufeffa', 'b', 'c'])
  })

  it('computes formulas without running code', () => {
    expect(valueOf('2*(3+4)**2/7', 'python')).toBe(14)
    expect(valueOf('-\\frac{1}{2}', 'latex')).toBe(-0.5)
    expect(
      ['2\\frac{1}{2}', '0.5 4', '50%', '\\boxed{3}', 'x=3', '5.'].map((t) => valueOf(t, 'latex')),
    ).toEqual([2.5, 2, 0.5, 3, undefined, undefined])
    expect(['1+', '(1', 'a', '1/0', 'process.exit()'].map((t) => valueOf(t, 'python'))).toEqual(
      Array(5).fill(undefined),
    )
  })
})

describe('intervals', () => {
  const half = Array.from({ length: 100 }, (_, i) => i % 2)

  it('are the same every time and near the normal approximation', () => {
    const first = meanInterval(half)
    expect(first).toEqual(meanInterval(half))
    expect(first?.[0]).toBeCloseTo(0.5 - 1.96 * 0.05, 1)
    expect(first?.[1]).toBeCloseTo(0.5 + 1.96 * 0.05, 1)
    expect(meanInterval([1, 1, 1])).toEqual([1, 1])
    expect(meanInterval([])).toBeUndefined()
  })

  it('pair two runs by question: what both have, and nothing else', () => {
    const a = half.map((value, i) => ({ key: `${i}`, value }))
    const b = half.map((value, i) => ({ key: `${i + 1}`, value: i % 2 === 0 ? 1 : value }))
    const delta = pairedDelta(a, b)
    expect(delta?.count).toBe(99)
    expect(delta?.delta).toBeCloseTo(mean(b.slice(0, 99).map((v) => v.value)) - mean(half.slice(1)), 12)
    expect(pairedDelta(a, [{ key: 'x', value: 1 }])).toBeUndefined()
  })
})
