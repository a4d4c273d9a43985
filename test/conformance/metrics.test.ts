/** What every metric must be, whatever it measures: one suite over the registry. */
import fc from '../builders/properties'
import { describe, expect, it } from 'vitest'
import { metricOf, metrics } from '../../app/metrics'
import type { Item, Metric } from '../../app/metrics/metric'
import { summarise } from '../../app/metrics/summary'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', 'A', '(B)', '<answer>', '[0, 0, 5, 5]', '1e9', '50%', "['a', 'b']", 'Yes', 'No'),
)
const options = fc.constantFrom<Item['options']>({}, { A: 'one', B: 'two' }, { A: '', B: '' })
const fields = fc.dictionary(
  fc.constantFrom('choices', 'question_type', 'answer_type', 'set_id', 'skills', 'cycle_category'),
  text,
)
const item = fc.record({
  id: fc.string(),
  position: fc.nat(),
  question: text,
  answer: text,
  options,
  category: fc.constantFrom('x', 'y'),
  fields,
})

describe.each(metrics.map((m): [string, Metric] => [m.id, m]))('metric %s', (id, metric) => {
  it('is found by an id of its own and says where its rule is from', () => {
    expect(metricOf(id)).toBe(metric)
    expect(metrics.filter((m) => m.id === id)).toHaveLength(1)
    expect(metric.source.length).toBeGreaterThan(5)
  })

  it('judges anything with a score between 0 and 1 that agrees with its state', () => {
    fc.assert(
      fc.property(item, text, (one, said) => {
        const { score, state } = metric.judge(one, { text: said })
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(
          { right: score === 1, wrong: score === 0, undecided: score === 0, partial: score > 0 && score < 1 }[
            state
          ],
        ).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('sums up rows, and no rows', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(item, text), { maxLength: 8 }), (rows) => {
        const judged = rows.map(([one, said]) => ({
          item: one,
          judgement: metric.judge(one, { text: said }),
        }))
        const { count, headline } = summarise(metric, judged)
        expect(count).toBe(rows.length)
        expect(Number.isFinite(headline.value)).toBe(true)
        expect(headline.ci95[0]).toBeLessThanOrEqual(headline.ci95[1])
      }),
      { numRuns: 10 },
    )
  })
})
