/** What is kept of a queue, who has a part in it, and how much each did, case by case. */
import { describe, expect, test } from 'vitest'
import { isDivided, partsRule, peopleIn, withGiven } from '../../../app/queues/parts'
import { noSetup, queueSetup, type QueueParts } from '../../../app/queues/setup'
import { medianPerLook, workloads } from '../../../app/queues/workload'
import type { ReviewMark } from '../../../app/trace/review'

const parts = (more: Partial<QueueParts> = {}): QueueParts => ({ people: [], each: 1, given: {}, ...more })

describe('a setup', () => {
  const setup = (more: object = {}) => ({ ...noSetup.setup, ...more })

  test('that says nothing is whole, and nobody has changed it', () => {
    expect(queueSetup.parse(noSetup.setup)).toEqual(noSetup.setup)
    expect(noSetup).toMatchObject({ revision: 0 })
    expect(noSetup).not.toHaveProperty('by')
  })

  test.each([
    { instructions: undefined },
    { instructions: 'a'.repeat(200_001) },
    { rubric: [{ id: 'c', title: '', hint: '', points: 3 }] },
    { rubric: [{ id: 'c', title: 'Clear', points: 3 }] },
    { rubric: [{ id: 'c', title: 'Clear', hint: 'a'.repeat(2001), points: 3 }] },
    { parts: { people: [], each: 1 } },
    { parts: { people: [], each: 1.5, given: {} } },
    { parts: { people: Array.from({ length: 201 }, (_, i) => `p${String(i)}`), each: 1, given: {} } },
    { parts: { people: [], each: 1, given: { Ada: ['a'.repeat(201)] } } },
  ])('is refused with %j', (more) => expect(queueSetup.safeParse(setup(more)).success).toBe(false))
})

describe('whose a trace is', () => {
  test('everybody’s where each trace goes to as many as there are', () => {
    const rule = partsRule(parts({ people: ['Ada', 'Bo', 'Ada'], each: 5 }))
    expect(rule.peopleOf('k')).toEqual(['Ada', 'Bo'])
  })

  test('given by hand it is of those it was given to, whoever is on the list', () => {
    const rule = partsRule(parts({ people: ['Ada', 'Bo'], each: 2, given: { Cy: ['k'], Di: ['k'] } }))
    expect(rule.peopleOf('k')).toEqual(['Cy', 'Di'])
    expect(rule.isOf('Ada', 'k')).toBe(false)
    expect(rule.isOf('Ada', 'other')).toBe(true)
  })

  test('is the same on every machine: these are fixed', () => {
    const rule = partsRule(parts({ people: ['Ada', 'Bo', '陈静'] }))
    const again = partsRule(parts({ people: ['陈静', 'Bo', 'Ada'] }))
    for (const key of ['', 'a', 'b', '0f3a', '轨迹 1'])
      expect(again.peopleOf(key)).toEqual(rule.peopleOf(key))
  })

  test('names that objects have by nature are names', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const given = withGiven(withGiven(parts(), ['k'], name), ['l'], name)
      expect(['k', 'l', 'm'].map((key) => partsRule(given).isOf(name, key))).toEqual([true, true, false])
      expect(peopleIn(given)).toEqual([name])
    }
  })
})

describe('a part given by hand', () => {
  test('is taken from whoever had it, and nobody is left with nothing', () => {
    const before = parts({ given: { Ada: ['a', 'b'], Bo: ['c'] } })
    expect(withGiven(before, ['b', 'c'], 'Ada').given).toEqual({ Ada: ['a', 'b', 'c'] })
    expect(withGiven(before, ['c'], undefined).given).toEqual({ Ada: ['a', 'b'] })
    expect(before.given).toEqual({ Ada: ['a', 'b'], Bo: ['c'] })
  })

  test('of no trace changes nothing; the same trace twice is once', () => {
    expect(withGiven(parts({ given: { Ada: ['a'] } }), [], 'Bo').given).toEqual({ Ada: ['a'] })
    expect(withGiven(parts(), ['a', 'a'], 'Bo').given).toEqual({ Bo: ['a'] })
  })

  test.each<[Partial<QueueParts>, boolean, readonly string[]]>([
    [{}, false, []],
    [{ given: { Ada: [] } }, false, []],
    [{ given: { Ada: ['a'] } }, true, ['Ada']],
    [{ people: ['Bo'], given: { Ada: ['a'], Bo: ['b'], Cy: [] } }, true, ['Bo', 'Ada']],
  ])('%j: divided %s, among %j', (more, divided, people) => {
    expect(isDivided(parts(more))).toBe(divided)
    expect(peopleIn(parts(more))).toEqual(people)
  })
})

describe('how much each did', () => {
  const dayOf = (at: number) => `day-${String(Math.floor(at / 100))}`
  const mark = (by: string, more: Partial<ReviewMark> = {}): ReviewMark => ({
    ...{ by, at: 10, tags: [], spent: 1000, verdict: 'accepted' as const },
    ...more,
  })

  test('is nothing where nobody did anything', () => {
    expect(workloads([], dayOf)).toEqual([])
    expect(workloads([[], []], dayOf)).toEqual([])
  })

  test('of an even number the median is between the two in the middle', () => {
    const [, all] = workloads([[mark('Ada', { spent: 1000 })], [mark('Ada', { spent: 4000 })]], dayOf)
    expect(all?.perTrace).toBe(2500)
  })

  test('skipping is deciding; what took no time counts, but in no median', () => {
    const [, all] = workloads([[mark('Ada', { verdict: 'skipped', spent: 0 })], [mark('Ada')]], dayOf)
    expect(all).toEqual({ by: 'Ada', ms: 1000, traces: 2, looks: 0, perTrace: 1000 })
  })

  test('a look that was corrected costs its share of the trace’s time', () => {
    const traces = [
      [mark('Ada', { spent: 9000, looks: 3 })],
      [mark('Bo', { spent: 1000, looks: 1 })],
      [mark('Ada', { spent: 0, looks: 2 })],
    ]
    expect(medianPerLook(traces)).toBe(2000)
    expect(medianPerLook([[mark('judge', { judge: true, looks: 1 })]])).toBeUndefined()
    expect(
      medianPerLook([[{ ...mark('Ada', { looks: 1 }), verdict: undefined } as unknown as ReviewMark]]),
    ).toBeUndefined()
  })

  test('annotators stand in the order of their names, their days newest first', () => {
    const traces = [[mark('Bo')], [mark('Ada', { at: 150 })], [mark('Ada', { at: 250 })]]
    expect(workloads(traces, dayOf).map(({ by, day }) => [by, day])).toEqual([
      ['Ada', 'day-2'],
      ['Ada', 'day-1'],
      ['Ada', undefined],
      ['Bo', 'day-0'],
      ['Bo', undefined],
    ])
  })

  test('time is on the days it was spent, the rest on that of the review', () => {
    const [second, first] = workloads(
      [[mark('Ada', { at: 150, spent: 5000, days: { 'day-0': 3000 } })]],
      dayOf,
    )
    expect([second, first].map((w) => [w?.day, w?.ms, w?.traces])).toEqual([
      ['day-1', 2000, 1],
      ['day-0', 3000, 0],
    ])
  })
})
