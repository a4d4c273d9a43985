/** The small parts of a trace: drafts laid over it, evidence kept beside it, tokens a person put in, what it cost. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { movedPoint, orderKey, withDrafts, type Draft, type Drafts } from '../../../app/trace/draft'
import { withEvidence, type Evidence, type Occlusion } from '../../../app/trace/evidence'
import { areForced, forcedIn } from '../../../app/trace/forced'
import { leftOutReasons, leftOutWords } from '../../../app/trace/left-out'
import { totalTimings } from '../../../app/trace/project'
import type { Step, Timings, Token } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { look, thought } from '../../builders/project'

const text = (words: string): Draft => ({ type: 'text', text: words })

describe('drafts after several changes', () => {
  const before: Drafts = { a: text('1'), b: text('2') }

  test('are those before with the new ones over them, without those taken away', () => {
    expect(withDrafts(before, { b: text('3'), c: text('4'), a: null })).toEqual({
      b: text('3'),
      c: text('4'),
    })
    expect(withDrafts(before, {})).toEqual(before)
    expect(withDrafts(before, { none: null })).toEqual(before)
  })

  test('leave those before as they were', () => {
    withDrafts(before, { a: null, b: text('x') })
    expect(before).toEqual({ a: text('1'), b: text('2') })
  })

  test('in two goes are the same as in one, whatever the keys', () => {
    const key = fc.constantFrom('a', 'b', '7', '__proto__', 'constructor')
    const change = fc.dictionary(key, fc.option(fc.constantFrom('x', 'y').map(text), { nil: null }))
    fc.assert(
      fc.property(change, change, (first, second) => {
        const one = withDrafts(before, { ...first, ...second })
        expect(withDrafts(withDrafts(before, first), second)).toEqual(one)
        expect(Object.getPrototypeOf(one)).toBe(Object.prototype)
      }),
    )
  })

  test('keep the order of a branch where no step can have its id', () => {
    expect(orderKey('main')).toBe('order:main')
    expect(orderKey('')).not.toBe(orderKey('main'))
  })
})

test('a point is moved only where one was named', () => {
  const pointed = { ...look('l'), point: { x: 1, y: 2 } }
  const draft = { type: 'region', region: box<'image'>(0, 0, 10, 20) } as const
  expect(movedPoint(undefined, draft)).toBeUndefined()
  expect(movedPoint(look('l'), draft)).toBeUndefined()
  expect(movedPoint(pointed, undefined)).toEqual({ x: 1, y: 2 })
  expect(movedPoint(pointed, draft)).toEqual({ x: 5, y: 10 })
})

describe('evidence', () => {
  const common = { branch: 'main', at: 1, model: 'm' }
  const map: Occlusion = {
    region: box<'image'>(0, 0, 9, 9),
    ...{ side: 4, cover: 'grey', unit: 'nats', base: -1, tokens: 1, cells: [], asked: 17 },
  }
  const occlusion = (id: string, start: number, over?: string): Evidence => ({
    ...{ ...common, id, type: 'occlusion', words: '7', map },
    spans: [{ step: 'a1', start, end: start + 1 }],
    ...(over === undefined ? {} : { look: over }),
  })
  const odds = (id: string, number: number): Evidence => ({
    ...{ ...common, id, type: 'odds', look: 'l1', number },
    odds: { written: 1, probability: 1, values: [], rest: 0, open: true, other: 0, asked: 1 },
  })
  const trials = (id: string, branch = 'main'): Evidence => ({
    ...{ ...common, id, branch, type: 'trials', look: 'l1' },
    trials: [{ kind: 'blank' }],
  })
  const minimal: Evidence = {
    ...{ ...common, id: 'm1', type: 'minimal', look: 'l1', answer: '7', asked: 3 },
    region: box(0, 0, 9, 9),
  }
  const ids = (all: readonly Evidence[]) =>
    all.reduce<readonly Evidence[]>((before, one) => withEvidence(before, one), []).map((e) => e.id)

  test('begins with the first piece', () => expect(withEvidence(undefined, minimal)).toEqual([minimal]))

  test('of the same kind about the same thing is replaced, and comes last', () => {
    expect(ids([occlusion('old', 0), minimal, occlusion('new', 0)])).toEqual(['m1', 'new'])
    expect(ids([odds('old', 2), odds('new', 2)])).toEqual(['new'])
    expect(ids([trials('old'), trials('new')])).toEqual(['new'])
  })

  test.each<[string, readonly Evidence[]]>([
    ['another kind', [minimal, trials('x')]],
    ['other words', [occlusion('x', 0), occlusion('y', 4)]],
    ['what one look showed, and the whole image', [occlusion('x', 0), occlusion('y', 0, 'l1')]],
    ['another number of the same look', [odds('x', 0), odds('y', 1)]],
    ['another branch', [trials('x'), trials('y', 'other')]],
  ])('about %s stands beside it', (_, both) => expect(ids(both)).toEqual(both.map((e) => e.id)))
})

describe('tokens a person put in', () => {
  const token = (words: string, more: Partial<Token> = {}): Token => ({ id: 1, text: words, ...more })
  const step = (...tokens: readonly Token[]): Step => ({
    ...thought('t', ''),
    raw: tokens.map((t) => t.text).join(''),
    tokens,
  })

  test('are found by the characters they stand at', () => {
    const one = step(
      token('I '),
      token('see', { forced: true, logprob: -2.5 }),
      token(' 写', { forced: true }),
    )
    expect(forcedIn(one)).toEqual([
      { start: 2, end: 5, text: 'see', logprob: -2.5 },
      { start: 5, end: 7, text: ' 写' },
    ])
    for (const { start, end, text: words } of forcedIn(one)) expect(one.raw.slice(start, end)).toBe(words)
  })

  test('are none in a step whose tokens are not known, or are all the model’s', () => {
    expect(forcedIn(thought('t', 'x'))).toEqual([])
    expect(forcedIn(step(token('a'), token('b')))).toEqual([])
  })

  test('are looked for in all steps', () => {
    expect(areForced([])).toBe(false)
    expect(areForced([thought('t', 'x'), step(token('a'))])).toBe(false)
    expect(areForced([thought('t', 'x'), step(token('a'), token('', { forced: true }))])).toBe(true)
  })
})

describe('what the steps of a branch cost', () => {
  const timings: Timings = {
    ...{ encodeMs: 10, prefillMs: 20, decodeMs: 300 },
    ...{ tokens: 12, promptTokens: 400, cachedTokens: 100 },
  }
  const costing = (more: Partial<Timings> = {}): Step => ({
    ...thought('t', 'x'),
    timings: { ...timings, ...more },
  })

  test('is nothing without steps, or of steps whose cost nobody knows', () => {
    const none = { encodeMs: 0, prefillMs: 0, decodeMs: 0, tokens: 0, promptTokens: 0, cachedTokens: 0 }
    expect(totalTimings([])).toEqual(none)
    expect(totalTimings([thought('t', 'x')])).toEqual(none)
  })

  test('is the sum of each', () => {
    expect(totalTimings([costing(), thought('t', 'x'), costing({ encodeMs: 0, tokens: 3 })])).toEqual({
      ...{ encodeMs: 10, prefillMs: 40, decodeMs: 600 },
      ...{ tokens: 15, promptTokens: 800, cachedTokens: 200 },
    })
  })

  test('says how many tokens were read ahead and taken, where any were', () => {
    const sum = totalTimings([
      costing({ drafted: 8, accepted: 5 }),
      costing(),
      costing({ drafted: 2, accepted: 0 }),
    ])
    expect(sum).toMatchObject({ drafted: 10, accepted: 5 })
    expect('drafted' in totalTimings([costing()])).toBe(false)
  })

  test('says that cached tokens are not known as soon as one step does not know them', () => {
    expect(totalTimings([costing(), costing({ cachedTokens: 0, cacheUnknown: true })]).cacheUnknown).toBe(
      true,
    )
    expect('cacheUnknown' in totalTimings([costing(), costing()])).toBe(false)
  })
})

test('what an export leaves out is said of the model, and why it is refused', () => {
  expect(leftOutWords.deepstack).toMatch(/DeepStack/)
  expect(leftOutReasons.deepstack).toMatch(/leaves out DeepStack.*#2513/)
})
