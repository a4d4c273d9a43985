/** What a run does to its project, change by change; and many changes at once. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { applyChange, createProject, type Change } from '../../../app/trace/change'
import { branchOf, mainBranch, stepsOf, type Branch, type Project } from '../../../app/trace/project'
import { applyChanges, joinStreamed, replay } from '../../../app/trace/replay'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import {
  answer,
  branch,
  created,
  fiveSteps,
  look,
  observation,
  overview,
  projectWith,
  thought,
} from '../../builders/project'

const after = (project: Project, ...changes: readonly Change[]) => changes.reduce(applyChange, project)
const begun = after(projectWith([]), { type: 'branch-added', branch: branch('b2'), steps: [], clears: [] })
const b2 = (project: Project): Branch => must(branchOf(project, 'b2'))
const streamed = (text: string, id = 1, of = 'b2'): Change => ({
  type: 'streamed',
  branch: of,
  text,
  tokens: [{ id, text }],
})

describe('a project that is created', () => {
  const change = created as Extract<Change, { type: 'project-created' }>

  test('has nothing in it, nor an origin that nobody gave', () => {
    expect(createProject(change)).toEqual({
      ...{ id: 'p', title: 'receipt.png', createdAt: 1, image: change.image },
      ...{ steps: {}, branches: [], drafts: {}, reviews: {}, history: { past: [], future: [] } },
    })
    expect('origin' in createProject(change)).toBe(false)
  })

  test('keeps what only a later version knows, which never stands in for what this one knows', () => {
    const extra = { mood: 'sure', title: 'another', steps: { x: 1 } }
    expect(createProject({ ...change, extra })).toMatchObject({
      mood: 'sure',
      title: 'receipt.png',
      steps: {},
    })
  })

  test('is not created again', () => expect(applyChange(begun, { ...change, title: 'x' })).toBe(begun))
})

describe('a run', () => {
  test('begins in the queue, with an empty open segment', () => {
    const started = after(begun, streamed('left over'), { type: 'run-started', branch: 'b2', at: 5 })
    expect(b2(started)).toMatchObject({
      run: { type: 'running', startedAt: 5, phase: { name: 'queue' } },
      open: { text: '', tokens: [] },
    })
  })

  test('is in the phase last told; a phase of a run that is over says nothing', () => {
    const phase: Change = { type: 'run-phase', branch: 'b2', phase: { name: 'prefill', done: 3, total: 9 } }
    expect(b2(after(begun, phase)).run).toEqual({ type: 'idle' })
    const running = after(begun, { type: 'run-started', branch: 'b2', at: 5 }, phase)
    expect(b2(running).run).toEqual({
      type: 'running',
      startedAt: 5,
      phase: { name: 'prefill', done: 3, total: 9 },
    })
    const ended = after(running, { type: 'run-ended', branch: 'b2', at: 8, reason: 'stopped' })
    expect(b2(after(ended, phase)).run).toEqual({
      type: 'ended',
      startedAt: 5,
      endedAt: 8,
      reason: 'stopped',
    })
  })

  test('that never began ends when it began', () => {
    const failure = { code: 'model-failed', message: 'It died.' } as const
    const ended = after(begun, { type: 'run-ended', branch: 'b2', at: 8, reason: 'failed', failure })
    expect(b2(ended).run).toEqual({ type: 'ended', startedAt: 8, endedAt: 8, reason: 'failed', failure })
  })

  test('adds its steps to its own branch alone', () => {
    const added = after(begun, { type: 'steps-added', branch: 'b2', steps: [thought('n1', 'x'), look('n2')] })
    expect([b2(added).path, branchOf(added, 'main')?.path]).toEqual([['n1', 'n2'], []])
    expect(Object.keys(added.steps)).toEqual(['n1', 'n2'])
  })

  test('never rewrites a step: one that is there under its id stays what it was', () => {
    const project = after(projectWith(), {
      type: 'branch-added',
      branch: branch('b2', ['t1', 'n']),
      steps: [thought('t1', 'something else'), thought('n', 'new')],
      clears: [],
    })
    expect(project.steps['t1']).toEqual(fiveSteps[0])
    expect(stepsOf(project, b2(project)).map((s) => s.id)).toEqual(['t1', 'n'])
  })

  test.each(['__proto__', 'constructor', 'toString'])('may have a step called %s', (id) => {
    const project = after(begun, { type: 'steps-added', branch: 'b2', steps: [thought(id, 'x')] })
    expect(stepsOf(project, b2(project)).map((s) => s.raw)).toEqual(['x '])
  })

  test.each<Change>([
    { type: 'run-started', branch: 'no', at: 5 },
    { type: 'run-phase', branch: 'no', phase: { name: 'load' } },
    { type: 'run-ended', branch: 'no', at: 5, reason: 'stopped' },
    streamed('x', 1, 'no'),
    { type: 'branch-starred', branch: 'no', star: true },
    { type: 'branch-binned', branch: 'no', binned: true },
    { type: 'undone' },
    { type: 'redone', by: 'Ada' },
  ])('of a branch that is not there changes nothing: $type', (change) => {
    expect(applyChange(begun, change)).toEqual(begun)
  })
})

describe('a branch', () => {
  test('is called, starred and put away by itself, and can be taken out of the bin', () => {
    const changed = after(
      begun,
      { type: 'branch-renamed', branch: 'b2', name: 'second try' },
      { type: 'branch-starred', branch: 'b2', star: true },
      { type: 'branch-binned', branch: 'b2', binned: true },
    )
    expect(b2(changed)).toMatchObject({ name: 'second try', star: true, binned: true })
    expect(branchOf(changed, 'main')).toEqual(branchOf(begun, 'main'))
    const back = after(changed, { type: 'branch-binned', branch: 'b2', binned: false })
    expect(mainBranch(back)?.id).toBe('b2')
  })

  test('is opened first if a model wrote it, before a newer one of a person, and a trial only alone', () => {
    const person = { ...branch('p'), author: { type: 'person', name: 'Ada' } } as const
    const trial = { ...branch('t'), trial: true } as const
    const project = (...branches: readonly Branch[]) => ({ ...projectWith(), branches })
    expect(mainBranch(project(branch('m'), person, trial))?.id).toBe('m')
    expect(mainBranch(project(person, trial))?.id).toBe('p')
    expect(mainBranch(project(trial))?.id).toBe('t')
    expect(mainBranch(project({ ...trial, binned: true }))).toBeUndefined()
    expect(mainBranch(project())).toBeUndefined()
  })

  test('shows the steps of its path that are there, and the same list as long as they are the same', () => {
    const project = { ...projectWith(), branches: [branch('b2', ['t1', 'gone', 'a1'])] }
    expect(stepsOf(project, b2(project)).map((s) => s.id)).toEqual(['t1', 'a1'])
    expect(stepsOf(project, b2(project))).toBe(stepsOf({ ...project, title: 'x' }, b2(project)))
    const more = after(project, { type: 'project-renamed', title: 'x' })
    expect(stepsOf(more, must(more.branches[0]))).toBe(stepsOf(project, b2(project)))
  })
})

describe('an image that is found later', () => {
  const image = { id: 'found', name: 'f.png', bytes: 1, width: 100, height: 80 }
  const origin = {
    collection: 'c',
    row: 0,
    file: 'f',
    line: 1,
    format: 'x',
    goldBoxes: [],
    pictures: [],
    main: 0,
    meta: {},
  }
  const pictured = (steps: Extract<Change, { type: 'pictured' }>['steps']): Change => ({
    ...{ type: 'pictured', image, origin, branch: 'main', view: { ...overview, image: 'found' }, steps },
  })

  test('is the project’s image, also where the trace reads as another one on it', () => {
    const other = applyChange(projectWith(), pictured([answer('x', '8')]))
    expect(other).toMatchObject({ image, origin })
    expect(other.relinked).toBeUndefined()
    expect(branchOf(other, 'main')?.view.image).toBe('found')
  })

  test('places looks by their order, whatever their ids are on it', () => {
    const again = [
      thought('x1', 'a'),
      { ...look('x2'), region: box<'image'>(1, 2, 3, 4) },
      observation('x3', 'x2'),
      thought('x4', 'b'),
      answer('x5', '7'),
    ]
    const found = applyChange(projectWith(), pictured(again))
    expect(found.relinked?.looks['l1']).toEqual({ region: box(1, 2, 3, 4), flags: [], frame: overview.size })
    const steps = stepsOf(found, must(branchOf(found, 'main')))
    expect(steps.map((s) => s.id)).toEqual(['t1', 'l1', 'o1', 't2', 'a1'])
    expect(found.steps).toEqual(projectWith().steps)
  })
})

describe('streamed text', () => {
  test('of one branch in a row is one change; nothing else is', () => {
    const phase: Change = { type: 'run-phase', branch: 'b2', phase: { name: 'decode' } }
    const joined = joinStreamed([
      streamed('a'),
      streamed('b', 2),
      phase,
      streamed('c', 3),
      streamed('d', 4, 'main'),
    ])
    expect(joined).toEqual([
      {
        type: 'streamed',
        branch: 'b2',
        text: 'ab',
        tokens: [
          { id: 1, text: 'a' },
          { id: 2, text: 'b' },
        ],
      },
      phase,
      streamed('c', 3),
      streamed('d', 4, 'main'),
    ])
    expect(joinStreamed([])).toEqual([])
  })

  const change = fc.oneof(
    fc
      .tuple(fc.string({ maxLength: 3 }), fc.nat(9), fc.constantFrom('b2', 'main', 'no'))
      .map(([text, id, of]) => streamed(text, id, of)),
    fc.constantFrom<Change>(
      { type: 'run-started', branch: 'b2', at: 5 },
      { type: 'steps-added', branch: 'b2', steps: [thought('n', 'x')] },
      { type: 'run-ended', branch: 'main', at: 9, reason: 'limit' },
      { type: 'drafted', key: 't1', draft: { type: 'removed' } },
      { type: 'undone' },
      { type: 'project-renamed', title: 'x' },
    ),
  )

  test('many at once leave what one after the other leaves', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        expect(applyChanges(begun, changes)).toEqual(after(begun, ...changes))
      }),
    )
  })

  test('a journal may be cut anywhere: what follows is applied to what is there by then', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.nat(20), (changes, at) => {
        const first: readonly Change[] = [
          created,
          { type: 'branch-added', branch: branch('b2'), steps: [], clears: [] },
        ]
        const all = [...first, ...changes]
        const cut = Math.max(1, Math.min(at, all.length))
        expect(applyChanges(must(replay(all.slice(0, cut))), all.slice(cut))).toEqual(replay(all))
      }),
    )
  })

  test('an empty journal tells of nothing', () => expect(replay([])).toBeUndefined())
})

describe('what stands in no undo', () => {
  const drafted: Change = { type: 'drafted', key: 't1', draft: { type: 'text', text: 'x' } }

  test('evidence, names and runs go by: the last draft is still the last', () => {
    const project = after(
      projectWith(),
      drafted,
      { type: 'project-renamed', title: 'new' },
      { type: 'branch-starred', branch: 'main', star: true },
      { type: 'run-started', branch: 'main', at: 7 },
      { type: 'undone' },
    )
    expect(project).toMatchObject({ drafts: {}, title: 'new' })
    expect(branchOf(project, 'main')).toMatchObject({ star: true, run: { type: 'running' } })
  })

  test('a history that is cleared leaves what was done, and nothing to take back', () => {
    const cleared = after(projectWith(), drafted, { type: 'history-cleared' })
    expect(cleared.drafts).toEqual({ t1: { type: 'text', text: 'x' } })
    expect(after(cleared, { type: 'undone' })).toEqual(cleared)
  })
})

describe('another reading', () => {
  const respaced = (space: 'unit' | 'image'): Change => ({
    type: 'respaced',
    respacing: { space, looks: { l1: { region: box(1, 1, 9, 9), flags: ['fractions'] } }, views: {} },
  })
  const lookOf = (project: Project) => stepsOf(project, must(branchOf(project, 'main')))[1]

  test('is seen in the steps, and goes with undo: the written ones stay', () => {
    const project = after(projectWith(), respaced('unit'))
    expect(lookOf(project)).toMatchObject({
      region: box(1, 1, 9, 9),
      flags: ['fractions'],
      reread: { space: 'unit', order: 'xyxy' },
    })
    expect(project.steps).toEqual(projectWith().steps)
    const back = after(project, { type: 'undone' })
    expect('respacing' in back).toBe(false)
    expect(lookOf(back)).toEqual(look('l1'))
    expect(after(back, { type: 'redone' }).respacing).toEqual(project.respacing)
  })

  test('gives way to the next one, and to the language’s own again', () => {
    const project = after(projectWith(), respaced('unit'), respaced('image'), {
      type: 'respaced',
      respacing: null,
    })
    expect('respacing' in project).toBe(false)
    expect(after(project, { type: 'undone' }).respacing?.space).toBe('image')
    expect(after(project, { type: 'undone' }, { type: 'undone' }).respacing?.space).toBe('unit')
  })
})
