/** A run saved as JSON opens again, step by step the same; files of earlier versions open as far as they go. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runResult } from '../../../app/exports/run-result'
import { detect } from '../../../app/formats/detect'
import { relookRun } from '../../../app/formats/relook-run'
import { treeChanges } from '../../../app/formats/tree'
import { box } from '../../../app/geometry/box'
import { replay } from '../../../app/trace/replay'
import type { Branch, Project } from '../../../app/trace/project'
import type { Step, ThoughtStep, View } from '../../../app/trace/step'
import { must } from '../../builders/must'
import { answer, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'

const saved = (project: Project, branch: Branch): unknown =>
  JSON.parse(JSON.stringify(runResult(project, branch)))

function opened(value: unknown): Project {
  expect(detect([value])[0]?.format.id).toBe('relook-run')
  const read = relookRun.parse(value)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  expect(read.issues).toEqual([])
  const tree = must(read.value[0]?.tree)
  return must(replay(treeChanges(tree, { id: 'here' })))
}

const steps: readonly Step[] = [
  ...fiveSteps.slice(0, 3),
  { ...thought('t2', 'It reads 7.'), kind: { type: 'unread', message: 'Three numbers.' } } as ThoughtStep,
  {
    ...look('l2', [1, 2, 30, 40]),
    label: 'plate',
    flags: ['clamped', 'rough'],
    point: { x: 3, y: 4 },
    request: { numbers: [1, 2, 30, 40], frame: { width: 20, height: 10 }, source: 'o1', zoom: 2 },
  },
  { ...observation('o2', 'l2'), raw: '<tool_response>' },
  { ...thought('t3', 'ok'), author: { type: 'tool' } },
  answer('a1', '7'),
]

test.each([[fiveSteps], [steps], [[]], [steps.slice(0, 2)]])(
  'what is read back is what was saved (%#)',
  (some) => {
    const project = projectWith(some)
    const first = saved(project, must(project.branches[0]))
    const again = opened(first)
    const branch = must(again.branches[0])
    expect(saved(again, branch)).toEqual(first)
    expect(branch.path.map((id) => again.steps[id]?.raw)).toEqual(some.map((step) => step.raw))
    expect(again.image).toMatchObject({ name: 'receipt.png', width: 1008, height: 756 })
  },
)

test('a run without a part of its model says so when it is opened again', () => {
  const project = projectWith()
  const first = saved(project, { ...must(project.branches[0]), leftOut: 'deepstack' })
  expect(must(opened(first).branches[0]).leftOut).toBe('deepstack')
})

test('views come back with every stage they were made by', () => {
  const whole: Omit<Required<View>, 'image'> = {
    crop: box(10, 20, 66, 76),
    made: [
      { type: 'resize', size: { width: 504, height: 378 }, filter: 'lanczos' },
      { type: 'cut', box: box(-3, 0, 53, 56), fill: [122, 116, 104] },
    ],
    size: { width: 56, height: 56 },
    frame: { width: 500, height: 370 },
    filter: 'bicubic',
    alpha: 'dropped',
    mask: 'blank',
    hidden: { cover: 'blur', boxes: [box(0, 0, 5, 5)] },
    grid: { width: 2, height: 2 },
  }
  const seen = fiveSteps.map((s) => (s.type === 'observation' ? { ...s, view: { ...s.view, ...whole } } : s))
  const project = projectWith(seen)
  const branch = must(project.branches[0])
  const again = opened(saved(project, { ...branch, view: { ...branch.view, ...whole } }))
  expect(again.branches[0]?.view).toMatchObject(whole)
  const views = Object.values(again.steps).flatMap((s) => (s.type === 'observation' ? [s.view] : []))
  expect(views.length).toBeGreaterThan(0)
  for (const view of views) expect(view).toMatchObject(whole)
})

test('a run that ended at a limit says why again', () => {
  const project = projectWith(fiveSteps.slice(0, 1))
  const branch: Branch = {
    ...must(project.branches[0]),
    run: { type: 'ended', startedAt: 0, endedAt: 0, reason: 'limit' },
  }
  const first = saved(project, branch)
  const again = opened(first)
  expect(saved(again, must(again.branches[0]))).toMatchObject({ ended: (first as { ended: object }).ended })
})

test('a file of an earlier version gives its regions and words', () => {
  const rows = readFileSync(new URL('../../fixtures/formats/relook-run.jsonl', import.meta.url), 'utf8')
  const old: unknown = JSON.parse(must(rows.trim().split('\n').at(-1)))
  const again = opened(old)
  const branch = must(again.branches[0])
  expect(branch.path.map((id) => again.steps[id]?.type)).toEqual(['thought', 'look', 'observation', 'answer'])
  const found = again.steps[must(branch.path[1])]
  expect(found).toMatchObject({ region: { left: 30, top: 60, right: 331, bottom: 361 } })
})
