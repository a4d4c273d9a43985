/** A project read in another space: every foreign look is redrawn, and undo brings each state back. */
import { expect, test } from 'vitest'
import { canRespace, readAs, respace } from '../../../app/reading/respace'
import { traceProject } from '../../../app/formats/project'
import { box } from '../../../app/geometry/box'
import { applyChange, type Change } from '../../../app/trace/change'
import { replay } from '../../../app/trace/replay'
import type { Order, SpaceId } from '../../../app/geometry/spaces'
import { stepsOf, type Project } from '../../../app/trace/project'
import { must } from '../../builders/must'
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
const respaced = (project: Project, space: SpaceId | null, order?: Order): Project =>
  applyChange(project, { type: 'respaced', respacing: respace(project, readAs({ space, order })) })
const seen = (project: Project) => project.branches.flatMap((b) => stepsOf(project, b))
const places = (project: Project) =>
  seen(project).flatMap((s) =>
    s.type === 'look' ? [s.region] : s.type === 'observation' ? [s.view.crop] : [],
  )

test('look and crop move together, and back', () => {
  const before = foreign()
  const after = respaced(before, 'per-mille')
  expect(places(after)).toEqual([box(100, 160, 300, 320), box(100, 160, 300, 320)])
  expect(after.respacing?.space).toBe('per-mille')
  expect(seen(respaced(after, null))).toEqual(seen(before))
  expect(after.steps).toBe(before.steps)
})

test('undo and redo go through readings and drafts in one row', () => {
  const drafted: Change = { type: 'drafted', key: 's1', draft: { type: 'region', region: box(1, 2, 3, 4) } }
  const first = foreign()
  const second = respaced(first, 'per-mille')
  const third = applyChange(second, drafted)
  const fourth = respaced(third, 'image')
  const undo = (p: Project) => applyChange(p, { type: 'undone' })
  const redo = (p: Project) => applyChange(p, { type: 'redone' })
  expect(undo(fourth)).toMatchObject({ drafts: third.drafts, respacing: third.respacing })
  expect(seen(undo(fourth))).toEqual(seen(third))
  expect(seen(undo(undo(undo(fourth))))).toEqual(seen(first))
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
  const look = seen(project).find((s) => s.type === 'look')
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
  expect(seen(respaced(withTokens, 'per-mille'))).toEqual(seen(withTokens))
  expect(canRespace(foreign())).toBe(true)
})

test('another order of the numbers is part of a reading, and so is a request that says how it is written', () => {
  const yFirst = respaced(foreign(), 'per-mille', 'yxyx')
  expect(places(yFirst)[0]).toEqual(box(200, 80, 400, 240))
  expect(seen(yFirst)[0]).toMatchObject({ reread: { space: 'per-mille', order: 'yxyx' } })
  expect(places(respaced(foreign(), 'per-mille', 'xywh'))[0]).toEqual(box(100, 160, 400, 480))
})

test('the same reading gives the same objects, so that nothing is drawn again', () => {
  const project = respaced(foreign(), 'per-mille')
  const renamed = applyChange(project, { type: 'project-renamed', title: 'x' })
  expect(seen(renamed).map((s, i) => s === seen(project)[i])).toEqual(seen(project).map(() => true))
})

test('a box that is not past the edge any more is not black there', () => {
  const call =
    '<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [900, 100, 1100, 300]}}</tool_call>'
  const trace = {
    question: '?',
    images: [{ type: 'path', path: 'p' }],
    dialect: 'deepeyes-eval',
    turns: [{ type: 'model', text: call }],
    meta: {},
  } as const
  const changes = traceProject(trace, { id: 'p', title: 't', name: 'f', pictures: [image], at: 1 })
  const project = must(replay(changes))
  const flags = (p: Project) => seen(p).flatMap((s) => (s.type === 'look' ? [s.flags] : []))
  expect(flags(project)).toEqual([['padded']])
  expect(flags(respaced(project, 'per-mille'))).toEqual([['clamped']])
  expect(flags(respaced(respaced(project, 'per-mille'), 'image'))).toEqual([['padded']])
})
