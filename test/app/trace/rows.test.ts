/** A branch as it is read: every step has its line, its number and its colour, and what a person did is seen in its place. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import type { UnitSource } from '../../../app/trace/correct'
import { orderKey, type Drafts } from '../../../app/trace/draft'
import { hueOf, lookOf, pointOf, rowsOf, rowText, type LookRow, type Row } from '../../../app/trace/rows'
import type { LookStep, Step } from '../../../app/trace/step'
import { must } from '../../builders/must'
import { answer, fiveSteps, look, observation, thought } from '../../builders/project'

const region = box<'image'>(1, 2, 31, 42)
const rows = (drafts: Drafts = {}, steps: readonly Step[] = fiveSteps) =>
  rowsOf({ steps, drafts, branch: 'main' } satisfies UnitSource)
const brief = (list: readonly Row[]) =>
  list.map((r) => `${r.number} ${r.id}${r.look === undefined ? '' : ` look ${r.look}`}`)
const row = (list: readonly Row[], id: string): Row => must(list.find((r) => r.id === id))
const lookRow = (list: readonly Row[], id: string): LookRow => {
  const found = row(list, id)
  if (found.type !== 'look') throw new Error(`${id} is no look`)
  return found
}

describe('the rows of a branch', () => {
  test('of no steps are none', () => expect(rows({}, [])).toEqual([]))

  test('number all lines from 1, and the looks among them, each crop with its look', () => {
    const two = [look('l1'), observation('o1', 'l1'), look('l2'), observation('o2', 'l2')]
    expect(brief(rows({}, two))).toEqual(['1 l1 look 1', '2 o1 look 1', '3 l2 look 2', '4 o2 look 2'])
  })

  test('give a crop the number of its own look, where several looks come before their crops', () => {
    const batch = [look('l1'), look('l2'), observation('o1', 'l1'), observation('o2', 'l2')]
    expect(brief(rows({}, batch))).toEqual(['1 l1 look 1', '2 l2 look 2', '3 o1 look 1', '4 o2 look 2'])
    expect(lookRow(rows({}, batch), 'l1').seen?.id).toBe('o1')
  })

  test('give a crop of a look that is not there the number of the look before it', () => {
    const orphan = [look('l1'), observation('o9', 'l9')]
    expect(brief(rows({}, orphan))).toEqual(['1 l1 look 1', '2 o9 look 1'])
  })

  test('have no crop at a look that was given none', () => {
    expect(lookRow(rows({}, [look('l1'), answer('a', '7')]), 'l1').seen).toBeUndefined()
  })

  test('show a moved look where it is now, and what was written before it moved after it as stale', () => {
    const moved = rows({ l1: { type: 'region', region } })
    expect(lookRow(moved, 'l1')).toMatchObject({ region, look: 1, stale: false, draft: { type: 'region' } })
    expect(lookRow(moved, 'l1').step?.region).toEqual(look('l1').region)
    expect(moved.map((r) => r.stale)).toEqual([false, false, true, true, true])
  })

  test('show what is taken out in its place, and count its look no less', () => {
    const steps = [look('l1'), observation('o1', 'l1'), look('l2'), observation('o2', 'l2')]
    const out = rows({ l1: { type: 'removed' } }, steps)
    expect(out.map((r) => r.removed)).toEqual([true, true, false, false])
    expect(brief(out)).toEqual(brief(rows({}, steps)))
  })

  test('show what a person put in as theirs, with their words, under the draft’s key', () => {
    const added = rows({
      n1: { type: 'thought', branch: 'main', after: 't1', text: 'And below?' },
      n2: { type: 'look', branch: 'main', after: 'n1', region },
    })
    expect(brief(added)).toEqual([
      '1 t1',
      '2 n1',
      '3 n2 look 1',
      '4 l1 look 2',
      '5 o1 look 2',
      '6 t2',
      '7 a1',
    ])
    expect(row(added, 'n1')).toMatchObject({
      added: true,
      type: 'thought',
      step: { author: { type: 'person' }, text: 'And below?', raw: 'And below?' },
    })
    expect(lookRow(added, 'n2')).toMatchObject({ added: true, step: undefined, seen: undefined, region })
    expect(added.map((r) => r.stale)).toEqual([false, false, false, true, true, true, true])
  })

  test('show an answer that a person gave where there was none', () => {
    const drafts: Drafts = { n: { type: 'answer', branch: 'main', text: '8' } }
    const last = must(rows(drafts, fiveSteps.slice(0, 4)).at(-1))
    expect(last).toMatchObject({ id: 'n', type: 'answer', added: true, stale: false })
    expect(rowText(last)).toBe('8')
  })

  test('make the same step of the same words, so that whoever shows them sees no change', () => {
    const drafts: Drafts = { n: { type: 'thought', branch: 'main', text: 'x' } }
    expect(row(rows(drafts), 'n').step).toBe(row(rows(drafts), 'n').step)
    const other: Drafts = { n: { type: 'thought', branch: 'main', text: 'x' } }
    expect(row(rows(other), 'n').step).not.toBe(row(rows(drafts), 'n').step)
  })

  test('are stale from where another order begins, not before it', () => {
    const order = { type: 'order', branch: 'main', order: ['t1', 't2', 'l1'] } as const
    const turned = rows({ [orderKey('main')]: order })
    expect(turned.map((r) => r.id)).toEqual(['t1', 't2', 'l1', 'o1', 'a1'])
    expect(turned.map((r) => r.stale)).toEqual([false, true, true, true, true])
  })

  test('pass over drafts of another kind under a step’s key, and of steps that are not there', () => {
    const drafts: Drafts = {
      t1: { type: 'look', branch: 'other', region },
      gone: { type: 'text', text: 'x' },
    }
    expect(rows(drafts)).toEqual(rows())
  })
})

describe('the look a row is about', () => {
  const list = rows()
  test('is itself, or the one whose crop it is', () => {
    expect(lookOf(list, 'l1')?.id).toBe('l1')
    expect(lookOf(list, 'o1')?.id).toBe('l1')
  })

  test.each([undefined, 't1', 'a1', 'nobody'])('is none of %s', (id) =>
    expect(lookOf(list, id)).toBeUndefined(),
  )

  test('is none of a crop whose look is not there', () => {
    expect(lookOf(rows({}, [observation('o9', 'l9')]), 'o9')).toBeUndefined()
  })
})

describe('the place a look names', () => {
  const pointed: LookStep = { ...look('l1'), point: { x: 50, y: 60 } }
  const named = (drafts: Drafts, step: LookStep = pointed) => pointOf(lookRow(rows(drafts, [step]), 'l1'))

  test('is the model’s own, or where a person moved it', () => {
    expect(named({})).toEqual({ x: 50, y: 60 })
    expect(named({ l1: { type: 'region', region, point: { x: 7, y: 9 } } })).toEqual({ x: 7, y: 9 })
  })

  test('is the middle of the box in what an earlier version kept', () => {
    expect(named({ l1: { type: 'region', region } })).toEqual({ x: 16, y: 22 })
  })

  test('is none of a box, moved or not, and none of a look that was drawn', () => {
    expect(named({}, look('l1'))).toBeUndefined()
    expect(named({ l1: { type: 'region', region, point: { x: 1, y: 1 } } }, look('l1'))).toBeUndefined()
    const drawn = rows({ n: { type: 'look', branch: 'main', region } })
    expect(pointOf(lookRow(drawn, 'n'))).toBeUndefined()
  })
})

describe('the words of a row', () => {
  test('are those of the step, or a person’s own', () => {
    const list = rows({ t2: { type: 'text', text: 'It reads 8.' } })
    expect(list.map(rowText)).toEqual(['<think>I look for the total.', '', '', 'It reads 8.', '7'])
  })

  test('may be none at all: a thought that a person emptied is empty', () => {
    expect(rowText(row(rows({ t1: { type: 'text', text: '' } }), 't1'))).toBe('')
  })

  test('are none of a crop whose look was moved', () => {
    expect(rowText(row(rows({ l1: { type: 'region', region } }), 'o1'))).toBe('')
  })
})

test('the ninth look has the colour of the first', () => {
  expect([1, 2, 8, 9, 16, 17].map(hueOf)).toEqual([0, 1, 7, 0, 7, 0])
})

test('a hundred looks and thoughts in one order are read as they stand', () => {
  const steps = Array.from({ length: 100 }, (_, i) => [
    thought(`t${i}`, `${i}`),
    look(`l${i}`),
    observation(`o${i}`, `l${i}`),
  ]).flat()
  const order = Array.from({ length: 100 }, (_, i) => [`l${99 - i}`, `t${99 - i}`]).flat()
  const turned = rows({ [orderKey('main')]: { type: 'order', branch: 'main', order } }, steps)
  expect(turned).toHaveLength(300)
  expect(turned.map((r) => r.number)).toEqual(turned.map((_, i) => i + 1))
  expect(turned.flatMap((r) => (r.type === 'look' ? [r.look] : []))).toEqual(
    steps.flatMap((_, i) => (i < 100 ? [i + 1] : [])),
  )
  expect(turned.slice(0, 3).map((r) => r.id)).toEqual(['l99', 'o99', 't99'])
})
