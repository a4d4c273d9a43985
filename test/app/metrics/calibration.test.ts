/** Calibration of confidence: by hand, and against counting every pair. */
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { calibrationOf, confidentLooks } from '../../../app/metrics/calibration'
import type { ResultRow } from '../../../app/metrics/result'
import fc from '../../builders/properties'

test('the rank sum is the share of pairs in order, ties as half', () => {
  const share = fc.integer({ min: 0, max: 10 }).map((n) => n / 10)
  fc.assert(
    fc.property(fc.array(fc.record({ confidence: share, iou: share }), { minLength: 1 }), (looks) => {
      const found = calibrationOf(looks)
      const right = looks.filter((l) => l.iou >= 0.5)
      const wrong = looks.filter((l) => l.iou < 0.5)
      const pairs = right.flatMap((r) =>
        wrong.map((w) => (r.confidence > w.confidence ? 1 : r.confidence === w.confidence ? 0.5 : 0)),
      )
      const expected = pairs.reduce<number>((a, b) => a + b, 0) / pairs.length
      if (pairs.length === 0) expect(found?.auroc).toBeUndefined()
      else expect(found?.auroc).toBeCloseTo(expected)
      expect(found?.bins.reduce((sum, b) => sum + b.count, 0)).toBe(looks.length)
      expect(found?.bins.length).toBeLessThanOrEqual(5)
    }),
  )
})

test('each look counts on its own, where its confidence and a gold region are known', () => {
  const row = {
    looks: [box(0, 0, 10, 10), box(0, 0, 10, 20), box(50, 50, 60, 60)],
    confidences: [0.9, 0.6, null],
    item: { boxes: [box(0, 0, 10, 10)] },
  } as unknown as ResultRow
  expect(confidentLooks([row, { ...row, item: { ...row.item, boxes: [] } }])).toEqual([
    { confidence: 0.9, iou: 1 },
    { confidence: 0.6, iou: 0.5 },
  ])
  expect(calibrationOf([])).toBeUndefined()
})
