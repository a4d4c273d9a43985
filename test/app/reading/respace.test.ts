/** A project read in another space: every foreign look is redrawn, and undo brings each state back. */
import { expect, test } from 'vitest'
import { canRespace, respace } from '../../../app/reading/respace'
import { traceProject } from '../../../app/formats/project'
import { box } from '../../../app/geometry/box'
import { applyChange, replay, type Change } from '../../../app/trace/change'
import type { Project } from '../../../app/trace/project'
import { projectWith } from '../../builders/project'

const image = { id: 'i', name: 'i', bytes: 0, width: 1000, height: 800 }
const text = '{"bbox_2d": [100, 200, 300, 400]}<answer>7</answer>'

function foreign(): Project {
  const project = replay(
    traceProject(
      {
        question: '?',
        images: [{ type: 'path', path: 'p' }],
        dialect: 'vlm-r3',
        turns: [{ type: 'model', text }],
        meta: {},
      },
      { id: 'p', title: 't', name: 'f', pictures: [image], at: 1 },
    ),
  )
  if (project === undefined) throw new Error('no project')
  return project
}
const respaced = (project: Project, space: Parameters<typeof respace>[1]): Project =>
  applyChange(project, { type: 'respaced', respacing: respace(project, space) })
const places = ({ steps }: Project) =>
  Object.values(steps).flatMap((s) =>
    s.type === 'look' ? [s.region] : s.type === 'observation' ? [s.view.crop] : [],
  )

test('look and crop move together, and back', () => {
  const before = foreign()
  const after = respaced(before, 'per-mille')
  expect(places(after)).toEqual([box(100, 160, 300, 320), box(100, 160, 300, 320)])
  expect(after.respacing?.space).toBe('per-mille')
  expect(respaced(after, null).steps).toEqual(before.steps)
})

test('undo and redo go through readings and drafts in one row', () => {
  const drafted: Change = { type: 'drafted', key: 's1', draft: { type: 'region', region: box(1, 2, 3, 4) } }
  const first = foreign()
  const second = respaced(first, 'per-mille')
  const third = applyChange(second, drafted)
  const fourth = respaced(third, 'image')
  const undo = (p: Project) => applyChange(p, { type: 'undone' })
  const redo = (p: Project) => applyChange(p, { type: 'redone' })
  expect(undo(fourth)).toMatchObject({ drafts: third.drafts, respacing: third.respacing, steps: third.steps })
  expect(undo(undo(undo(fourth))).steps).toEqual(first.steps)
  expect(undo(undo(undo(fourth))).respacing).toBeUndefined()
  const again = redo(redo(redo(undo(undo(undo(fourth))))))
  expect({ ...again, history: null }).toEqual({ ...fourth, history: null })
})

test("the dialect's own space gives its own exact places", () => {
  const project = foreign()
  expect(places(respaced(project, 'input'))).toEqual(places(project))
})

test('flags of the place are made anew, the others stay', () => {
  const project = respaced(foreign(), 'unit')
  const look = Object.values(project.steps).find((s) => s.type === 'look')
  expect(look?.type === 'look' && look.flags).toEqual(['clamped', 'invalid'])
})

test("looks of Relook's own runs are left alone", () => {
  const run = projectWith()
  const withTokens = {
    ...run,
    steps: Object.fromEntries(
      Object.entries(run.steps).map(([id, s]) => [id, s.type === 'look' ? { ...s, tokens: [] } : s]),
    ),
  }
  expect(canRespace(withTokens)).toBe(false)
  expect(respaced(withTokens, 'per-mille').steps).toEqual(withTokens.steps)
  expect(canRespace(foreign())).toBe(true)
})
