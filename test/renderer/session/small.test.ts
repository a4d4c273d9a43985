import { describe, expect, it, vi } from 'vitest'
import type { Change } from '../../../app/trace/change'
import { joinStreamed } from '../../../app/trace/replay'
import { createBatch } from '../../../renderer/session/document/batch'
import { compareRows, diffText } from '../../../renderer/session/document/compare'
import { atBottom, endTop, followAfterScroll } from '../../../renderer/parts/follow-end'
import { firstToPlay, holdMs, nextToPlay, shiftSpeed } from '../../../renderer/session/player/pace'
import { rowsOf } from '../../../renderer/session/document/rows'
import { createLatest } from '../../../renderer/session/latest'
import { sharedSteps, siblingsAt, treeOf } from '../../../renderer/session/document/tree'
import { answer, branch, fiveSteps, look, thought } from '../../builders/project'

const streamed = (text: string, of = 'b'): Change => ({
  type: 'streamed',
  branch: of,
  text,
  tokens: [{ id: 1, text }],
})
const rowsFrom = (list: readonly (typeof fiveSteps)[number][]) =>
  rowsOf({ steps: list, drafts: {}, branch: 'main' })

describe('a batch', () => {
  it('hands over once per frame, streamed text of a branch joined, order kept', () => {
    const frames: (() => void)[] = []
    const taken: (readonly Change[])[] = []
    const batch = createBatch(
      (c) => taken.push(c),
      (callback) => frames.push(callback),
    )
    for (const text of ['a', 'b', 'c']) batch.add(streamed(text))
    batch.add({ type: 'undone' })
    batch.add(streamed('d'))
    expect([frames.length, taken.length]).toEqual([1, 0])
    frames[0]?.()
    expect(taken[0]?.map((c) => (c.type === 'streamed' ? c.text : c.type))).toEqual(['abc', 'undone', 'd'])
  })

  it('keeps the texts of two branches apart', () => {
    expect(joinStreamed([streamed('a', 'x'), streamed('b', 'y'), streamed('c', 'y')])).toHaveLength(2)
  })

  it('drops what waits when it is cleared', () => {
    const taken: (readonly Change[])[] = []
    const batch = createBatch(
      (c) => taken.push(c),
      (callback) => callback(),
    )
    batch.clear()
    batch.flush()
    expect(taken).toEqual([])
  })
})

describe('following the end', () => {
  const area = (scrollTop: number, scrollHeight = 1000) => ({ scrollTop, scrollHeight, clientHeight: 400 })

  it('goes on at the bottom, give or take a line', () => {
    expect([atBottom(area(600)), atBottom(area(575)), atBottom(area(400))]).toEqual([true, true, false])
  })

  it('ends when the reader scrolls up, and not when the text grows', () => {
    expect(followAfterScroll(true, 600, area(300))).toBe(false)
    expect(followAfterScroll(true, 600, area(600, 2000))).toBe(true)
  })

  it('begins again at the bottom, and not before', () => {
    expect(followAfterScroll(false, 300, area(500))).toBe(false)
    expect(followAfterScroll(false, 500, area(600))).toBe(true)
  })
})

describe('the end of a run', () => {
  const area = { scrollHeight: 1000, clientHeight: 400 }

  it('is shown to its end where the answer is in view then', () => {
    expect([endTop(area), endTop(area, 700), endTop(area, 612)]).toEqual([600, 600, 600])
  })

  it('is never scrolled past the beginning of the answer, however much stands below', () => {
    expect([endTop(area, 500), endTop(area, 5)]).toEqual([488, 0])
    expect(endTop({ scrollHeight: 300, clientHeight: 400 }, 100)).toBe(0)
  })
})

describe('the player', () => {
  const rows = rowsFrom(fiveSteps)

  it('begins at the selected step, at the end from the first', () => {
    expect([undefined, 'l1', 'a1'].map((at) => firstToPlay(rows, at)?.id)).toEqual(['t1', 'l1', 't1'])
    expect([nextToPlay(rows, 'l1')?.id, nextToPlay(rows, 'a1')?.id]).toEqual(['o1', undefined])
  })

  it('shows longer texts longer, none too long, and faster at a higher speed', () => {
    const [short, long] = rowsFrom([thought('s', 'x'), thought('g', 'x'.repeat(9000))])
    if (short === undefined || long === undefined) throw new Error('two rows')
    expect(holdMs(short, 1)).toBeLessThan(holdMs(long, 1))
    expect([holdMs(long, 1), holdMs(long, 2)]).toEqual([5000, 2500])
  })

  it('changes speed between its ends', () => {
    expect([shiftSpeed(1, 1), shiftSpeed(4, 1), shiftSpeed(0.5, -1)]).toEqual([1.5, 4, 0.5])
  })
})

describe('the tree of branches', () => {
  const fork = (id: string, from: string, binned = false) => ({
    ...branch(id),
    fork: { branch: from },
    binned,
  })

  it('lists children under the branch they left', () => {
    const rows = treeOf([branch('a'), branch('b'), fork('a1', 'a'), fork('a11', 'a1')])
    expect(rows.map((r) => [r.branch.id, r.depth])).toEqual([
      ['a', 0],
      ['a1', 1],
      ['a11', 2],
      ['b', 0],
    ])
  })

  it('keeps the children of a branch in the bin', () => {
    const rows = treeOf([branch('a'), fork('a1', 'a', true), fork('a11', 'a1')])
    expect(rows.map((r) => [r.branch.id, r.depth])).toEqual([
      ['a', 0],
      ['a11', 1],
    ])
  })

  it('knows the ways that part at a place, once each and not those in the bin', () => {
    const of = (id: string, path: readonly string[], binned = false) => ({ ...branch(id, path), binned })
    const branches = [
      of('a', ['1', '2']),
      of('b', ['1', '3']),
      of('c', ['1', '3', '4']),
      of('d', ['1', '5'], true),
      of('e', ['0', '6']),
    ]
    expect(siblingsAt(branches, ['1', '2'], 1)).toEqual([
      { step: '2', branch: 'a' },
      { step: '3', branch: 'c' },
    ])
  })

  it('counts shared steps only from the beginning', () => {
    expect(sharedSteps(['a', 'b', 'c'], ['a', 'x', 'c'])).toBe(1)
  })
})

describe('comparing', () => {
  it('pairs looks with their overlap and texts with their words', () => {
    const left = rowsFrom([thought('t', 'Begin.'), look('l', [0, 0, 100, 100]), answer('a', '7 euros')])
    const right = rowsFrom([thought('t', 'Begin.'), look('r', [0, 0, 100, 100]), answer('b', '8 euros')])
    const { shared, pairs } = compareRows(left, right)
    expect(shared.map((r) => r.id)).toEqual(['t'])
    expect(pairs).toMatchObject([
      { type: 'look', iou: 1 },
      { type: 'text', pieces: diffText('7 euros', '8 euros') },
    ])
  })

  it('leaves a step alone that the other branch does not have', () => {
    const left = rowsFrom([thought('t', 'x'), answer('a', '7')])
    const right = rowsFrom([thought('t', 'x'), look('r'), thought('u', 'y'), answer('b', '7')])
    expect(compareRows(left, right).pairs.map((p) => [p.left?.id, p.right?.id])).toEqual([
      [undefined, 'r'],
      [undefined, 'u'],
      ['a', 'b'],
    ])
  })

  it('pairs every row once, whatever the two sides are', () => {
    const left = rowsFrom([look('a'), thought('b', '1'), look('c')])
    const right = rowsFrom([thought('d', '2'), answer('e', '3')])
    const ids = compareRows(left, right).pairs.flatMap((p) => [p.left?.id, p.right?.id].filter(Boolean))
    expect(ids.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('calls a text written anew when hardly a word is left', () => {
    const pairsOf = (a: string, b: string) =>
      compareRows(rowsFrom([thought('x', a)]), rowsFrom([thought('y', b)])).pairs
    expect(pairsOf('The red bar is tall.', 'The red bar is short.')).toMatchObject([{ rewritten: false }])
    expect(pairsOf('I read the list.', 'Rows begin further down the page.')).toMatchObject([
      { rewritten: true },
    ])
  })

  it('tells words only one side has', () => {
    expect(diffText('it is red', 'it is blue').filter((p) => p.side !== 'both')).toEqual([
      { text: 'red', side: 'left' },
      { text: 'blue', side: 'right' },
    ])
  })
})

describe('the latest of many', () => {
  it('is done one at a time, without those in between', async () => {
    const done: number[] = []
    const opens: (() => void)[] = []
    const latest = createLatest(async (n: number) => {
      await new Promise<void>((resolve) => opens.push(resolve))
      done.push(n)
    })
    for (const n of [1, 2, 3]) latest.give(n)
    opens[0]?.()
    await vi.waitFor(() => expect(opens).toHaveLength(2))
    latest.end()
    opens[1]?.()
    await vi.waitFor(() => expect(done).toEqual([1, 3]))
  })
})
