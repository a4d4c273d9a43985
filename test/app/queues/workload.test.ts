/** Progress of annotators, worked out by hand. */
import { describe, expect, test } from 'vitest'
import { medianPerLook, workloads } from '../../../app/queues/workload'
import type { ReviewMark } from '../../../app/trace/review'

const dayOf = (at: number) => `day-${Math.floor(at / 100)}`
const mark = (by: string, at: number, more: Partial<ReviewMark> = {}): ReviewMark => ({
  by,
  at,
  tags: [],
  spent: 0,
  verdict: 'accepted',
  ...more,
})

const traces = [
  // Begun on the first day, decided on the second.
  [mark('Ada', 150, { spent: 9000, days: { 'day-0': 4000, 'day-1': 5000 }, looks: 3 })],
  [mark('Ada', 160, { spent: 5000, days: { 'day-1': 5000 }, looks: 1 }), mark('Bo', 10, { spent: 7000 })],
  [mark('Ada', 170, { spent: 1000, days: { 'day-1': 1000 } })],
  // A judge is no annotator, and who has not decided has only spent time.
  [
    mark('judge: m', 10, { judge: true, spent: 0 }),
    { by: 'Ada', at: 0, tags: [], spent: 2000, days: { 'day-0': 2000 } },
  ],
]

describe('workloads', () => {
  test('per annotator and day, newest first, then all days', () => {
    expect(workloads(traces, dayOf)).toEqual([
      { by: 'Ada', day: 'day-1', traces: 3, ms: 11_000, looks: 4, perTrace: 5000, perLook: 4000 },
      { by: 'Ada', day: 'day-0', traces: 0, ms: 6000, looks: 0 },
      { by: 'Ada', traces: 3, ms: 17_000, looks: 4, perTrace: 5000, perLook: 4000 },
      // Kept before there were days: its time counts on the day of the review.
      { by: 'Bo', day: 'day-0', traces: 1, ms: 7000, looks: 0, perTrace: 7000 },
      { by: 'Bo', traces: 1, ms: 7000, looks: 0, perTrace: 7000 },
    ])
  })

  test('the median per corrected look is over all annotators', () => {
    expect(medianPerLook(traces)).toBe(4000)
    expect(medianPerLook([])).toBeUndefined()
  })
})
