/** Views over written steps: what is written stays, what is seen is the same object as long as nothing changes. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import {
  relinkedFrom,
  seenSteps,
  type RelinkedLooks,
  type RespacedLooks,
} from '../../../app/trace/step-views'
import type { LookStep, Step } from '../../../app/trace/step'
import { toolText } from '../../../app/trace/tool-text'
import { must } from '../../builders/must'
import { answer, fiveSteps, look, observation, overview, thought } from '../../builders/project'

const byId = (steps: readonly Step[]) => Object.fromEntries(steps.map((s) => [s.id, s]))
const path = (steps: readonly Step[]) => steps.map((s) => s.id)
const region = box<'image'>(1, 2, 31, 42)
const respacing: RespacedLooks = { space: 'unit', looks: { l1: { region, flags: ['fractions'] } }, views: {} }

describe('steps without a view over them', () => {
  test('are the written ones of the path, in its order, those that are there', () => {
    expect(seenSteps(['a1', 'gone', 't1'], byId(fiveSteps), {})).toEqual([fiveSteps[4], fiveSteps[0]])
    expect(seenSteps([], byId(fiveSteps), {})).toEqual([])
  })
})

describe('steps read in another way', () => {
  const seen = (views: RespacedLooks = respacing, steps: readonly Step[] = fiveSteps) =>
    seenSteps(path(steps), byId(steps), { respacing: views })

  test('have their looks where the numbers lie then, and say how they were read', () => {
    const found = seen()[1] as LookStep
    expect(found).toMatchObject({ region, flags: ['fractions'], reread: { space: 'unit', order: 'xyxy' } })
    expect(found.request).toEqual(look('l1').request)
    expect(
      (seen({ space: 'unit', order: 'yxyx', looks: { l1: { region, flags: [] } }, views: {} })[1] as LookStep)
        .reread?.order,
    ).toBe('yxyx')
  })

  test('are the written ones where nothing is said of them, and crops show what is said of them', () => {
    expect(seen()[0]).toBe(fiveSteps[0])
    expect(seen()[2]).toBe(fiveSteps[2])
    const view = { ...overview, crop: region }
    expect(seen({ ...respacing, views: { o1: view } })[2]).toMatchObject({ id: 'o1', look: 'l1', view })
  })

  test('lose a point that is none in this reading, and get one that is', () => {
    const pointed = { ...look('l1'), point: { x: 5, y: 5 } }
    expect('point' in must(seen(respacing, [pointed])[0])).toBe(false)
    const named: RespacedLooks = {
      ...respacing,
      looks: { l1: { region, point: { x: 9, y: 9 }, flags: ['point'] } },
    }
    expect(seen(named, [pointed])[0]).toMatchObject({ point: { x: 9, y: 9 } })
  })

  test('are the same objects every time for the same steps and the same reading', () => {
    const steps = byId(fiveSteps)
    const once = seenSteps(path(fiveSteps), steps, { respacing })
    const again = seenSteps(path(fiveSteps), steps, { respacing })
    expect(again[1]).toBe(once[1])
    const other = seenSteps(path(fiveSteps), steps, {
      respacing: { ...respacing, looks: { l1: { region, flags: [] } } },
    })
    expect(other[1]).not.toBe(once[1])
    // A step that was written again is seen again.
    expect(seen(respacing, [look('l1', [1, 1, 9, 9])])[0]).not.toBe(once[1])
  })
})

describe('a trace on an image that was found', () => {
  const again: readonly Step[] = [
    thought('x1', 'other words'),
    {
      ...look('x2'),
      region,
      point: { x: 3, y: 4 },
      request: { numbers: [9], frame: { width: 500, height: 400 } },
    },
    observation('x3', 'x2'),
    thought('x4', 'more'),
    answer('x5', '7'),
  ]
  const written = fiveSteps.filter((s) => s.type !== 'observation')

  test('has each look’s place, frame and crop, under our own ids', () => {
    const found = must(relinkedFrom(written, again))
    expect(found.looks).toEqual({
      l1: { region, point: { x: 3, y: 4 }, flags: [], frame: { width: 500, height: 400 } },
    })
    expect(found.crops['l1']).toMatchObject({ id: 'l1-crop', look: 'l1', view: { crop: { left: 30 } } })
  })

  test.each<[string, readonly Step[]]>([
    ['fewer steps', again.slice(0, 4)],
    ['more steps', [...again, answer('x6', '8')]],
    ['steps of another kind', [again[0] as Step, answer('x2', '7'), ...again.slice(3)]],
    ['nothing', []],
  ])('is another trace with %s', (_, other) => expect(relinkedFrom(written, other)).toBeUndefined())

  test('of nothing is nothing', () => expect(relinkedFrom([], [])).toEqual({ looks: {}, crops: {} }))

  test('is seen with its crop after its look, but not twice where one was written', () => {
    const relinked: RelinkedLooks = must(relinkedFrom(written, again))
    const seen = (steps: readonly Step[]) =>
      seenSteps(path(steps), byId(steps), { relinked }).map((s) => s.id)
    expect(seen(written)).toEqual(['t1', 'l1', 'l1-crop', 't2', 'a1'])
    expect(seen(fiveSteps)).toEqual(['t1', 'l1', 'o1', 't2', 'a1'])
  })

  test('keeps the model’s own numbers, and counts them in the frame of the found image', () => {
    const relinked = must(relinkedFrom(written, again))
    const [, found] = seenSteps(path(written), byId(written), { relinked })
    expect(found).toMatchObject({
      region,
      point: { x: 3, y: 4 },
      request: { numbers: look('l1').request.numbers, frame: { width: 500, height: 400 } },
    })
  })

  test('can be read in another way on top of that', () => {
    const relinked = must(relinkedFrom(written, again))
    const view = { ...overview, crop: box<'image'>(0, 0, 9, 9) }
    const both = {
      relinked,
      respacing: {
        ...respacing,
        looks: { l1: { region: box<'image'>(7, 7, 9, 9), flags: [] } },
        views: { 'l1-crop': view },
      },
    }
    const [, found, crop] = seenSteps(path(written), byId(written), both)
    expect(found).toMatchObject({
      region: box(7, 7, 9, 9),
      reread: { space: 'unit' },
      request: { frame: { width: 500, height: 400 } },
    })
    expect(crop).toMatchObject({ view })
  })
})

describe('what a tool gave back', () => {
  test.each([
    ['<output>\n  a\n  b\n</output>', '  a\n  b'],
    ['  <result>7</result>\n', '7'],
    ['<observation>x</observation> and more', '<observation>x</observation> and more'],
    ['<OUTPUT>7</OUTPUT>', '<OUTPUT>7</OUTPUT>'],
    ['<output>7</result>', '<output>7</result>'],
    ['<sandbox_output>stdout:\n```\n```\nstderr:\n```\nno\n```</sandbox_output>', 'stderr:\n```\nno\n```'],
    ['\n\nplain\n\n', 'plain'],
    ['', ''],
    ['   ', '   '],
    ['<image_clue_3></image_clue_3>', '<image_clue_3></image_clue_3>'],
  ])('%j is read as %j', (text, words) => expect(toolText(text)).toBe(words))
})
