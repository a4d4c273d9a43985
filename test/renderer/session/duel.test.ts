/** Two runs side by side: where they first part, and what each took. */
import { expect, test } from 'vitest'
import type { Row } from '../../../app/trace/rows'
import { box } from '../../../app/geometry/box'
import { costOf } from '../../../renderer/session/ask/duel'
import { compareRows, partingOf } from '../../../renderer/session/document/compare'

let last = 0
const timings = { encodeMs: 0, prefillMs: 0, decodeMs: 0, tokens: 10, promptTokens: 100, cachedTokens: 40 }
const text = (said: string, more: object = {}): Row =>
  ({
    type: said.startsWith('=') ? 'answer' : 'thought',
    id: `s${last++}`,
    step: { type: said.startsWith('=') ? 'answer' : 'thought', text: said, ...more },
  }) as unknown as Row
const look = (left: number, more: object = {}): Row =>
  ({
    type: 'look',
    id: `s${last++}`,
    region: box(left, 0, left + 100, 100),
    step: { type: 'look', ...more },
  }) as unknown as Row
const parting = (a: readonly Row[], b: readonly Row[], open = false) =>
  partingOf(compareRows(a, b).pairs, open)

test('they part at other words, at looks elsewhere, and at a step that only one has', () => {
  expect(parting([text('Look.'), look(0)], [text('Look.'), look(10)])).toBeUndefined()
  expect(parting([text('Look.'), look(0)], [text('Look.'), look(80)])).toBe(1)
  expect(parting([text('Look here.'), look(0)], [text('Look there.'), look(80)])).toBe(0)
  expect(parting([text('Look.'), look(0), text('= 4')], [text('Look.'), look(0)])).toBe(2)
})

test('while one still writes, a step it lacks may come', () => {
  const [a, b] = [
    [text('Look.'), look(0), text('= 4')],
    [text('Look.'), look(0)],
  ]
  expect(parting(a, b, true)).toBeUndefined()
  expect(parting(a, [text('Stop.')], true)).toBe(0)
})

test('what a run took is the sum of its segments; a server that does not say what was cached makes that unknown', () => {
  expect(costOf([])).toBeUndefined()
  expect(costOf([text('a')])).toBeUndefined()
  const timed = [
    text('a', { timings }),
    look(0, { timings: { ...timings, drafted: 8, accepted: 6 } }),
    text('= b'),
  ]
  expect(costOf(timed)).toEqual({ tokens: 20, promptTokens: 200, cachedTokens: 80, drafted: 8, accepted: 6 })
  expect(
    costOf([...timed, text('c', { timings: { ...timings, cacheUnknown: true } })])?.cachedTokens,
  ).toBeUndefined()
})
