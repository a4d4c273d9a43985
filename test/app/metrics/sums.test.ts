/** What the judged rows of a data set come to: headlines, measures, points, slices and what turned between two runs. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { metricOf } from '../../../app/metrics'
import { mean, meanInterval, pairedDelta } from '../../../app/metrics/bootstrap'
import { groupBy } from '../../../app/lists'
import { graded, type Item, type JudgedItem, type Judgement } from '../../../app/metrics/metric'
import { besidesOf, outcomeOf } from '../../../app/metrics/outcome'
import {
  leastConfidenceOf,
  cropShareOf,
  iouOf,
  judgedOf,
  judgementOf,
  type ResultRow,
} from '../../../app/metrics/result'
import { outcomeName, sliced, slicings, turned } from '../../../app/metrics/slices'
import { figure, summarise } from '../../../app/metrics/summary'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

function item(id: string, more: Partial<Item> = {}): Item {
  return { id, position: Number(id) || 0, question: '?', answer: '', options: {}, fields: {}, ...more }
}
const judged = (id: string, score: number, more: Partial<Item> = {}): JudgedItem => ({
  item: item(id, more),
  judgement: graded(score, '', 'r'),
})
const named = (name: string) => must(metricOf(name))
const values = (metric: string, rows: readonly JudgedItem[]) => {
  const { headline, measures } = summarise(named(metric), rows)
  return Object.fromEntries([headline, ...measures].map((f) => [f.name, f.value]))
}

describe('a summary', () => {
  const rows = [
    judged('0', 1, { category: 'b' }),
    judged('1', 0, { category: 'a' }),
    judged('2', 0.5, { category: 'b' }),
    judged('3', 0),
  ]

  test('has the mean of all, and of each category by name; rows without one count in the whole only', () => {
    const { count, headline, byCategory, undecided } = summarise(named('anls'), rows)
    expect([count, headline.value, headline.count, undecided]).toEqual([4, 0.375, 4, 0])
    expect(byCategory.map((c) => [c.name, c.value, c.count])).toEqual([
      ['a', 0, 1],
      ['b', 0.75, 2],
    ])
  })

  test('of nothing is zero of none', () => {
    const { count, headline, byCategory, measures } = summarise(named('mcq'), [])
    expect([count, headline.value, headline.ci95, headline.count]).toEqual([0, 0, [0, 0], 0])
    expect([byCategory, measures]).toEqual([[], []])
  })

  test('counts what only a judge could say as 0, and says how many', () => {
    const one: JudgedItem = {
      item: item('0'),
      judgement: { state: 'undecided', score: 0, taken: '', rule: '' },
    }
    expect(summarise(named('mcq'), [one, judged('1', 1)])).toMatchObject({
      undecided: 1,
      headline: { value: 0.5 },
    })
  })

  test('tells splits apart where there are several', () => {
    const split = (id: string, score: number, name: string) => judged(id, score, { fields: { split: name } })
    expect(values('anls', [split('0', 1, 'dev'), split('1', 0, 'dev'), split('2', 1, 'val')])).toMatchObject({
      dev: 0.5,
      val: 1,
    })
    expect(Object.keys(values('anls', [split('0', 1, 'dev'), split('1', 0, 'dev')]))).toEqual(['ANLS'])
  })
})

describe('what benchmarks report', () => {
  const fields = (score: number, columns: Item['fields'], at = 0) =>
    judged(String(at), score, { fields: columns })

  test('HR-Bench: the mean of the cycles, whatever their sizes', () => {
    const cycle = (name: string, scores: readonly number[]) =>
      scores.map((s) => fields(s, { cycle_category: name }))
    expect(
      values('hr-bench', [...cycle('0', [1, 1, 0, 0]), ...cycle('1', [1])])['Average of cycles'],
    ).toBeCloseTo((0.5 + 1) / 2, 12)
  })

  test('HR-Bench: as many cycles of any sizes', () => {
    const score = fc.constantFrom(0, 1)
    fc.assert(
      fc.property(
        fc.array(fc.array(score, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        (cycles) => {
          const rows = cycles.flatMap((scores, i) =>
            scores.map((s) => fields(s, { cycle_category: String(i) })),
          )
          expect(values('hr-bench', rows)['Average of cycles']).toBeCloseTo(mean(cycles.map(mean)), 9)
        },
      ),
    )
  })

  test('HallusionBench: figures and questions with all right', () => {
    const row = (score: number, figure_id: string, question_id: string) =>
      fields(score, { set_id: '1', figure_id, question_id, 'l2-category': 'x' })
    const rows = [row(1, '0', '0'), row(1, '0', '1'), row(1, '1', '0'), row(0, '1', '1')]
    expect(values('hallusion-bench', rows)).toEqual({ aAcc: 0.75, fAcc: 0.5, qAcc: 0.5 })
  })

  test('HallusionBench: the same numbers from the parts of the index', () => {
    const row = (score: number, figure: number, question: number) =>
      judged(`VD_figure_0_1_${String(figure)}_${String(question)}`, score)
    expect(values('hallusion-bench', [row(1, 0, 0), row(0, 0, 1), row(1, 1, 0), row(1, 1, 1)])).toEqual({
      aAcc: 0.75,
      fAcc: 0.5,
      qAcc: 0.5,
    })
  })

  test('MME: a category has 100 points for accuracy and 100 for images with both right', () => {
    const row = (score: number, category: string, image_path: string) =>
      judged('0', score, { category, fields: { image_path } })
    const rows = [
      row(1, 'OCR', 'a'),
      row(1, 'OCR', 'a'),
      row(1, 'OCR', 'b'),
      row(0, 'OCR', 'b'),
      row(1, 'code_reasoning', 'c'),
      row(1, 'code_reasoning', 'c'),
    ]
    const points = Object.fromEntries(summarise(named('mme'), rows).points.map((p) => [p.name, p.points]))
    expect(points).toEqual({ perception: 125, reasoning: 200, OCR: 125, code_reasoning: 200 })
    expect(values('mme', rows)['acc+']).toBeCloseTo(2 / 3, 12)
  })

  test('MMVP: both of a pair', () => {
    const rows = [1, 1, 1, 0, 0, 0].map((score, i) => judged(String(i), score))
    expect(values('mmvp', rows)).toEqual({ Pairs: 1 / 3, Single: 0.5 })
  })

  test('MathVista: by task and by each skill of a row', () => {
    const rows = [
      fields(1, { task: 'geometry', skills: "['arithmetic', 'algebra']" }),
      fields(0, { task: 'geometry', skills: "['algebra']" }),
      fields(1, { task: 'figures', skills: 'logic' }),
    ]
    expect(values('mathvista', rows)).toMatchObject({
      geometry: 0.5,
      figures: 1,
      arithmetic: 1,
      algebra: 0.5,
      logic: 1,
    })
  })

  test('MME-RealWorld: perception and reasoning', () => {
    const rows = ['Perception/OCR', 'Perception/AD', 'Reasoning/AD'].map((category, i) =>
      judged(String(i), i % 2, { category }),
    )
    expect(values('mme-realworld', rows)).toMatchObject({ Perception: 0.5, Reasoning: 0 })
  })

  test('MMBench: each ability', () => {
    const rows = ['logic', 'logic', 'attribute', ''].map((name, i) =>
      fields(i % 2, { 'l2-category': name }, i),
    )
    expect(values('mcq', rows)).toMatchObject({ logic: 0.5, attribute: 0 })
  })

  test('box IoU: the mean share of gold regions that were met, to the digit', () => {
    const gold = [box<'image'>(0, 0, 10, 10), box<'image'>(20, 0, 30, 10), box<'image'>(40, 0, 50, 10)]
    const metric = named('box-iou')
    const rows = [gold.slice(0, 1), gold.slice(0, 2)].map((looks, i): JudgedItem => {
      const one = item(String(i), { boxes: gold })
      return { item: one, judgement: metric.judge(one, { text: '', looks }) }
    })
    expect(values('box-iou', rows)['Recall at IoU 0.5']).toBeCloseTo(0.5, 12)
    // A run of an earlier version wrote two digits.
    const old: Judgement = { state: 'partial', score: 0.3, taken: '', rule: 'recall 0.33 at IoU 0.5' }
    expect(
      values('box-iou', [{ item: item('0', { boxes: gold }), judgement: old }])['Recall at IoU 0.5'],
    ).toBe(0.33)
  })
})

describe('a row of a run', () => {
  const row = (more: Partial<ResultRow> = {}): ResultRow => ({
    item: item('0'),
    asked: '?',
    response: '',
    prediction: 'B',
    judgement: graded(0, 'B', 'rule'),
    looks: [],
    attempts: 1,
    ms: 0,
    tokens: 0,
    ...more,
  })
  const failure = { code: 'model-failed', message: 'gone' } as const
  const override = { right: true, reason: 'it says so', at: 0 }

  test('counts as a person says, else as failed, else as the rule has it', () => {
    expect(judgementOf(row())).toMatchObject({ state: 'wrong', rule: 'rule' })
    expect(judgementOf(row({ failure }))).toEqual({ state: 'wrong', score: 0, taken: '', rule: 'failed' })
    expect(judgedOf(row({ failure, override })).judgement).toEqual({
      state: 'right',
      score: 1,
      taken: 'B',
      rule: 'a person’s verdict: it says so',
    })
  })

  test('is named by what became of it', () => {
    expect(
      [row(), row({ failure }), row({ failure, override }), row({ judgement: graded(0.5, '', '') })].map(
        outcomeName,
      ),
    ).toEqual(['wrong', 'failed', 'right', 'partial'])
  })

  test('tells its overlap, its confidence and its smallest crop where they are known', () => {
    const looks = [box<'image'>(0, 0, 10, 10), box<'image'>(0, 0, 50, 20)]
    const boxes = [box<'image'>(0, 0, 10, 20)]
    const full = row({
      looks,
      item: item('0', { boxes }),
      image: { id: 'a', width: 100, height: 100 },
      confidences: [0.9, null],
    })
    expect([iouOf(full), leastConfidenceOf(full), cropShareOf(full)]).toEqual([0.5, 0.9, 0.01])
    expect([
      iouOf(row()),
      leastConfidenceOf(row({ confidences: [null] })),
      cropShareOf(row({ looks })),
    ]).toEqual([undefined, undefined, undefined])
    expect(iouOf(row({ item: item('0', { boxes }) }))).toBe(0)
  })

  const slice = (id: string, rows: readonly ResultRow[]) =>
    sliced(rows, must(slicings.find((s) => s.id === id))).map((f) => [f.name, f.count])

  test('lies in one group of each slicing, groups in their order', () => {
    const image = { id: 'a', width: 100, height: 100 }
    const crop = (width: number, height: number) => row({ image, looks: [box<'image'>(0, 0, width, height)] })
    expect(slice('crop', [crop(100, 60), crop(10, 10), crop(20, 10), crop(50, 50), crop(100, 50)])).toEqual([
      ['< 2 % of the image', 1],
      ['2 – 12.5 %', 1],
      ['12.5 – 50 %', 1],
      ['≥ 50 %', 2],
    ])
    const looked = (count: number) =>
      row({ looks: Array.from({ length: count }, () => box<'image'>(0, 0, 9, 9)) })
    expect(slice('looks', [looked(0), looked(1), looked(2), looked(3), looked(4), looked(9)])).toEqual([
      ['1 look', 1],
      ['2 looks', 1],
      ['3 looks', 1],
      ['4 looks or more', 2],
      ['no looks', 1],
    ])
    const sure = (confidence: number) => row({ confidences: [confidence] })
    expect(slice('confidence', [0.85, 0.1, 0.5, 0.65, 0.79, 1].map(sure))).toEqual([
      ['confidence < 50 %', 1],
      ['confidence 50 – 60 %', 1],
      ['confidence 60 – 70 %', 1],
      ['confidence 70 – 80 %', 1],
      ['confidence ≥ 80 %', 2],
    ])
    expect(slice('iou', [row(), row({ item: item('0', { boxes: [box(0, 0, 1, 1)] }) })])).toEqual([
      ['IoU < 0.1', 1],
    ])
    expect(slice('category', [row(), row({ item: item('0', { category: 'x' }) })])).toEqual([['x', 1]])
  })

  test('turned between two runs where it was right and is wrong, or the other way', () => {
    const run = (...scores: readonly number[]) =>
      scores.map((score, i) => row({ item: item(String(i)), judgement: graded(score, '', '') }))
    expect(turned(run(1, 0, 1, 0, 0.5), run(0, 1, 1, 0, 1))).toEqual({ lost: ['0'], won: ['1'] })
    expect(turned(run(1), [row({ item: item('other') })])).toEqual({ lost: [], won: [] })
  })
})

describe('intervals and differences', () => {
  test('hold the mean, lie among the values, and are the values where these are all the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (all) => {
          const [low, high] = must(meanInterval(all))
          expect(low).toBeLessThanOrEqual(high)
          expect(low).toBeGreaterThanOrEqual(Math.min(...all) - 1e-12)
          expect(high).toBeLessThanOrEqual(Math.max(...all) + 1e-12)
        },
      ),
      { numRuns: 25 },
    )
    expect(meanInterval([0.3])).toEqual([0.3, 0.3])
  })

  test('of a run with itself are none', () => {
    const run = [0, 1, 1].map((value, i) => ({ key: String(i), value }))
    expect(pairedDelta(run, run)).toEqual({ delta: 0, ci95: [0, 0], count: 3 })
    expect(pairedDelta(run, [])).toBeUndefined()
  })

  test('turn their sign with the runs', () => {
    const a = [0, 1, 0, 1].map((value, i) => ({ key: String(i), value }))
    const b = [1, 1, 0, 1].map((value, i) => ({ key: String(i), value }))
    expect(pairedDelta(a, b)?.delta).toBe(0.25)
    expect(pairedDelta(b, a)?.delta).toBe(-0.25)
  })

  test('are printed to six decimals, failed rows beside', () => {
    const third: JudgedItem[] = [judged('0', 1, { category: 'a' }), judged('1', 0), judged('2', 0)]
    const summary = summarise(named('mmvp'), third)
    expect(outcomeOf(summary, 2)).toMatchObject({ count: 3, failed: 2 })
    expect(outcomeOf(summarise(named('anls'), third), 0).accuracy).toBe(0.333333)
    expect(besidesOf(summary)).toEqual({ measures: { Single: 0.333333 }, points: {}, undecided: 0 })
    expect(figure({ name: 'x', values: [] })).toEqual({ name: 'x', value: 0, ci95: [0, 0], count: 0 })
  })

  test('groups stand in the order in which they first come', () => {
    expect([...groupBy([3, 1, 4, 1, 5], (n) => (n % 2 === 0 ? 'even' : 'odd'))]).toEqual([
      ['odd', [3, 1, 1, 5]],
      ['even', [4]],
    ])
  })
})
