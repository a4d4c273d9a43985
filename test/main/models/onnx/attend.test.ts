/** What given tokens attended to: shares of all before them, the same however it is read; the heads of the built-in model do what they are named for. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContextAttention } from '../../../../app/attention/attended'
import { attendedBy } from '../../../../app/attention/reduce'
import type { LoadedModel } from '../../../../main/models/onnx/load'
import { must } from '../../../builders/must'
import { asked, cropOf, finish, imagePath, openModel, written } from './support'

let model: LoadedModel
beforeAll(async () => {
  model = await openModel()
})
afterAll(() => model.dispose())

const never = new AbortController().signal
const paths = { page: imagePath }

async function context() {
  const look = { type: 'text', text: '{"bbox_2d": [8, 16, 120, 96]}\n' } as const
  const before = [look, { type: 'image', view: await cropOf(10, 20, 200, 150) }] as const
  const { tokens } = await finish(model, await asked(...before))
  return { tokens, messages: await asked(...before, written(tokens)) }
}

/** The weights of a row: layers and heads one after the other. */
function rowOf(
  { layers, heads, rows, total, weights, from }: ContextAttention,
  place: number,
): readonly number[] {
  return layers.flatMap((_, layer) =>
    Array.from({ length: heads }, (_head, head) => {
      const at = ((layer * heads + head) * rows + place - from) * total
      return Array.from(weights.subarray(at, at + total))
    }).flat(),
  )
}

function expectSame(a: readonly number[], b: readonly number[]): void {
  expect(a.length).toBe(b.length)
  expect(Math.max(...a.map((v, i) => Math.abs(v - (b[i] ?? NaN))))).toBeLessThan(1e-4)
}

test('rows are shares of what stood before; reading more, or in small pieces, changes none', async () => {
  const { tokens, messages } = await context()
  const few = await model.attend({ messages, last: tokens.length }, paths, never)
  expect(few).toMatchObject({ rows: tokens.length, from: few.total - tokens.length, heads: 6 })
  expect(few.layers).toEqual([0, 1, 2, 3, 4, 5])
  const length = few.pieces.reduce((n, p) => n + (p.type === 'text' ? p.tokens : p.width * p.height), 0)
  expect(length).toBe(few.total)
  for (let place = few.from; place < few.total; place++) {
    const row = must(attendedBy(few, { from: place, to: place + 1 }, { type: 'mean' }))
    expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4)
    expect(row.subarray(place).every((v) => v === 0)).toBe(true)
  }
  const all = await model.attend({ messages, last: few.total }, paths, never)
  expect(all.from).toBe(1)
  const small = await openModel(256 * 2 ** 20, 31)
  const pieces = await small.attend({ messages, last: few.total }, paths, never)
  await small.dispose()
  for (const place of [few.from, few.total - 1]) {
    expectSame(rowOf(few, place), rowOf(all, place))
    expectSame(rowOf(pieces, place), rowOf(all, place))
  }
  expectSame(rowOf(pieces, 40), rowOf(all, 40))
})

test('asks for nothing that is not there, and for nothing larger than can be handed over', async () => {
  const { messages } = await context()
  const cancelled = new AbortController()
  cancelled.abort()
  await expect(model.attend({ messages, last: 4 }, paths, cancelled.signal)).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect((await model.attend({ messages, last: 1 }, paths, never)).rows).toBe(1)
})

test('what was attended to costs the next run nothing of its checkpoints', async () => {
  const { messages } = await context()
  const before = model.held()
  await model.attend({ messages, last: 5 }, paths, never)
  expect(model.held().features).toBe(before.features)
})
