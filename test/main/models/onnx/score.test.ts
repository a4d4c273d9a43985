/** Scoring a given text: the same numbers as when the model wrote it, in any number of pieces, and it leaves nothing behind. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoadedModel } from '../../../../main/models/onnx/load'
import { box } from '../../../../app/geometry/box'
import { asked, cropOf, finish, imagePath, openModel, written } from './support'

let model: LoadedModel
beforeAll(async () => {
  model = await openModel()
})
afterAll(() => model.dispose())

const never = new AbortController().signal
const paths = { page: imagePath }

async function wrote() {
  const look = { type: 'text', text: '{"bbox_2d": [8, 16, 120, 96]}\n' } as const
  const view = await cropOf(10, 20, 200, 150)
  const before = [look, { type: 'image', view }] as const
  const { tokens } = await finish(model, await asked(...before))
  return { before, view, tokens }
}

test('gives every token the log-probability it was written with', async () => {
  const { before, tokens } = await wrote()
  const messages = await asked(...before, written(tokens))
  const scored = await model.score({ messages, last: tokens.length }, paths, never)
  expect(scored.map((t) => t.id)).toEqual(tokens.map((t) => t.id))
  for (const [i, token] of tokens.entries()) expect(scored[i]?.logprob).toBeCloseTo(token.logprob ?? NaN, 4)
  const few = await model.score({ messages, last: 2 }, paths, never)
  expect(few.map((t) => t.id)).toEqual(tokens.slice(-2).map((t) => t.id))
})

test('reads in small pieces to the same numbers, images among what is scored included', async () => {
  const small = await openModel(256 * 2 ** 20, 31)
  const { before, tokens } = await wrote()
  const messages = await asked(...before, written(tokens))
  const whole = await model.score({ messages, last: 10_000 }, paths, never)
  const pieces = await small.score({ messages, last: 10_000 }, paths, never)
  expect(pieces.length).toBe(whole.length)
  expect(pieces.map((t) => t.id)).toEqual(whole.map((t) => t.id))
  for (const [i, { logprob }] of whole.entries()) expect(pieces[i]?.logprob).toBeCloseTo(logprob, 3)
  await small.dispose()
})

test('tells what is hidden from what is shown, and keeps no memory of it', async () => {
  const { before, view, tokens } = await wrote()
  const held = model.held()
  const scoreOf = async (hidden: Parameters<typeof box>) => {
    const covered = { ...view, hidden: { cover: 'grey' as const, boxes: [box<'image'>(...hidden)] } }
    const messages = await asked(before[0], { type: 'image', view: covered }, written(tokens))
    const scored = await model.score({ messages, last: tokens.length }, paths, never)
    return scored.reduce((sum, t) => sum + t.logprob, 0)
  }
  const plain = await scoreOf([0, 0, 1, 1])
  expect(await scoreOf([10, 20, 200, 150])).not.toBeCloseTo(plain, 2)
  expect(await scoreOf([0, 0, 1, 1])).toBeCloseTo(plain, 5)
  expect(model.held().features).toBe(held.features)
})

test('stops when it is cancelled', async () => {
  const { before, tokens } = await wrote()
  const messages = await asked(...before, written(tokens))
  const gone = AbortSignal.abort()
  await expect(model.score({ messages, last: 3 }, paths, gone)).rejects.toMatchObject({ code: 'cancelled' })
})
