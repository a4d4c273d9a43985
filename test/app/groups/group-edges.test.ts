/** Groups of rollouts at their edges: which are one, whose seed is whose, what a loss sees, what a record says of being right. */
import { describe, expect, test } from 'vitest'
import { dumpFormatOf, dumpFormats } from '../../../app/groups'
import { isRight, termsOf, type DumpFormat, type DumpRollout } from '../../../app/groups/dump'
import { groupsOf, isRollout, isUnfinished, rolloutSeed, type RolloutBranch } from '../../../app/groups/group'
import { rolloutGroupOf, rolloutOf } from '../../../app/groups/rollouts'
import { rolloutTokensOf, scaleOf, stripOf, stripTotals } from '../../../app/groups/strip'
import { box } from '../../../app/geometry/box'
import { missingImage } from '../../../app/trace/image'
import type { Branch, EndReason, Project } from '../../../app/trace/project'
import type { RolloutMark } from '../../../app/trace/rollout'
import type { Step } from '../../../app/trace/step'
import type { RolloutToken } from '../../../app/rewards/rollout'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import { answer, branch, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'

/** A rollout of a group; `place`: the group and its place there. */
const rolled = (
  id: string,
  place: readonly [group: string, index: number],
  more: Partial<Branch> = {},
  mark: Partial<RolloutMark> = {},
): RolloutBranch => {
  const [group, index] = place
  const path = fiveSteps.map((s) => s.id)
  return { ...branch(id, path), ...more, rollout: { group, index, of: 4, ...mark } }
}
const projectOf = (steps: readonly Step[], ...branches: readonly Branch[]): Project => ({
  ...projectWith(steps),
  branches: branches.map((b) => ({ ...b, path: b.path.length === 0 ? [] : steps.map((s) => s.id) })),
})

describe('the groups of a project', () => {
  test('are the newest first, each in the order it was sampled in, without what is in the bin', () => {
    const branches = [
      rolled('a1', ['a', 1]),
      rolled('a0', ['a', 0]),
      branch('plain'),
      rolled('b0', ['b', 0]),
      rolled('a2', ['a', 2], { binned: true }),
    ]
    const groups = groupsOf({ branches })
    expect(groups.map((g) => [g.group, g.branches.map((b) => b.id)])).toEqual([
      ['b', ['b0']],
      ['a', ['a0', 'a1']],
    ])
    expect(branches.map(isRollout)).toEqual([true, true, false, true, true])
    expect(groupsOf({ branches: [] })).toEqual([])
  })

  test.each<[EndReason | 'idle' | 'running', boolean]>([
    ['idle', true],
    ['running', true],
    ['stopped', true],
    ['cut-off', true],
    ['failed', true],
    ['answered', false],
    ['limit', false],
    ['no-answer', false],
    ['code-not-run', false],
  ])('one that is %s is still to be made: %s', (state, unfinished) => {
    const run: Branch['run'] =
      state === 'idle'
        ? { type: 'idle' }
        : state === 'running'
          ? { type: 'running', startedAt: 1, phase: { name: 'decode' } }
          : { type: 'ended', startedAt: 1, endedAt: 2, reason: state }
    expect(isUnfinished({ ...branch('b'), run })).toBe(unfinished)
  })
})

describe('the seed of a rollout', () => {
  test('of the first is the group’s own, and every one is a whole number a model takes', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(5000), (seed, index) => {
        const own = rolloutSeed(seed, index)
        expect(rolloutSeed(seed, 0)).toBe(seed)
        expect(rolloutSeed(seed, index)).toBe(own)
        expect(Number.isInteger(own) && own >= 0).toBe(true)
        // The loop adds up to 64 looks to it.
        if (index > 0) expect(own + 64).toBeLessThan(2 ** 31)
      }),
    )
  })

  test('is another one for each of two thousand of a group', () => {
    const seeds = Array.from({ length: 2000 }, (_, i) => rolloutSeed(42, i))
    expect(new Set(seeds).size).toBeGreaterThan(1995)
  })
})

describe('a branch as a rollout', () => {
  const of = (steps: readonly Step[], more: Partial<Branch> = {}, mark: Partial<RolloutMark> = {}) => {
    const project = projectOf(steps, rolled('r', ['g', 0], more, mark))
    const [one] = project.branches
    return rolloutOf(project, one as RolloutBranch)
  }

  test('is its text without images, cut where crops came back', () => {
    const { text, segments, looks, answer: said } = of(fiveSteps)
    expect(segments).toEqual([
      '<think>I look for the total. {"bbox_2d": [10, 20, 110, 120]}\n',
      'It reads 7. <answer>7</answer>',
    ])
    expect(text).toBe(segments.join(''))
    expect(looks).toEqual([{ numbers: [10, 20, 110, 120], region: look('l1').region, flags: [] }])
    expect(said).toBe('7')
  })

  test('that is still being written has what is written by then at its end', () => {
    const { text, segments } = of(fiveSteps.slice(0, 3), {
      open: { text: 'It rea', tokens: [{ id: 1, text: 'It rea' }] },
    })
    expect(segments.at(-1)).toBe('It rea')
    expect(text.endsWith('\nIt rea')).toBe(true)
  })

  test('has nothing behind its last request that never was: the loop put it there for no crop', () => {
    const last: Step = { ...look('l1'), raw: '{"bbox_2d": [1, 2, 3, 4]}\n', appended: '\n' }
    expect(of([last]).text).toBe('{"bbox_2d": [1, 2, 3, 4]}')
    expect(of([last, observation('o1', 'l1')]).text).toBe('{"bbox_2d": [1, 2, 3, 4]}\n')
  })

  test('without an answer has its last line for one, as rewards read it', () => {
    expect(of([thought('t', 'So it is\n7')]).answer).toBe('7')
  })

  test('looked nowhere where its request was refused', () => {
    const refused: Step = { ...look('l1'), flags: ['invalid', 'not-shown'] }
    expect(of([refused, answer('a', '7')]).looks).toEqual([
      { numbers: [10, 20, 110, 120], flags: ['invalid', 'not-shown'] },
    ])
  })

  test('has what its trainer wrote down, or nothing of it', () => {
    expect(of(fiveSteps, {}, { rewards: { acc: 1 }, total: 1.5, advantage: -0.2 }).recorded).toEqual({
      ...{ terms: { acc: 1 }, total: 1.5, advantage: -0.2 },
    })
    expect('recorded' in of(fiveSteps)).toBe(false)
  })
})

describe('what a group was asked', () => {
  const asked = (project: Project, stated = {}) => rolloutGroupOf(project, must(groupsOf(project)[0]), stated)

  test('is its first rollout’s question, with a person’s answers before the dump’s', () => {
    const project = projectOf(
      fiveSteps,
      rolled('r0', ['g', 0], {}, { gold: ['7'], step: 120 }),
      rolled('r1', ['g', 1]),
    )
    expect(asked(project)).toMatchObject({
      id: 'g',
      question: 'What is the total?',
      gold: ['7'],
      step: 120,
      image: 'img',
    })
    expect(asked(project, { gold: ['8'] }).gold).toEqual(['8'])
    expect(asked(project).rollouts.map((r) => r.id)).toEqual(['r0', 'r1'])
  })

  test('is in an image of no size where it was not found: then no box can be checked', () => {
    const project = projectOf(fiveSteps, rolled('r0', ['g', 0], {}, { goldBoxes: [box(1, 2, 3, 4)] }))
    expect(asked(project)).toMatchObject({
      size: { width: 1008, height: 756 },
      frame: { width: 336, height: 252 },
    })
    const lost = asked({ ...project, image: { ...project.image, id: missingImage, width: 1, height: 1 } })
    expect('size' in lost).toBe(false)
    const known = asked({ ...project, image: { ...project.image, id: missingImage } })
    expect(known.size).toEqual({ width: 1008, height: 756 })
  })

  test('of an empty group is nothing', () => {
    expect(rolloutGroupOf(projectWith(), { group: 'g', branches: [] })).toMatchObject({
      question: '',
      gold: [],
      rollouts: [],
    })
  })
})

describe('whether a record says that a rollout is right', () => {
  const rollout = (more: Partial<DumpRollout>): DumpRollout => ({
    ...{ content: { type: 'segments', segments: [], texts: [] }, recorded: {}, looks: 0 },
    ...more,
  })

  test.each<[Partial<DumpRollout>, boolean | undefined]>([
    [{}, undefined],
    [{ verdict: 1 }, true],
    [{ verdict: 0.5 }, true],
    [{ verdict: 0.49 }, false],
    [{ recorded: { terms: { acc: 1 } } }, true],
    [{ recorded: { terms: { accuracy_reward: 0 } } }, false],
    [{ recorded: { terms: { AccuracyORM: 0.2 } } }, true],
    [{ recorded: { terms: { acc_norm: 1 } } }, undefined],
    [{ recorded: { terms: { format: 1 } } }, undefined],
    [{ verdict: 0, recorded: { terms: { acc: 1 } } }, false],
  ])('%j: %s', (more, right) => expect(isRight(rollout(more))).toBe(right))
})

test('reward terms are the numbers nobody else claims, yes and no among them', () => {
  expect(
    termsOf({ acc: true, format: 0.5, step: 3, text: 'x', none: null, nan: NaN, inf: Infinity, list: [1] }, [
      'step',
    ]),
  ).toEqual({
    acc: 1,
    format: 0.5,
  })
  expect(termsOf({}, [])).toEqual({})
})

describe('a strip', () => {
  test('of nothing is nothing', () => {
    expect(stripOf([])).toEqual([])
    expect(stripTotals([])).toEqual({ inLoss: 0, masked: 0 })
  })

  test('counts every token once, whatever is drawn as one', () => {
    const some = fc.array(
      fc.record({
        text: fc.constantFrom('a', 'b', '<|image_pad|>', '<|vision_start|>', '\n'),
        loss: fc.boolean(),
        logprob: fc.option(fc.double({ min: -9, max: 0, noNaN: true }), { nil: undefined }),
      }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(some, fc.constantFrom('paper' as const, 'released' as const), (list, rule) => {
        const tokens = list.map(({ logprob, ...t }): RolloutToken => ({
          id: 1,
          ...t,
          ...(logprob === undefined ? {} : { logprob }),
        }))
        const totals = stripTotals(stripOf(tokens, rule))
        expect(totals.inLoss + totals.masked).toBe(tokens.length)
        // The released rule masks images alone; the paper's what the loop put there, too.
        const images = tokens.filter((t) => t.text.startsWith('<|')).length
        if (rule === 'released') expect(totals.masked).toBe(images)
        else expect(totals.masked).toBe(tokens.filter((t) => t.text.startsWith('<|') || !t.loss).length)
      }),
    )
  })

  test.each<[{ id: number; tempered?: true }, string]>([
    [{ id: 5 }, 'raw'],
    [{ id: -1 }, 'server'],
    [{ id: 5, tempered: true }, 'tempered'],
    [{ id: -1, tempered: true }, 'tempered'],
  ])('a log-probability of %j is %s', (of, scale) => expect(scaleOf(of)).toBe(scale))

  test('has a token for each cell of a crop’s grid, between a start and an end', () => {
    const view = { ...observation('o', 'l').view, grid: { width: 3, height: 2 } }
    const tokens = rolloutTokensOf([{ ...observation('o', 'l'), view }])
    expect(tokens.map((t) => t.text)).toEqual([
      '<|vision_start|>',
      ...Array.from({ length: 6 }, () => '<|image_pad|>'),
      '<|vision_end|>',
    ])
    expect(tokens.every((t) => !t.loss)).toBe(true)
  })

  test('has a tool’s words and an empty step’s out of the loss', () => {
    const tool: Step = { ...thought('t', 'Result: 7'), author: { type: 'tool' } }
    const empty: Step = { ...thought('e', ''), raw: '' }
    expect(rolloutTokensOf([tool, empty])).toEqual([{ id: -1, text: 'Result: 7 ', loss: false }])
  })
})

describe('a kind of dump', () => {
  test('is none of nothing, nor of what is like none', () => {
    expect(dumpFormatOf([])).toBeUndefined()
    expect(dumpFormatOf([{}, null, 7, 'x'])).toBeUndefined()
  })

  test('is what most records are like: one odd line sinks no file', () => {
    const line = { prompt: ['q'], completion: ['a'], step: ['1'] }
    expect(dumpFormatOf([line, line, line, { odd: 1 }])?.id).toBe('ms-swift-completions')
    expect(dumpFormatOf([line, {}, {}, {}])).toBeUndefined()
  })

  test.each(dumpFormats.map((f): [string, DumpFormat] => [f.id, f]))(
    '%s throws at nothing, and is sure of nothing odd',
    (_, format) => {
      for (const value of [
        undefined,
        null,
        7,
        'x',
        [],
        {},
        { rollouts: 7 },
        { prompt: 1, completion: 2 },
        { completion: [] },
      ]) {
        const sure = format.likeness(value)
        expect(sure >= 0 && sure <= 1).toBe(true)
        const parsed = format.parse(value)
        if (!parsed.ok) expect(parsed.issues.length).toBeGreaterThan(0)
      }
    },
  )
})
