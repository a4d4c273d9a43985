/** The order of a list: total, what is not known last, and going on from any row. */
import { expect, test } from 'vitest'
import { beside, byFilePosition, orderBy } from '../../../main/collections/order'
import fc from '../../builders/properties'

const ordered = (of: (row: number) => number) => ({
  records: { verdict: of, looks: of, iou: of, confidence: of },
  triedOf: () => undefined,
})

const some = fc.array(fc.oneof(fc.constant(NaN), fc.constantFrom(0, 0.25, 0.5, 1)), {
  minLength: 1,
  maxLength: 30,
})

test('holds every row once, the known ones in order, the others last in the order of the file', () => {
  fc.assert(
    fc.property(some, fc.boolean(), (values, down) => {
      const of = (row: number) => values[row] ?? NaN
      const order = orderBy({ by: 'iou', down }, ordered(of))
      const sorted = values.map((_, row) => row).toSorted(order)
      expect(sorted.toSorted(byFilePosition)).toEqual(values.map((_, row) => row))
      const known = sorted.filter((row) => !Number.isNaN(of(row)))
      expect(sorted.slice(0, known.length)).toEqual(known)
      for (const [i, row] of known.entries()) {
        const next = known[i + 1]
        if (next === undefined) continue
        const step = (of(next) - of(row)) * (down ? -1 : 1)
        expect(step > 0 || (step === 0 && next > row)).toBe(true)
      }
    }),
  )
})

test('goes from each row to the next of the list and back, also from one that the list does not hold', () => {
  fc.assert(
    fc.property(some, (values) => {
      const of = (row: number) => values[row] ?? NaN
      const order = orderBy({ by: 'looks', down: false }, ordered(of))
      const all = values.map((_, row) => row).toSorted(order)
      for (const [i, from] of all.entries()) {
        expect(beside(all, { from, step: 1, count: values.length, order })).toBe(all[i + 1])
        expect(beside(all, { from, step: -1, count: values.length, order })).toBe(all[i - 1])
        const without = all.filter((row) => row !== from)
        expect(beside(without, { from, step: 1, count: values.length, order })).toBe(all[i + 1])
      }
    }),
  )
})
