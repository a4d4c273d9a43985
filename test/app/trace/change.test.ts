import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { box } from '../../../app/geometry/box'
import { applyChange, type Change } from '../../../app/trace/change'
import { replay } from '../../../app/trace/replay'
import { answerOf, mainBranch, stepsOf, type Project } from '../../../app/trace/project'
import { branch, created, fiveSteps, projectWith, thought } from '../../builders/project'

const region = (n: number): Change => ({
  type: 'drafted',
  key: 'l1',
  draft: { type: 'region', region: box(n, n, n + 10, n + 10) },
})
const after = (project: Project, ...changes: readonly Change[]) => changes.reduce(applyChange, project)

describe('a project', () => {
  test('is what its journal tells', () => {
    const project = projectWith()
    const main = mainBranch(project)
    expect(main && stepsOf(project, main)).toEqual(fiveSteps)
    expect(main && answerOf(project, main)).toBe('7')
    expect(main?.run).toEqual({ type: 'ended', startedAt: 2, endedAt: 3, reason: 'answered' })
  })

  test('needs its creation first', () => {
    expect(replay([region(1)])).toBeUndefined()
    expect(replay([created])?.title).toBe('receipt.png')
  })

  test('opens on the newest starred branch, never on a binned one', () => {
    const project = after(
      projectWith(),
      { type: 'branch-added', branch: branch('b2'), steps: [], clears: [] },
      { type: 'branch-starred', branch: 'main', star: true },
    )
    expect(mainBranch(project)?.id).toBe('main')
    expect(mainBranch(after(project, { type: 'branch-binned', branch: 'main', binned: true }))?.id).toBe('b2')
  })
})

describe('streamed text', () => {
  const streaming = after(
    projectWith([]),
    { type: 'streamed', branch: 'main', text: '<think>I ', tokens: [{ id: 1, text: '<think>I ' }] },
    { type: 'streamed', branch: 'main', text: 'look', tokens: [{ id: 2, text: 'look' }] },
  )

  test('gathers on the branch until it becomes steps', () => {
    expect(mainBranch(streaming)?.open.text).toBe('<think>I look')
    const done = after(streaming, { type: 'steps-added', branch: 'main', steps: [thought('t', 'I look')] })
    expect(mainBranch(done)).toMatchObject({ path: ['t'], open: { text: '', tokens: [] } })
  })

  test('stays when the run is cut off', () => {
    const cut = after(streaming, { type: 'run-ended', branch: 'main', at: 9, reason: 'cut-off' })
    expect(mainBranch(cut)).toMatchObject({ open: { text: '<think>I look' }, run: { reason: 'cut-off' } })
  })
})

describe('drafts', () => {
  test('lie over the original, which stays', () => {
    const project = after(projectWith(), region(5))
    expect(project.steps).toEqual(projectWith().steps)
    expect(project.drafts['l1']).toEqual({ type: 'region', region: box(5, 5, 15, 15) })
  })

  test('are undone and redone one gesture at a time', () => {
    const project = after(projectWith(), region(1), region(2), { type: 'undone' })
    expect(project.drafts['l1']).toMatchObject({ region: { left: 1 } })
    expect(after(project, { type: 'redone' }).drafts['l1']).toMatchObject({ region: { left: 2 } })
  })

  test('undo all the way is the beginning, redo all the way the end, whatever was done', () => {
    const change = fc.oneof(
      fc.integer({ min: 0, max: 50 }).map(region),
      fc.constant<Change>({ type: 'drafted', key: 'l1', draft: null }),
      fc.string().map((text): Change => ({ type: 'drafted', key: 't1', draft: { type: 'text', text } })),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const done = after(projectWith(), ...changes)
        const undone = after(done, ...changes.map((): Change => ({ type: 'undone' })))
        expect(undone.drafts).toEqual({})
        expect(after(undone, ...changes.map((): Change => ({ type: 'redone' }))).drafts).toEqual(done.drafts)
      }),
    )
  })

  test('that became steps of a branch are gone, and undo does not bring them back', () => {
    const project = after(projectWith(), region(3), {
      type: 'branch-added',
      branch: branch('b2', ['t1']),
      steps: [],
      clears: ['l1'],
    })
    expect(after(project, { type: 'undone' }).drafts).toEqual({})
  })
})

test('a change about a branch that is not there changes nothing', () => {
  const project = projectWith()
  expect(applyChange(project, { type: 'branch-renamed', branch: 'no', name: 'x' })).toEqual(project)
})
