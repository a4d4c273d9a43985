/** Whose a trace is: everybody's part is theirs whatever else changes, and nobody is left out. */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { partsRule, peopleIn, withGiven } from '../../../app/queues/parts'
import { noSetup, type QueueParts } from '../../../app/queues/setup'

const among = (people: readonly string[], each = 1): QueueParts => ({ people: [...people], each, given: {} })
const keys = Array.from({ length: 3000 }, (_, n) => n.toString(16).padStart(20, '0'))
const countOf = (parts: QueueParts, name: string) =>
  keys.filter((key) => partsRule(parts).isOf(name, key)).length

describe('parts of a queue', () => {
  test('are about equal, and every trace is somebody’s, once', () => {
    const parts = among(['Ada', 'Bo', '陈静'])
    for (const name of parts.people) expect(countOf(parts, name)).toBeGreaterThan(850)
    expect(parts.people.reduce((sum, name) => sum + countOf(parts, name), 0)).toBe(keys.length)
  })

  test('with two annotators a trace, each trace has two', () => {
    const rule = partsRule(among(['Ada', 'Bo', 'Cy'], 2))
    for (const key of keys) expect(new Set(rule.peopleOf(key)).size).toBe(2)
  })

  test('a new annotator takes only what becomes theirs; the order of names means nothing', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(names, fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (people, more, key) => {
        fc.pre(!people.includes(more))
        const [before] = partsRule(among(people)).peopleOf(key)
        const [after] = partsRule(among([more, ...people])).peopleOf(key)
        expect([before, more]).toContain(after)
        expect(partsRule(among(people.toReversed())).peopleOf(key)).toEqual([before])
      }),
      { numRuns: 500 },
    )
  })

  test('what was given by hand is theirs alone, until it is given back', () => {
    const [one = '', two = ''] = keys
    const given = withGiven(withGiven(among(['Ada', 'Bo']), [one, two], 'Cy'), [two], 'Ada')
    expect(partsRule(given).peopleOf(one)).toEqual(['Cy'])
    expect(partsRule(given).peopleOf(two)).toEqual(['Ada'])
    expect(peopleIn(given)).toEqual(['Ada', 'Bo', 'Cy'])
    expect(withGiven(given, [one, two], undefined)).toEqual(among(['Ada', 'Bo']))
  })

  test('a queue that is not divided is nobody’s part', () => {
    expect(partsRule(noSetup.setup.parts).isOf('Ada', keys[0] ?? '')).toBe(false)
  })
})
