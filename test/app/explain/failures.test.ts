/** Failures, verdicts and tallies, case by case. */
import { describe, expect, test } from 'vitest'
import { shownLook, shownLooks, trialsFor } from '../../../app/explain/intervene'
import {
  createLooksCount,
  mostTrials,
  notUsedLines,
  summariseLooks,
  triedKey,
} from '../../../app/explain/looks-summary'
import type { TriedTrace } from '../../../app/explain/looks-summary'
import { spanOfTokens, tokensFor, tokensOfSpan, upToSpan, spanWords } from '../../../app/explain/span'
import { clusters, triage, type ClusteredFailure, type TraceFacts } from '../../../app/explain/triage'
import {
  lookVerdict,
  rightBy,
  triedFits,
  usedShare,
  verdictBy,
  type LookVerdict,
} from '../../../app/explain/verdict'
import { box, type Box } from '../../../app/geometry/box'
import type { TrialResult } from '../../../app/trace/evidence'
import type { Step } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import { answer, fiveSteps, look, observation, thought } from '../../builders/project'

const image = { width: 900, height: 600 }
const facts = (more: Partial<TraceFacts> = {}): TraceFacts => ({
  steps: fiveSteps,
  image,
  gold: ['9'],
  goldBoxes: [],
  ...more,
})
const at = (region: Box<'image'>, id = 'l1'): Step => ({ ...look(id), region })

describe('why an answer is wrong', () => {
  test.each<[string, readonly Step[], Partial<TraceFacts>, string | undefined]>([
    ['no answer', [thought('t', 'Well.')], {}, 'malformed'],
    ['an empty one', [look('l1'), answer('a', '  ')], {}, 'malformed'],
    ['a request that is none', [{ ...look('l1'), flags: ['invalid'] }, answer('a', '7')], {}, 'malformed'],
    ['no look', [answer('a', '7')], {}, 'never-looked'],
    [
      'no look, whatever place is right',
      [answer('a', '7')],
      { goldBoxes: [box(0, 0, 9, 9)] },
      'never-looked',
    ],
    ['a look, and nobody knows where', [look('l1'), answer('a', '7')], {}, 'unplaced'],
    [
      'a look elsewhere',
      [at(box(0, 0, 10, 10)), answer('a', '7')],
      { goldBoxes: [box(50, 50, 60, 60)] },
      'wrong-region',
    ],
    [
      'a look at half of it',
      [at(box(0, 0, 10, 10)), answer('a', '7')],
      { goldBoxes: [box(0, 0, 10, 20)] },
      'wrong-reading',
    ],
    [
      'a look at less than half',
      [at(box(0, 0, 10, 9)), answer('a', '7')],
      { goldBoxes: [box(0, 0, 10, 20)] },
      'wrong-region',
    ],
    [
      'a look at all of the image',
      [at(box(0, 0, 900, 600)), answer('a', '7')],
      { goldBoxes: [box(0, 0, 10, 20)] },
      'wrong-reading',
    ],
    [
      'read, and overruled',
      [at(box(0, 0, 10, 20)), observation('o', 'l1'), thought('t', 'It is 9.'), answer('a', '7')],
      { goldBoxes: [box(0, 0, 10, 20)] },
      'overruled',
    ],
    [
      'said before it was seen',
      [thought('t', 'Is it 9?'), at(box(0, 0, 10, 20)), observation('o', 'l1'), answer('a', '7')],
      { goldBoxes: [box(0, 0, 10, 20)] },
      'wrong-reading',
    ],
    [
      'read as a part of a number',
      [at(box(0, 0, 10, 20)), observation('o', 'l1'), thought('t', '19, 9.5 or 0,9'), answer('a', '7')],
      { goldBoxes: [box(0, 0, 10, 20)] },
      'wrong-reading',
    ],
    ['the last answer counts', [look('l1'), answer('a', '9'), answer('b', '7')], {}, 'unplaced'],
    ['right by its words', [look('l1'), answer('a', ' 9. ')], {}, undefined],
    ['right by another of several', [answer('a', 'nine')], { gold: ['9', 'Nine'] }, undefined],
    ['right by a rule', [answer('a', '7')], { right: true }, undefined],
    ['wrong by a rule, right by its words', [look('l1'), answer('a', '9')], { right: false }, 'unplaced'],
  ])('%s', (...[, steps, more, kind]) => expect(triage(facts({ steps, ...more }))?.kind).toBe(kind))

  test.each<[Box<'image'>, string, string]>([
    [box(0, 0, 10, 10), 'top-left', 'small'],
    [box(400, 250, 500, 350), 'middle-centre', 'medium'],
    [box(600, 400, 900, 600), 'bottom-right', 'large'],
    [box(0, 500, 900, 600), 'bottom-centre', 'large'],
    [box(850, 0, 900, 30), 'top-right', 'small'],
    [box(2000, 2000, 2010, 2010), 'bottom-right', 'small'],
  ])('lies where one reads it: %j', (gold, place, extent) =>
    expect(triage(facts({ goldBoxes: [gold] }))).toMatchObject({ place, extent }),
  )

  test('with its best overlap, of the first right place', () => {
    const steps = [at(box(0, 0, 10, 5)), at(box(0, 0, 10, 10), 'l2'), answer('a', '7')]
    expect(triage(facts({ steps, goldBoxes: [box(0, 0, 10, 10)] }))?.iou).toBe(1)
    expect(triage(facts({ steps: [answer('a', '7')], goldBoxes: [box(0, 0, 9, 9)] }))).not.toHaveProperty(
      'iou',
    )
  })

  test('and how many are alike: every one in one cluster, the largest first', () => {
    const kind = fc.constantFrom<ClusteredFailure['kind']>('malformed', 'wrong-region', 'unplaced')
    const place = fc.constantFrom<ClusteredFailure['place']>('top-left', 'bottom-right')
    fc.assert(
      fc.property(fc.array(fc.record({ kind, place }), { maxLength: 20 }), (all) => {
        const found = clusters(
          all.map((failed, id) => ({ id, failed: { kind: failed.kind, place: must(failed.place) } })),
        )
        expect(found.flatMap((c) => c.members.map((m) => m.id)).toSorted((a, b) => a - b)).toEqual(
          all.map((_, i) => i),
        )
        for (const [i, c] of found.entries())
          if (i > 0) expect(c.members.length).toBeLessThanOrEqual(must(found[i - 1]).members.length)
      }),
    )
  })
})

describe('the verdict on a look', () => {
  const trial = (kind: TrialResult['kind'], said?: string, looks = 0): TrialResult => ({
    kind,
    looks,
    ...(said === undefined ? {} : { answer: said }),
  })
  test.each<[string, readonly TrialResult[], readonly string[] | undefined, LookVerdict]>([
    ['nothing ran', [], undefined, 'unknown'],
    ['only the run as it was', [trial('same', '7')], undefined, 'unknown'],
    [
      'all the same',
      [trial('same', '7'), trial('blank', '7'), trial('shifted', ' 7.')],
      undefined,
      'not-used',
    ],
    [
      'one of many changes it',
      [trial('same', '7'), trial('blank', '7'), trial('swapped', '8')],
      undefined,
      'used',
    ],
    ['no answer any more', [trial('same', '7'), trial('blank')], undefined, 'used'],
    ['never an answer', [trial('same'), trial('blank')], undefined, 'not-used'],
    ['it looks again', [trial('same', '7', 1), trial('blank', '7', 2)], undefined, 'used'],
    ['it looks less often', [trial('same', '7', 2), trial('blank', '7', 1)], undefined, 'not-used'],
    ['wrong with it, right without', [trial('same', '7'), trial('blank', '9')], ['9'], 'harmful'],
    ['right with it, wrong without', [trial('same', '9'), trial('blank', '7')], ['9'], 'used'],
    ['right with another crop only', [trial('same', '7'), trial('shifted', '9')], ['9'], 'used'],
    ['wrong either way', [trial('same', '7'), trial('blank', '8')], ['9'], 'used'],
  ])('%s', (...[, trials, gold, verdict]) => expect(lookVerdict(trials, gold)).toBe(verdict))

  test('by a rule of a benchmark, and by right answers, where there are any', () => {
    expect(verdictBy([trial('same', '7'), trial('blank', '7.0')], (said) => said === '7.0')).toBe('harmful')
    expect(rightBy([])).toBeUndefined()
    expect(rightBy()).toBeUndefined()
    expect(must(rightBy(['Nine', '9']))(' nine. ')).toBe(true)
  })

  test.each<[readonly LookVerdict[] | undefined, string]>([
    [undefined, 'none'],
    [[], ''],
    [['used'], 'used'],
    [['not-used', 'unknown'], 'not-used unknown idle'],
    [['harmful'], 'harmful idle'],
    [['used', 'harmful'], 'used harmful'],
  ])('of a trace with %j fits %j', (looks, kinds) => {
    const all = ['used', 'not-used', 'harmful', 'unknown', 'idle', 'none'] as const
    expect(all.filter((kind) => triedFits(looks, kind)).join(' ')).toBe(kinds)
  })

  test('as a share of the looks that were tried', () => {
    expect(
      [undefined, [], ['used', 'harmful'] as const, ['unknown'] as const].map((l) => usedShare(l)),
    ).toEqual([undefined, undefined, 0.5, 0])
  })
})

describe('many traces', () => {
  const verdicts = fc.array(fc.constantFrom<LookVerdict>('used', 'not-used', 'harmful', 'unknown'), {
    maxLength: 4,
  })
  const traces = fc.array(
    fc.record({
      family: fc.constantFrom('a', 'b', undefined),
      right: fc.constantFrom(true, false, undefined),
      verdicts,
    }),
  )
  const traceOf = (
    {
      family,
      right,
      verdicts: all,
    }: { family: string | undefined; right: boolean | undefined; verdicts: readonly LookVerdict[] },
    i: number,
  ): TriedTrace => ({
    trace: `t${String(i)}`,
    question: 'q',
    looks: all.map((verdict, n) => ({ number: n + 1, region: box(0, 0, 1, 1), verdict, trials: [] })),
    ...(family === undefined ? {} : { family }),
    ...(right === undefined ? {} : { right }),
  })

  test('add up by family and by outcome, and are counted alike one by one', () => {
    fc.assert(
      fc.property(traces, (all) => {
        const tried = all.map(traceOf)
        const summary = summariseLooks(tried)
        for (const parts of [Object.values(summary.families), Object.values(summary.outcomes)]) {
          expect(parts.reduce((sum, p) => sum + p.traces, 0)).toBe(tried.length)
          expect(parts.reduce((sum, p) => sum + p.verdicts.used, 0)).toBe(summary.verdicts.used)
        }
        expect(summary.hanging).toBeLessThanOrEqual(summary.looking)
        expect(summary.looking).toBeLessThanOrEqual(summary.traces)
        const counted = createLooksCount()
        for (const one of tried) counted.add(one)
        expect(counted.summary()).toEqual(summary)
      }),
    )
  })

  test('told at a moment stay as they were when more is counted', () => {
    const counted = createLooksCount()
    counted.add(traceOf({ family: 'a', right: true, verdicts: ['used'] }, 0))
    const before = counted.summary()
    counted.add(traceOf({ family: 'a', right: true, verdicts: ['used'] }, 1))
    expect([before.traces, before.verdicts.used, before.families['a']?.traces]).toEqual([1, 1, 1])
  })

  test('write a line for each look that does not matter', () => {
    const lines = notUsedLines(
      traceOf({ family: 'a', right: undefined, verdicts: ['not-used', 'used', 'not-used'] }, 3),
    )
    const read = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { trace: string; look: { number: number } }) // as written above
    expect(read.map((r) => [r.trace, r.look.number])).toEqual([
      ['t3', 1],
      ['t3', 3],
    ])
    expect(notUsedLines(traceOf({ family: undefined, right: undefined, verdicts: [] }, 0))).toBe('')
  })

  test('are told apart by trace and rollout, and ask so much at most', () => {
    expect([triedKey({ trace: 'a' }), triedKey({ trace: 'a', branch: 'b' })]).toEqual(['a', 'a/b'])
    expect([0, 1, 2, 3].map(mostTrials)).toEqual([0, 4, 10, 15])
  })
})

describe('looks with what was shown for them', () => {
  const steps = [
    look('l1'),
    observation('o1', 'l1'),
    look('l2', [200, 10, 300, 90]),
    look('l3'),
    observation('o3', 'l3'),
  ]

  test('are numbered among all looks', () => {
    expect(shownLooks(steps).map((s) => [s.look.id, s.seen.id, s.number])).toEqual([
      ['l1', 'o1', 1],
      ['l3', 'o3', 3],
    ])
    expect(shownLook(steps, 'l3').number).toBe(3)
    for (const id of ['l2', 'o1', 'nothing'])
      expect(() => shownLook(steps, id)).toThrow(
        'The model was given no crop for this look, so there is nothing to change.',
      )
  })

  test('have trials, swapped with another look only where there is one elsewhere', () => {
    const sized = { id: 'i', size: { width: 1008, height: 756 } }
    const kinds = (of: readonly Step[]) => trialsFor({ steps: of, image: sized }, 'l1').map((t) => t.kind)
    expect(kinds(steps)).toEqual(['same', 'blank', 'shifted', 'swapped', 'enlarged'])
    expect(kinds([look('l1'), look('l3')])).toEqual(['same', 'blank', 'shifted', 'enlarged'])
    expect(trialsFor({ steps, image: sized }, 'nothing')).toEqual([])
  })
})

describe('spans and tokens', () => {
  const step: Step = {
    ...thought('t', 'x'),
    raw: 'One two.',
    tokens: ['One', ' tw', 'o', '.'].map((text, id) => ({ id, text })),
  }

  test.each<[number, number, object | undefined]>([
    [0, 3, { from: 0, to: 1 }],
    [4, 7, { from: 1, to: 3 }],
    [2, 4, { from: 0, to: 2 }],
    [0, 99, { from: 0, to: 4 }],
    [3, 3, undefined],
    [8, 9, undefined],
  ])('characters %i to %i are tokens %j', (start, end, tokens) =>
    expect(tokensOfSpan(step, { step: 't', start, end })).toEqual(tokens),
  )

  test('go there and back: tokens say what their span says', () => {
    for (let from = 0; from < 4; from++)
      for (let to = from + 1; to <= 4; to++) {
        const span = must(spanOfTokens(step, { from, to }))
        expect(tokensOfSpan(step, span)).toEqual({ from, to })
        expect(spanWords([step], span)).toBe(['One', ' tw', 'o', '.'].slice(from, to).join(''))
      }
    expect(spanOfTokens(step, { from: 2, to: 2 })).toBeUndefined()
    expect(spanOfTokens({ ...step, raw: 'Other.' }, { from: 0, to: 1 })).toBeUndefined()
    expect(spanWords([step], { step: 'gone', start: 0, end: 3 })).toBe('')
  })

  test('end a trace: what is behind is as if it were never written', () => {
    const steps = [thought('a', 'Before.'), step, thought('b', 'Behind.')]
    const cut = must(upToSpan(steps, { step: 't', start: 0, end: 5 }))
    expect(cut.map((s) => s.raw)).toEqual(['Before. ', 'One tw'])
    expect(cut[1]?.tokens?.map((t) => t.text)).toEqual(['One', ' tw'])
    expect(upToSpan([observation('o', 'l')], { step: 'o', start: 0, end: 1 })).toBeUndefined()
  })

  test.each<[readonly string[], number, number]>([
    [['a', 'bc', 'd'], 1, 1],
    [['a', 'bc', 'd'], 2, 2],
    [['a', 'bc', 'd'], 3, 2],
    [['a', 'bc', 'd'], 99, 3],
    [['a'], 0, 0],
    [[], 5, 0],
    [['a', '', 'b'], 2, 3],
  ])('of the last tokens of %j, %i characters take %i', (texts, characters, count) =>
    expect(tokensFor(texts, characters)).toBe(count),
  )
})
