/** Records of an index: what is put in comes out, equal rows apart from each other. */
import fc from '../../builders/properties'
import { expect, test } from 'vitest'
import { createRecords, type TraceRecord } from '../../../main/collections/records'

const hash = fc.stringMatching(/^[0-9a-f]{20}$/)
const record = fc.record<TraceRecord>({
  file: fc.nat(4e9),
  offset: fc.nat(2 ** 40),
  length: fc.nat(4e9),
  line: fc.nat(4e9),
  part: fc.nat(65_535),
  hash,
  repeat: fc.nat(4e9),
  looks: fc.nat(65_535),
  verdict: fc.constantFrom(0, 0.5, 1, NaN),
  iou: fc.constantFrom(0, 0.25, 1, NaN),
  confidence: fc.constantFrom(0, 127 / 254, 1, NaN),
  flags: fc.nat(4e9),
  measured: fc.boolean(),
  missing: fc.boolean(),
  card: fc.record({ offset: fc.nat(2 ** 40), length: fc.nat(4e9) }),
  words: fc.record({ offset: fc.nat(2 ** 40), length: fc.nat(4e9) }),
})

test('come out as they were put in, also from stored bytes', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), (all) => {
      const records = createRecords()
      all.forEach(records.add)
      const stored = createRecords(Buffer.from(records.bytes(0, records.count())))
      expect(all.map((_, row) => stored.get(row))).toEqual(all)
    }),
  )
})

test('equal rows are told apart, however many there are', () => {
  const [one] = fc.sample(record, { numRuns: 1, seed: 1 })
  if (one === undefined) throw new Error('no record')
  const records = createRecords()
  const repeats = [0, 1, 65_534, 65_535, 65_536, 100_000]
  for (const repeat of repeats) records.add({ ...one, repeat, part: 0 })
  expect(repeats.map((repeat) => records.find(one.hash, repeat, 0))).toEqual([0, 1, 2, 3, 4, 5])
  expect(records.find(one.hash, 65_537, 0)).toBe(-1)
})
