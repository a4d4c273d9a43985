/** The decisions that carry weight (ARCHITECTURE.md), each as a test: who changes one changes a line here, knowingly. */
import { describe, expect, test } from 'vitest'
import fc from './builders/properties'
import { box, iou, type Box } from '../app/geometry/box'
import { mapBox, ontoPart } from '../app/geometry/mapping'
import { hostContract } from '../app/host'
import { applyChange, type Change } from '../app/trace/change'
import type { Draft } from '../app/trace/draft'
import type { Origin } from '../app/trace/origin'
import { branchOf, stepsOf, type Project } from '../app/trace/project'
import type { Step } from '../app/trace/step'
import { branch, fiveSteps, projectWith, thought } from './builders/project'

const traceOrigin: Origin = {
  collection: 'c',
  row: 0,
  file: 'traces.jsonl',
  line: 1,
  format: 'vlm-r3-log',
  goldBoxes: [],
  pictures: [],
  main: 0,
  meta: {},
}

describe('a trace is append-only', () => {
  const region = box<'image'>(1, 1, 9, 9)
  const id = fc.constantFrom('t1', 'l1', 'o1', 't2', 'a1', 'b2', 'main', 'nothing')
  const view = {
    image: 'j',
    size: { width: 28, height: 28 },
    filter: 'bicubic',
    grid: { width: 1, height: 1 },
  } as const
  const image = { id: 'j', name: 'found.png', bytes: 1, width: 500, height: 400 }
  const review = { by: 'ana', at: 1, tags: ['x'], note: 'n', goldBoxes: [], spent: 5 }
  const moved = fiveSteps.map((s): Step => (s.type === 'look' ? { ...s, region, flags: ['clamped'] } : s))

  /** Every kind of change there is: a new kind without a line here does not compile. */
  const changes: { readonly [T in Change['type']]: fc.Arbitrary<Extract<Change, { type: T }>> } = {
    'project-created': fc.constant({ type: 'project-created', id: 'q', at: 2, title: 'other', image }),
    pictured: fc.constantFrom<Extract<Change, { type: 'pictured' }>>(
      ...[moved, moved.slice(0, 2), []].map((steps) => ({
        type: 'pictured' as const,
        image,
        origin: traceOrigin,
        branch: 'main',
        view,
        steps,
      })),
    ),
    'project-renamed': fc.constant({ type: 'project-renamed', title: 'renamed' }),
    'branch-added': fc.record({
      type: fc.constant('branch-added' as const),
      branch: fc.constantFrom(branch('b2', ['t1']), branch('b3', [])),
      steps: fc.constantFrom([], [thought('new', 'new')]),
      clears: fc.constantFrom([], ['t1']),
    }),
    'run-started': id.map((on) => ({ type: 'run-started', branch: on, at: 3 })),
    'run-phase': id.map((on) => ({ type: 'run-phase', branch: on, phase: { name: 'decode' } })),
    streamed: id.map((on) => ({ type: 'streamed', branch: on, text: 'x', tokens: [{ id: 1, text: 'x' }] })),
    'steps-added': fc
      .nat(9)
      .map((n) => ({ type: 'steps-added', branch: 'b2', steps: [thought(`x${n}`, 'more')] })),
    'run-ended': id.map((on) => ({ type: 'run-ended', branch: on, at: 9, reason: 'stopped' })),
    drafted: fc.record({
      type: fc.constant('drafted' as const),
      key: id,
      draft: fc.constantFrom<Draft | null>({ type: 'text', text: 'no' }, { type: 'region', region }, null),
    }),
    'evidence-added': id.map((on) => ({
      type: 'evidence-added',
      evidence: {
        ...{ type: 'trials', id: 'e', branch: on, at: 4, model: 'm', look: 't1' },
        trials: [{ kind: 'same', answer: '7' }],
      },
    })),
    respaced: fc.constantFrom<Extract<Change, { type: 'respaced' }>>(
      { type: 'respaced', respacing: null },
      {
        type: 'respaced',
        respacing: {
          space: 'unit',
          order: 'yxyx',
          looks: { l1: { region, flags: [] } },
          views: { o1: view },
        },
      },
    ),
    'drafted-all': id.map((key) => ({
      type: 'drafted-all',
      drafts: { [key]: { type: 'removed' }, z: null },
    })),
    reviewed: id.map((on) => ({ type: 'reviewed', branch: on, review })),
    'review-timed': id.map((on) => ({ type: 'review-timed', branch: on, by: 'ana', ms: 7 })),
    'reviews-merged': fc.constant({ type: 'reviews-merged', reviews: { 'main ana': review } }),
    'history-cleared': fc.constant({ type: 'history-cleared' }),
    undone: fc.constant({ type: 'undone' }),
    redone: fc.constant({ type: 'redone' }),
    'branch-renamed': id.map((on) => ({ type: 'branch-renamed', branch: on, name: 'other' })),
    'branch-starred': id.map((on) => ({ type: 'branch-starred', branch: on, star: true })),
    'branch-binned': id.map((on) => ({ type: 'branch-binned', branch: on, binned: true })),
  }

  test('no change of any kind takes away or alters a step that was written', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(...Object.values(changes)), { maxLength: 30 }), (list) => {
        const before = projectWith()
        const written = { ...before.steps }
        const after = list.reduce<Project>((project, change) => {
          const next = applyChange(project, change)
          for (const [step, value] of Object.entries(project.steps)) expect(next.steps[step]).toBe(value)
          for (const { id: of, path } of project.branches)
            expect(branchOf(next, of)?.path.slice(0, path.length)).toEqual(path)
          return next
        }, before)
        for (const step of Object.values(written)) expect(after.steps[step.id]).toEqual(step)
      }),
      { numRuns: 500 },
    )
  })

  test('what a person does otherwise is a view: another reading, an image that was found', () => {
    const read = applyChange(projectWith(), {
      type: 'respaced',
      respacing: { space: 'unit', looks: { l1: { region, flags: [] } }, views: {} },
    })
    const main = (project: Project) => stepsOf(project, project.branches[0] ?? branch('main', []))
    expect(main(read)[1]).toMatchObject({ region, reread: { space: 'unit' } })
    expect(read.steps).toEqual(projectWith().steps)
    const found = applyChange(projectWith(), {
      ...{ type: 'pictured', image, origin: traceOrigin, branch: 'main', view, steps: moved },
    })
    expect(main(found)[1]).toMatchObject({ region, flags: ['clamped'] })
    expect(found.steps).toEqual(projectWith().steps)
  })
})

describe('every box carries its space', () => {
  test('a box of a crop cannot be taken for one of the image: the compiler says no', () => {
    const image: Box<'image'> = box(0, 0, 10, 10)
    const source: Box<'source'> = box(0, 0, 10, 10)
    // @ts-expect-error two spaces in one comparison
    iou<'image'>(image, source)
    const toImage = ontoPart<'source', 'image'>({ width: 10, height: 10 }, box(0, 0, 5, 5))
    // @ts-expect-error the mapping starts in pixels of the source
    mapBox(toImage, image)
    expect(mapBox(toImage, source)).toEqual(box(0, 0, 5, 5))
  })

  test('four numbers are no box before somebody says which space they count in', () => {
    // @ts-expect-error only `box` makes one
    const image: Box<'image'> = { left: 0, top: 0, right: 10, bottom: 10 }
    expect(image).toEqual(box(0, 0, 10, 10))
  })
})

describe('pixels never cross the contract', () => {
  test('bytes put into a question do not reach an implementation', () => {
    for (const ability of Object.values(hostContract)) {
      const checked = ability.input.safeParse({ bytes: new Uint8Array(8), pixels: 'AAAA' })
      if (checked.success) expect(checked.data).toEqual({})
    }
  })

  test('an image is named by its id, which has no room for a picture', () => {
    const source = { type: 'image', image: 'data:image/png;base64,'.padEnd(5000, 'A') }
    expect(hostContract.createProject.input.safeParse({ source }).success).toBe(false)
  })
})
