/** Addresses of a shared page: what is written is read back, and what a stranger writes is a place, too. */
import { expect, test } from 'vitest'
import { hashOfPlace, placeFrom, stepped, type PagePlace } from '../../../renderer/page/place'
import fc from '../../builders/properties'

test('every place has an address that leads back to it', () => {
  const places: fc.Arbitrary<PagePlace> = fc.record(
    {
      trace: fc.integer({ min: 1, max: 9_999_999 }),
      branch: fc.string({ minLength: 1, unit: 'grapheme' }),
      other: fc.string({ minLength: 1, unit: 'grapheme' }),
      step: fc.integer({ min: 0, max: 9_999_999 }),
    },
    { requiredKeys: ['trace'] },
  )
  fc.assert(
    fc.property(places, (place) => {
      expect(placeFrom(hashOfPlace(place))).toEqual(place)
    }),
  )
})

test('whatever stands in an address is a place', () => {
  fc.assert(
    fc.property(fc.string(), (hash) => {
      const { trace, step } = placeFrom(hash)
      expect(trace).toBeGreaterThan(0)
      expect(step === undefined || step >= 0).toBe(true)
    }),
  )
  expect(placeFrom('#step=-1&trace=0&branch=')).toEqual({ trace: 1, branch: '' })
})

test('steps go from the question to the last and no further', () => {
  expect([stepped(undefined, 1, 5), stepped(undefined, -1, 5), stepped(0, -1, 5), stepped(5, 1, 5)]).toEqual([
    1, 5, 0, 5,
  ])
})
