/** The decisions that carry weight (ARCHITECTURE.md), each as a test: who changes one changes a line here, knowingly. */
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { box, iou, type Box } from '../app/geometry/box'
import { mapBox, ontoPart } from '../app/geometry/mapping'
import { hostContract } from '../app/host'
import { applyChange, type Change } from '../app/trace/change'
import type { Project } from '../app/trace/project'
import { branch, fiveSteps, projectWith, thought } from './builders/project'

describe('a trace is append-only', () => {
  const change = fc.oneof(
    fc.constant<Change>({ type: 'branch-binned', branch: 'main', binned: true }),
    fc.constant<Change>({ type: 'branch-starred', branch: 'main', star: true }),
    fc.constant<Change>({ type: 'drafted', key: 't1', draft: { type: 'text', text: 'no' } }),
    fc.constant<Change>({ type: 'undone' }),
    fc.constant<Change>({ type: 'branch-added', branch: branch('b2', ['t1']), steps: [], clears: ['t1'] }),
    fc.nat(9).map((n): Change => ({ type: 'steps-added', branch: 'b2', steps: [thought(`x${n}`, 'more')] })),
    fc.constant<Change>({ type: 'run-ended', branch: 'b2', at: 9, reason: 'stopped' }),
  )

  test('no change takes away or alters a step that was written', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const project = changes.reduce<Project>(applyChange, projectWith())
        for (const step of fiveSteps) expect(project.steps[step.id]).toEqual(step)
        expect(project.branches[0]?.path).toEqual(fiveSteps.map((s) => s.id))
      }),
    )
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
