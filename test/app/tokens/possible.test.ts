/** What was possible at a place: the token that stands there is told of, and it is said what numbers are about. */
import { describe, expect, test } from 'vitest'
import { tokenPlaceOf } from '../../../app/tokens/possible'
import fc from '../../builders/properties'

const top = [
  { text: 'a', logprob: Math.log(0.5), id: 1 },
  { text: 'b', logprob: Math.log(0.25), id: 2 },
]

describe('a place', () => {
  test('of a model that runs here: the entropy and the rank of the whole vocabulary', () => {
    const place = tokenPlaceOf({
      id: 9,
      text: 'z',
      logprob: Math.log(0.01),
      top,
      entropy: Math.LN2 * 3,
      rank: 17,
    })
    expect(place.entropy).toEqual({ bits: 3, over: 'vocabulary' })
    expect(place.rank).toEqual({ at: 17, least: false })
    expect(place.possible.map((p) => [p.text, p.stands])).toEqual([
      ['a', false],
      ['b', false],
      ['z', true],
    ])
    expect(place.rest).toBeCloseTo(0.24)
  })

  test('of a server: what is kept, and that it is no more than that', () => {
    const place = tokenPlaceOf({ id: -1, text: 'b', logprob: Math.log(0.25), top })
    expect(place.entropy?.over).toBe('kept')
    expect(place.entropy?.bits).toBeCloseTo(0.918, 3)
    expect(place.rank).toEqual({ at: 2, least: false })
    expect(tokenPlaceOf({ id: -1, text: 'q', logprob: -9, top }).rank).toEqual({ at: 3, least: true })
  })

  test('without probabilities nothing is said', () => {
    expect(tokenPlaceOf({ id: 3, text: 'x' })).toEqual({
      probability: undefined,
      possible: [],
      rest: 0,
      entropy: undefined,
      rank: undefined,
    })
  })

  test('a part of a token stands for it, and tokens that look the same are told apart by their numbers', () => {
    const two = [
      { text: '</a>', logprob: -0.1, id: 4 },
      { text: '</a>', logprob: -3, id: 5 },
    ]
    expect(
      tokenPlaceOf({ id: 5, text: '</', cut: 'end', logprob: -3, top: two }).possible.map((p) => p.stands),
    ).toEqual([false, true])
  })

  test('shares add up, whatever comes', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(probability, { maxLength: 6 }), fc.nat(8), (weights, at) => {
        const sum = weights.reduce((s, w) => s + w, 0) + 0.1
        const listed = weights.map((w, id) => ({ id, text: `t${id}`, logprob: Math.log(w / sum) }))
        const own = listed[at] ?? { id: 99, text: 'other', logprob: Math.log(0.1 / sum) }
        const place = tokenPlaceOf({ ...own, top: listed })
        const all = place.possible.reduce((s, p) => s + p.probability, place.rest)
        if (listed.length > 0) {
          expect(all).toBeCloseTo(1)
          expect(place.possible.filter((p) => p.stands)).toHaveLength(1)
        }
        expect(place.entropy === undefined || place.entropy.bits >= -1e-9).toBe(true)
      }),
    )
  })
})
