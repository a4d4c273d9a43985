/** What a line of a journal must be, whole, and what is filled in honestly where a file has only a part of it. */
import { describe, expect, test } from 'vitest'
import { defaultSettings } from '../../../app/trace/project'
import { stepTypes, traceSchemas } from '../../../app/trace/schema'
import { answer, branch, fiveSteps, look, observation, thought } from '../../builders/project'

const whole = traceSchemas('whole')
const mended = traceSchemas('mended')
/** As a file has it. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const without = (value: object, ...keys: readonly string[]) =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))

describe('a step', () => {
  test.each(fiveSteps)('$type is taken as it stands, in either strictness', (step) => {
    expect(whole.step.parse(plain(step))).toEqual(step)
    expect(mended.step.parse(plain(step))).toEqual(step)
    expect(stepTypes.has(step.type)).toBe(true)
  })

  test('keeps what a later Relook writes into it', () => {
    const later = { ...thought('t', 'x'), mood: 'sure', kind: { type: 'later', more: [1] } }
    expect(whole.step.parse(plain(later))).toEqual(later)
  })

  test.each<[string, object]>([
    ['of a type nobody knows', { ...thought('t', 'x'), type: 'dream' }],
    ['without an id', without(thought('t', 'x'), 'id')],
    ['with an empty id', { ...thought('t', 'x'), id: '' }],
    ['without what stood in the context', without(thought('t', 'x'), 'raw')],
    ['without its words', without(answer('a', '7'), 'text')],
    ['that looks nowhere', without(look('l'), 'region')],
    ['that looks at words', { ...look('l'), region: { left: 'a', top: 0, right: 1, bottom: 1 } }],
    ['without the model’s numbers', without(look('l'), 'request')],
    [
      'whose numbers count in a frame of nothing',
      { ...look('l'), request: { numbers: [1], frame: { width: 0, height: 5 } } },
    ],
    ['that saw nothing', without(observation('o', 'l'), 'view')],
    ['that saw what no look asked for', without(observation('o', 'l'), 'look')],
  ])('%s is none, and is not mended either', (_, step) => {
    expect(whole.step.safeParse(step).success).toBe(false)
    expect(mended.step.safeParse(step).success).toBe(false)
  })

  test.each<[string, object, object]>([
    ['no time', without(thought('t', 'x'), 'at'), { at: 0 }],
    ['no author', without(thought('t', 'x'), 'author'), { author: { type: 'model', model: 'unknown' } }],
    ['flags that are no list', { ...look('l'), flags: 'clamped' }, { flags: [] }],
  ])('with %s is mended', (_, step, part) => {
    expect(whole.step.safeParse(step).success).toBe(false)
    expect(mended.step.parse(step)).toMatchObject(part)
  })

  test.each<[string, object]>([
    ['tokens', { tokens: [{ id: 'x' }] }],
    ['tokens', { tokens: 'abc' }],
    ['tokens', { tokens: [null] }],
    ['appended', { appended: 7 }],
    ['pictures', { pictures: ['a'] }],
    ['timings', { timings: 'fast' }],
    ['kind', { kind: 'code' }],
  ])('with wrong %s loses them and nothing else: %j', (field, wrong) => {
    const step = thought('t', 'x')
    expect(whole.step.safeParse({ ...step, ...wrong }).success).toBe(false)
    const found = mended.step.parse({ ...step, ...wrong })
    expect(found).toMatchObject(step)
    expect((found as Record<string, unknown>)[field]).toBeUndefined()
  })

  test('keeps tokens with all that is known of them, empty lists too', () => {
    const tokens = [
      { id: -1, text: 'x', logprob: -0.5, top: [{ text: 'y', logprob: -1 }], entropy: 0.3, rank: 2 },
    ]
    expect(whole.step.parse({ ...thought('t', 'x'), tokens })).toMatchObject({ tokens })
    expect(whole.step.parse({ ...thought('t', 'x'), tokens: [] })).toMatchObject({ tokens: [] })
  })
})

describe('a view', () => {
  const view = plain(observation('o', 'l').view) as object

  test.each<[string, object, boolean]>([
    [
      'a resize and a cut on the way',
      {
        made: [
          { type: 'resize', size: { width: 2, height: 2 }, filter: 'nearest' },
          { type: 'cut', box: { left: -1, top: 0, right: 1, bottom: 1 }, fill: [1, 2, 3] },
        ],
      },
      true,
    ],
    ['no way at all', { made: [] }, true],
    ['a stage nobody knows', { made: [{ type: 'turn' }] }, false],
    [
      'a colour of two parts',
      { made: [{ type: 'cut', box: { left: 0, top: 0, right: 1, bottom: 1 }, fill: [1, 2] }] },
      false,
    ],
    ['hidden parts', { hidden: { cover: 'blur', boxes: [] } }, true],
    ['a cover nobody knows', { hidden: { cover: 'black', boxes: [] } }, false],
    ['a frame of its own', { frame: { width: 5, height: 5 } }, true],
    ['transparency of another kind', { alpha: 'half' }, false],
    ['a mask nobody knows', { mask: 'black' }, false],
  ])('with %s is taken: %j %s', (_, part, right) => {
    expect(whole.view.safeParse({ ...view, ...part }).success).toBe(right)
    // Wrong parts are left out of what is mended.
    const found = mended.view.parse({ ...view, ...part }) as Record<string, unknown>
    const [key = ''] = Object.keys(part)
    if (right) expect(found[key]).toEqual(Object.values(part)[0])
    else expect(found[key]).toBeUndefined()
  })

  test.each(['image', 'size'])('without its %s is none', (field) => {
    expect(mended.view.safeParse(without(view, field)).success).toBe(false)
  })

  test('has a grid of so many visual tokens or none, never of fewer', () => {
    for (const [width, right] of [
      [3, true],
      [0, true],
      [-1, false],
    ] as const)
      expect(whole.view.safeParse({ ...view, grid: { width, height: 3 } }).success).toBe(right)
  })

  test('is mended without a filter and without a grid', () => {
    expect(mended.view.parse(without(view, 'filter', 'grid'))).toMatchObject({
      filter: 'bicubic',
      grid: { width: 0, height: 0 },
    })
  })
})

describe('a branch', () => {
  const one = branch('main', ['t1'])

  test('is taken as it stands', () => expect(whole.branch.parse(plain(one))).toEqual(one))

  test('of which little is left has what is honest in place of the rest', () => {
    const { id, dialect, view, path } = one
    expect(mended.branch.parse({ id, dialect, view, path })).toEqual({
      ...{ id, dialect, view, path },
      ...{ name: 'run', star: false, author: { type: 'model', model: 'unknown' }, createdAt: 0 },
      ...{ question: '', model: 'unknown', settings: defaultSettings, open: { text: '', tokens: [] } },
      ...{ run: { type: 'ended', startedAt: 0, endedAt: 0, reason: 'cut-off' }, binned: false },
    })
  })

  test('that was running when its file was written is not taken for one that runs', () => {
    const broken = { ...one, run: { type: 'running' } }
    expect(mended.branch.parse(broken).run).toMatchObject({ type: 'ended', reason: 'cut-off' })
  })

  test.each(['id', 'dialect', 'view', 'path'])('without its %s is none, mended or not', (field) => {
    expect(whole.branch.safeParse(without(one, field)).success).toBe(false)
    expect(mended.branch.safeParse(without(one, field)).success).toBe(false)
  })

  test.each<[string, object]>([
    ['order', { order: 'zzzz' }],
    ['space', { space: 'moon' }],
    ['leftOut', { leftOut: 'all' }],
    ['trial', { trial: 'yes' }],
    ['rollout', { rollout: { group: 1 } }],
    ['manner', { manner: { crops: 'user' } }],
  ])('loses a wrong %s: it is as if nothing had been said', (field, wrong) => {
    const found = mended.branch.parse({ ...one, ...wrong }) as Record<string, unknown>
    expect(found[field]).toBeUndefined()
    expect(found['question']).toBe(one.question)
  })
})

describe('what a person added', () => {
  const region = { left: 1, top: 2, right: 30, bottom: 40 }

  test.each<[object, boolean]>([
    [{ type: 'region', region }, true],
    [{ type: 'region', region, point: { x: 1, y: 2 } }, true],
    [{ type: 'region' }, false],
    [{ type: 'text', text: '' }, true],
    [{ type: 'text' }, false],
    [{ type: 'removed' }, true],
    [{ type: 'look', branch: 'b', region }, true],
    [{ type: 'look', region }, false],
    [{ type: 'thought', branch: 'b', after: 't1', text: 'x' }, true],
    [{ type: 'answer', branch: 'b', text: '7' }, true],
    [{ type: 'order', branch: 'b', order: ['a', 'b'] }, true],
    [{ type: 'order', branch: 'b', order: [1] }, false],
    [{ type: 'turned', by: 90 }, false],
  ])('as a draft: %j is one: %s', (draft, right) => expect(whole.draft.safeParse(draft).success).toBe(right))

  test('as a review needs its name; the rest is empty or left out', () => {
    expect(mended.review.parse({ by: 'Ada', verdict: 'maybe', scores: { a: 'x' }, tags: 'format' })).toEqual({
      ...{ by: 'Ada', tags: [], note: '', goldBoxes: [], at: 0, spent: 0 },
    })
    expect(mended.review.safeParse({ verdict: 'accepted' }).success).toBe(false)
    expect(whole.review.safeParse({ by: 'Ada' }).success).toBe(false)
  })

  test('as another reading needs to say where each look lies', () => {
    const respacing = { space: 'unit', looks: { l1: { region, flags: [] } }, views: {} }
    expect(whole.respacing.parse(respacing)).toEqual(respacing)
    expect(whole.respacing.safeParse({ ...respacing, space: 'moon' }).success).toBe(false)
    expect(whole.respacing.safeParse({ ...respacing, looks: { l1: { flags: [] } } }).success).toBe(false)
  })
})

describe('what was found out', () => {
  const common = { id: 'e', branch: 'main', at: 1, model: 'm', look: 'l1' }
  const region = { left: 0, top: 0, right: 9, bottom: 9 }
  const map = {
    ...{ region, side: 4, cover: 'grey', unit: 'nats', base: -1, tokens: 1, asked: 17 },
    cells: [{ box: region, drop: 0.5, level: 0, mass: 1 }],
  }

  test.each<[string, object, boolean]>([
    ['a map', { type: 'occlusion', spans: [{ step: 'a1', start: 0, end: 1 }], words: '7', map }, true],
    ['a map without cells', { type: 'occlusion', spans: [], words: '7', map: without(map, 'cells') }, false],
    [
      'trials',
      { type: 'trials', trials: [{ kind: 'blank', answer: '7', looks: 2 }, { kind: 'same' }] },
      true,
    ],
    ['a trial of a kind nobody knows', { type: 'trials', trials: [{ kind: 'burnt' }] }, false],
    ['a smallest crop', { type: 'minimal', region, answer: '7', asked: 3 }, true],
    ['a guess', { type: 'guess' }, false],
  ])('%s is evidence: %j %s', (_, part, right) => {
    expect(whole.evidence.safeParse({ ...common, ...part }).success).toBe(right)
  })
})

describe('where a trace comes from', () => {
  const origin = { collection: 'c', row: 0, file: 'a.jsonl', line: 1, format: 'vlm-r3-log' }

  test('is mended to no gold, no pictures and nothing besides', () => {
    expect(mended.origin.parse(origin)).toEqual({ ...origin, goldBoxes: [], pictures: [], main: 0, meta: {} })
    expect(whole.origin.safeParse(origin).success).toBe(false)
  })

  test.each(Object.keys(origin))('is nowhere without its %s', (field) => {
    expect(mended.origin.safeParse(without(origin, field)).success).toBe(false)
  })
})
