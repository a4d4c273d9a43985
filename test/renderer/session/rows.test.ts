import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import type { Drafts } from '../../../app/trace/project'
import { createSteadyRows, lookOf, playedRows, rowsOf } from '../../../renderer/session/document/rows'
import { fiveSteps } from '../../builders/project'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { writeLook } from '../../../app/reading/place'
import { boxesOf } from '../../../app/story/boxes'
import { cutBoxes } from '../../../renderer/panels/cut-boxes'

const steps = fiveSteps
const rows = (drafts: Drafts = {}) => rowsOf({ steps, drafts, branch: 'main' })
const region = box<'image'>(1, 2, 31, 42)

describe('rows of a branch', () => {
  it('number steps and looks, and give a look its crop', () => {
    expect(rows().map((r) => [r.number, r.type, r.look])).toEqual([
      [1, 'thought', undefined],
      [2, 'look', 1],
      [3, 'observation', 1],
      [4, 'thought', undefined],
      [5, 'answer', undefined],
    ])
    expect(lookOf(rows(), 'o1')?.seen?.id).toBe('o1')
  })

  it('put a new look after the crop of the look it was drawn at', () => {
    const draft = { type: 'look', branch: 'main', after: 'l1', region } as const
    expect(rows({ d: draft }).map((r) => [r.id, r.stale])).toEqual([
      ['t1', false],
      ['l1', false],
      ['o1', false],
      ['d', false],
      ['t2', true],
      ['a1', true],
    ])
  })

  it('leave looks drawn on another branch out', () => {
    expect(rows({ d: { type: 'look', branch: 'other', region } })).toHaveLength(5)
  })

  it('do not call a person’s own later edit outdated', () => {
    const drafts: Drafts = { l1: { type: 'region', region }, a1: { type: 'text', text: '8' } }
    expect(rows(drafts).map((r) => r.stale)).toEqual([false, false, true, true, false])
  })
})

it('rows stay the same objects while nothing about them changes', () => {
  const steady = createSteadyRows()
  const first = steady({ steps: steps.slice(0, 3), drafts: {}, branch: 'main' })
  const next = steady({ steps, drafts: {}, branch: 'main' })
  const edited = steady({ steps, drafts: { t2: { type: 'text', text: 'x' } }, branch: 'main' })
  expect(first.every((row, i) => row === next[i])).toBe(true)
  expect(edited.map((row, i) => row === next[i])).toEqual([true, true, true, false, false])
})

describe('boxes on the image', () => {
  it('show a moved look where it is, and as a ghost where it was', () => {
    expect(boxesOf(rows({ l1: { type: 'region', region } }), undefined, [])).toMatchObject([
      { id: 'ghost:l1', ghost: true, number: 1 },
      { id: 'l1', region, author: 'person', number: 1, hue: 0 },
    ])
  })

  it('show a box where it is dragged to', () => {
    const dragged = boxesOf(rows(), { id: 'l1', region }, [])
    expect(dragged.find((b) => b.id === 'l1')?.region).toEqual(region)
  })

  it('show what will really be cut while a box is dragged, where its numbers are coarser', () => {
    const size = { width: 1000, height: 700 }
    const ground = {
      dialect: vlmR3,
      image: { id: 'i', size },
      view: vlmR3.overview('i', size, vlmR3.budgets),
      budgets: vlmR3.budgets,
    }
    const held = { id: 'l1', region: box<'image'>(100.4, 50.4, 300.6, 200.6) }
    const [cut] = cutBoxes(rows(), held, ground)
    const { placed } = writeLook(held.region, ground)
    expect(cut).toMatchObject({ id: 'ghost:cut-l1', cut: true, ghost: true, region: placed.region })
    expect(placed.view?.crop).toEqual(cut?.region)
    expect(cutBoxes(rows(), { id: 'l1', region: placed.region }, ground).length).toBeLessThan(2)
    expect(cutBoxes(rows(), undefined, ground)).toEqual([])
  })

  it('show the other branch’s own looks as ghosts, shared ones once', () => {
    const other = rowsOf({
      steps: [...steps.slice(0, 2), { ...(steps[1] as (typeof fiveSteps)[number]), id: 'l9' }],
      drafts: {},
      branch: 'b',
    })
    expect(boxesOf(rows(), undefined, other).map((b) => [b.id, b.ghost ?? false])).toEqual([
      ['ghost:l9', true],
      ['l1', false],
    ])
  })

  it('leave out a region without area', () => {
    const none = rowsOf({
      steps: [
        {
          ...(steps[1] as Extract<(typeof fiveSteps)[number], { type: 'look' }>),
          region: box(5, 5, 5, 9),
        },
      ],
      drafts: {},
      branch: 'main',
    })
    expect(boxesOf(none, undefined, [])).toEqual([])
  })
})

it('playing shows what has been played, a look with its crop', () => {
  const all = rows()
  expect([undefined, 't1', 'l1', 'a1'].map((at) => playedRows(all, at).length)).toEqual([5, 1, 3, 5])
})
