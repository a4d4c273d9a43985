/** Edits of a trace's structure at its edges: what cannot be done says so, what can loses nothing. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import {
  correctionOf,
  unitKind,
  lastBeforeAnswer,
  stays,
  unitsOf,
  unordered,
  unitWords,
  type UnitSource,
} from '../../../app/trace/correct'
import {
  insertLook,
  insertThought,
  mergeWithNext,
  move,
  reanswer,
  regionOf,
  remove,
  split,
} from '../../../app/trace/correct-edits'
import { orderKey, withDrafts, type Draft, type DraftChanges, type Drafts } from '../../../app/trace/draft'
import type { Step } from '../../../app/trace/step'
import { must } from '../../builders/must'
import { answer, fiveSteps, look, observation, thought } from '../../builders/project'

const region = box<'image'>(1, 2, 31, 42)
const source = (drafts: Drafts = {}, steps: readonly Step[] = fiveSteps): UnitSource => ({
  steps,
  drafts,
  branch: 'main',
})
const edited = (from: UnitSource, changes: DraftChanges | undefined): UnitSource => ({
  ...from,
  drafts: withDrafts(from.drafts, must(changes)),
})
const keys = (from: UnitSource) =>
  unitsOf(from)
    .filter(stays)
    .map((u) => u.key)
const words = (from: UnitSource) =>
  unitsOf(from)
    .filter(stays)
    .flatMap((u) => unitWords(u) ?? [])
const own = (text: string, after?: string): Draft => ({
  type: 'thought',
  branch: 'main',
  text,
  ...(after === undefined ? {} : { after }),
})
const order = (...list: readonly string[]): Drafts => ({
  [orderKey('main')]: { type: 'order', branch: 'main', order: list },
})
const orderOf = (changes: DraftChanges | undefined) => {
  const draft = changes?.[orderKey('main')]
  return draft?.type === 'order' ? draft.order : draft
}

describe('a split', () => {
  test.each<[string, string, number]>([
    ['a look', 'l1', 1],
    ['an answer', 'a1', 1],
    ['a step that is not there', 'zz', 1],
    ['a thought before its first letter', 't2', 0],
    ['a thought after its last', 't2', 99],
    ['a thought where only blanks are behind', 't2', 'It reads 7.'.length],
  ])('of %s is none', (_, key, at) => expect(split(source(), { key, at }, 'n')).toBeUndefined())

  test('leaves no blanks at the cut, on either side', () => {
    const from = source({}, [thought('t', 'one   two')])
    expect(words(edited(from, split(from, { key: 't', at: 5 }, 'n')))).toEqual(['one', 'two'])
  })

  test('of what a person put in makes two of theirs', () => {
    const from = source({ n: own('one two', 't1') })
    const cut = split(from, { key: 'n', at: 3 }, 'm')
    expect(cut).toEqual({ n: own('one', 't1'), m: own('two', 'n') })
    expect(keys(edited(from, cut))).toEqual(['t1', 'n', 'm', 'l1', 't2', 'a1'])
  })

  test('of what a person rewrote cuts their words, not the model’s', () => {
    const from = source({ t2: { type: 'text', text: 'Eight. Or seven.' } })
    expect(words(edited(from, split(from, { key: 't2', at: 6 }, 'n'))).slice(1, 3)).toEqual([
      'Eight.',
      'Or seven.',
    ])
  })

  test('takes its place in an order a person made', () => {
    const from = source(order('t2', 't1', 'l1'))
    const cut = split(from, { key: 't2', at: 3 }, 'n')
    expect(orderOf(cut)).toEqual(['t2', 'n', 't1', 'l1'])
    expect(keys(edited(from, cut))).toEqual(['t2', 'n', 't1', 'l1', 'a1'])
  })
})

describe('a merge', () => {
  test('steps over what is taken out', () => {
    const from = source({ l1: { type: 'removed' } })
    expect(words(edited(from, mergeWithNext(from, 't1')))).toEqual([
      '<think>I look for the total. It reads 7.',
      '7',
    ])
  })

  test('of a person’s thought with the model’s keeps it theirs', () => {
    const from = source({ n: own('So:', 'l1') })
    const merged = edited(from, mergeWithNext(from, 'n'))
    expect(merged.drafts).toEqual({ n: own('So: It reads 7.', 'l1'), t2: { type: 'removed' } })
  })

  test('keeps what came after the second one', () => {
    const from = source({ n: own('one', 't1'), m: own('two', 'n'), k: own('three', 'm') })
    const merged = edited(from, mergeWithNext(from, 'n'))
    expect(words(merged).slice(1, 3)).toEqual(['one two', 'three'])
  })

  test('of a drawn look and the model’s is one drawn region around both', () => {
    const from = source({ n: { type: 'look', branch: 'main', after: 't1', region } })
    const merged = edited(from, mergeWithNext(from, 'n'))
    expect(keys(merged)).toEqual(['t1', 'n', 't2', 'a1'])
    expect(regionOf(must(unitsOf(merged)[1]))).toEqual(box(1, 2, 331, 361))
  })

  test('of an empty thought leaves no blank', () => {
    const from = source({ t1: { type: 'text', text: '' }, l1: { type: 'removed' } })
    expect(words(edited(from, mergeWithNext(from, 't1')))).toEqual(['It reads 7.', '7'])
  })

  test.each(['a1', 't2', 'l1', 'zz'])('of %s with what follows it is none', (key) => {
    expect(mergeWithNext(source(), key)).toBeUndefined()
  })

  test('of two answers is none', () => {
    const from = source({}, [answer('a', '7'), answer('b', '8')])
    expect(mergeWithNext(from, 'a')).toBeUndefined()
  })
})

describe('what is taken out', () => {
  test('is not taken out again, nor what is not there, nor a crop without its look', () => {
    const crop = source({}, [observation('o', 'l'), answer('a', '7')])
    expect(remove(source({ t1: { type: 'removed' } }), 't1')).toBeUndefined()
    expect(remove(source(), 'zz')).toBeUndefined()
    expect(remove(source(), 'o1')).toBeUndefined()
    expect(remove(crop, 'o')).toBeUndefined()
  })

  test('of the model is kept, of a person is gone', () => {
    expect(remove(source(), 'a1')).toEqual({ a1: { type: 'removed' } })
    expect(remove(source({ n: own('x', 't1') }), 'n')).toEqual({ n: null })
  })

  test('at the beginning leaves what came after it at the beginning', () => {
    const from = source({ n: own('one'), m: own('two', 'n') })
    expect(remove(from, 'n')).toEqual({ n: null, m: own('two') })
    expect(keys(edited(from, remove(from, 'n')))).toEqual(['m', 't1', 'l1', 't2', 'a1'])
  })
})

describe('what is put in', () => {
  test.each<[string, string | undefined, readonly string[]]>([
    ['after nothing is the first', undefined, ['n', 't1', 'l1', 't2', 'a1']],
    ['after a look comes after its crop', 'l1', ['t1', 'l1', 'n', 't2', 'a1']],
    ['after a thought', 't2', ['t1', 'l1', 't2', 'n', 'a1']],
    ['after the answer comes before it', 'a1', ['t1', 'l1', 't2', 'n', 'a1']],
    ['after what is not there comes before the answer', 'zz', ['t1', 'l1', 't2', 'n', 'a1']],
  ])('%s', (_, after, all) => {
    expect(keys(edited(source(), insertThought(source(), { after, text: 'x' }, 'n')))).toEqual(all)
    expect(keys(edited(source(), insertLook(source(), { after, region }, 'n')))).toEqual(all)
  })

  test('into a trace that is an answer only comes before it', () => {
    const from = source({}, [answer('a', '7')])
    expect(keys(edited(from, insertThought(from, { after: 'a', text: 'x' }, 'n')))).toEqual(['n', 'a'])
  })

  test('into nothing is all there is', () => {
    const from = source({}, [])
    expect(keys(edited(from, insertLook(from, { after: undefined, region }, 'n')))).toEqual(['n'])
  })

  test('at one place stands in the order it was put in', () => {
    let from = source()
    for (const key of ['n1', 'n2', 'n3'])
      from = edited(from, insertThought(from, { after: 't1', text: key }, key))
    expect(keys(from)).toEqual(['t1', 'n1', 'n2', 'n3', 'l1', 't2', 'a1'])
  })

  test('at the beginning of a person’s order is its first', () => {
    const from = source(order('t2', 't1', 'l1'))
    const put = insertThought(from, { after: undefined, text: 'x' }, 'n')
    expect(orderOf(put)).toEqual(['n', 't2', 't1', 'l1'])
    // After something the order does not name it has no place in it.
    expect(orderOf(insertThought(from, { after: 'zz', text: 'x' }, 'n'))).toBeUndefined()
  })

  test('in a chain of fifty thousand stands in its order', () => {
    const drafts = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, i) => [`n${i}`, own(`${i}`, i === 0 ? 't1' : `n${i - 1}`)]),
    )
    const units = unordered(source(drafts))
    expect(units).toHaveLength(50_004)
    expect([1, 2, 50_000].map((i) => units[i]?.key)).toEqual(['n0', 'n1', 'n49999'])
  })

  test('each after the other, in a circle, is not lost and not doubled', () => {
    expect(keys(source({ n: own('x', 'm'), m: own('y', 'n') }))).toEqual(['t1', 'l1', 't2', 'n', 'm', 'a1'])
    expect(keys(source({ n: own('x', 'n') }))).toEqual(['t1', 'l1', 't2', 'n', 'a1'])
  })

  test('after a crop of the look stands where it was put', () => {
    expect(keys(source({ n: own('x', 'o1') }))).toEqual(['t1', 'l1', 'n', 't2', 'a1'])
  })
})

describe('a move', () => {
  test('steps over what is taken out, and is none at an end of what stays', () => {
    const from = source({ l1: { type: 'removed' } })
    expect(keys(edited(from, move(from, 't2', -1)))).toEqual(['t2', 't1', 'a1'])
    expect(move(source({ t1: { type: 'removed' } }), 'l1', -1)).toBeUndefined()
    expect(move(source(), 't1', -1)).toBeUndefined()
    expect(move(source(), 'zz', 1)).toBeUndefined()
  })

  test('moves what a person put in', () => {
    const from = source({ n: own('x', 't1') })
    expect(keys(edited(from, move(from, 'n', -1)))).toEqual(['n', 't1', 'l1', 't2', 'a1'])
  })

  test('there and back is the identity, from whatever order', () => {
    const from = source(order('t2', 't1', 'l1'))
    for (const key of ['t2', 't1'])
      expect(
        keys(edited(edited(from, move(from, key, 1)), move(edited(from, move(from, key, 1)), key, -1))),
      ).toEqual(keys(from))
  })
})

describe('an order', () => {
  test('that names what is gone and not what is new keeps all there is', () => {
    expect(keys(source({ ...order('t2', 'gone', 't1'), n: own('x', 't2') }))).toEqual([
      't2',
      'n',
      't1',
      'l1',
      'a1',
    ])
  })

  test('that names one thing twice shows it once', () => {
    expect(keys(source(order('t2', 't1', 't2', 'l1')))).toEqual(['t2', 't1', 'l1', 'a1'])
  })

  test('cannot put anything behind the answer', () => {
    expect(keys(source(order('a1', 't2', 't1', 'l1')))).toEqual(['t2', 't1', 'l1', 'a1'])
  })

  test('of another branch is none of this one', () => {
    const other: Drafts = { [orderKey('b')]: { type: 'order', branch: 'b', order: ['t2', 't1'] } }
    expect(keys(source(other))).toEqual(keys(source()))
  })
})

describe('the answer', () => {
  test('that says so already is not changed', () => {
    expect(reanswer(source(), '7', 'n')).toBeUndefined()
    expect(reanswer(source({ a1: { type: 'text', text: '8' } }), '8', 'n')).toBeUndefined()
  })

  test('said again as the model wrote it has no draft', () => {
    const from = source({ a1: { type: 'text', text: '8' } })
    expect(edited(from, reanswer(from, '7', 'n')).drafts).toEqual({})
  })

  test('that was taken out is given anew', () => {
    const from = source({ a1: { type: 'removed' } })
    expect(words(edited(from, reanswer(from, '8', 'n')))).toEqual([
      '<think>I look for the total.',
      'It reads 7.',
      '8',
    ])
  })

  test('that a person gave is theirs to change', () => {
    const from = source({ n: { type: 'answer', branch: 'main', text: '8' } }, fiveSteps.slice(0, 4))
    expect(reanswer(from, '9', 'm')).toEqual({ n: { type: 'answer', branch: 'main', text: '9' } })
  })

  test('stands at the end, however many there are', () => {
    const units = unitsOf(source({}, [thought('t', 'x'), answer('a', '7'), answer('b', '8')]))
    expect(lastBeforeAnswer(units)).toBe(1)
    expect(lastBeforeAnswer([])).toBe(0)
    expect(units.map(unitKind)).toEqual(['thought', 'answer', 'answer'])
  })
})

describe('a correction', () => {
  test('is none without drafts of this branch', () => {
    expect(correctionOf(source())).toBeUndefined()
    expect(
      correctionOf(source({ n: { type: 'thought', branch: 'b', text: 'x' }, zz: { type: 'removed' } })),
    ).toBeUndefined()
  })

  test.each<[string, Drafts, object]>([
    ['a moved look', { l1: { type: 'region', region } }, { answer: '7' }],
    ['another order', order('t2', 't1'), { answer: '7' }],
    ['another answer', { a1: { type: 'text', text: '8' } }, { answer: '8' }],
    ['no answer any more', { a1: { type: 'removed' } }, {}],
    ['a new thought', { n: own('x') }, { answer: '7' }],
  ])('is %s, with the answer as it is then', (_, drafts, found) => {
    expect(correctionOf(source(drafts))).toStrictEqual(found)
  })
})

test('the region of a unit is its own, or where it was moved; words have none', () => {
  const [first, second] = unitsOf(source({ l1: { type: 'region', region } }))
  expect(regionOf(must(first))).toBeUndefined()
  expect(regionOf(must(second))).toEqual(region)
  expect(regionOf(must(unitsOf(source({}, [look('l')]))[0]))).toEqual(look('l').region)
  expect(
    regionOf({ type: 'new', key: 'n', draft: { type: 'answer', branch: 'main', text: 'x' } }),
  ).toBeUndefined()
})
