/** Views over written steps: the image that was missing, and what an older Relook left rewritten in a file. */
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { traceProject } from '../../../app/formats/project'
import { relook } from '../../../app/formats/relook'
import { treeChanges } from '../../../app/formats/tree'
import type { ForeignTrace } from '../../../app/formats/format'
import { relook as writer } from '../../../app/exports/relook'
import { applyChange, type Change } from '../../../app/trace/change'
import { replay } from '../../../app/trace/replay'
import { stepsOf, type ImageRef, type Project } from '../../../app/trace/project'
import { projectWith } from '../../builders/project'

const trace: ForeignTrace = {
  question: '?',
  images: [{ type: 'path', path: 'a.png' }],
  dialect: 'vlm-r3',
  turns: [
    {
      type: 'model',
      text: '<think>A. {"bbox_2d": [10, 20, 110, 120]}\nB. {"bbox_2d": [50, 50, 90, 90]}\n</think><answer>7</answer>',
    },
  ],
  meta: {},
}
const image: ImageRef = { id: 'i', name: 'a.png', bytes: 1, width: 1000, height: 800 }
const changes = (pictures: readonly (ImageRef | undefined)[]) =>
  traceProject(trace, { id: 'p', title: 't', name: 'f', pictures, at: 1 })
const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('nothing there')
  return value
}
const main = (project: Project) => stepsOf(project, must(project.branches[0]))

/** The trace without its image, then with it. */
function found(): { readonly before: Project; readonly after: Project } {
  const before = must(replay(changes([undefined])))
  const again = changes([image])
  const added = must(again.find((c) => c.type === 'branch-added'))
  const origin = must(projectOrigin)
  const pictured: Change = {
    type: 'pictured',
    image,
    origin,
    branch: added.branch.id,
    view: added.branch.view,
    steps: added.steps,
  }
  return { before, after: applyChange(before, pictured) }
}
const projectOrigin: Project['origin'] = {
  collection: 'c',
  row: 0,
  file: 'a.jsonl',
  line: 1,
  format: 'vlm-r3-log',
  goldBoxes: [],
  pictures: [],
  main: 0,
  meta: {},
}

test('an image that is found later gives looks their place and their crops; nothing written is lost', () => {
  const { before, after } = found()
  expect(main(before).map((s) => s.type)).toEqual(['thought', 'look', 'thought', 'look', 'answer'])
  expect(main(after).map((s) => s.type)).toEqual([
    ...['thought', 'look', 'observation', 'thought', 'look', 'observation', 'answer'],
  ])
  const own = main(must(replay(changes([image]))))
  const places = (steps: ReturnType<typeof main>) =>
    steps.map((s) =>
      s.type === 'look' ? [s.region, s.flags, s.request.frame] : s.type === 'observation' ? s.view : s.raw,
    )
  expect(places(main(after))).toEqual(places(own))
  expect(after.steps).toBe(before.steps)
})

test('written to a file with its image, it opens as it was seen', () => {
  const { after } = found()
  const row: unknown = JSON.parse(JSON.stringify(writer.tree?.(after)))
  const parsed = relook.parse(row)
  const tree = parsed.ok ? must(parsed.value[0]?.tree) : undefined
  const again = must(replay(treeChanges(must(tree), { id: 'q' })))
  expect(main(again)).toEqual(main(after))
  expect(again.history).toEqual({ past: [], future: [] })
})

test('a file of an older Relook, with its steps rewritten, has them as they were written', () => {
  const region = box<'image'>(1, 1, 5, 5)
  const project = projectWith()
  const look = project.steps['l1']
  if (look?.type !== 'look') throw new Error('no look')
  const { history: _none, ...rest } = project
  const old = {
    ...rest,
    steps: { ...rest.steps, l1: { ...look, region, own: { region: look.region, flags: look.flags } } },
    respacing: { space: 'unit', looks: { l1: { region, flags: [] } }, views: {} },
  }
  const parsed = relook.parse({ relook: 1, image: null, project: JSON.parse(JSON.stringify(old)) as unknown })
  const tree = parsed.ok ? must(parsed.value[0]?.tree) : undefined
  expect(tree?.steps['l1']).toEqual(look)
  const opened = must(replay(treeChanges(must(tree), { id: 'q' })))
  expect(main(opened)[1]).toMatchObject({ region })
})
