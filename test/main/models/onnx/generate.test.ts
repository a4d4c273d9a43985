/** The decode loop on the built-in model: reuse never changes a result, forks are independent, stops and cancels hold. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GenerateEvent } from '../../../../app/reasoning/model'
import type { LoadedModel } from '../../../../main/models/onnx/load'
import { asked, cropOf, finish, imagePath, openModel, written, type Outcome } from './support'

let model: LoadedModel
beforeAll(async () => {
  model = await openModel()
})
afterAll(() => model.dispose())

const ids = ({ tokens }: Outcome) => tokens.map((t) => t.id)
/** Ids and probabilities; other chunk sizes may differ in the last bits only. */
const numbers = ({ tokens }: Outcome) =>
  tokens.map((t) => [t.id, ...(t.top ?? []).map((x) => Number(x.logprob.toFixed(3)))])
const look = { type: 'text', text: '{"bbox_2d": [8, 16, 120, 96]}\n' } as const

test('writes the same with and without checkpoints', async () => {
  const messages = await asked(look, { type: 'image', view: await cropOf(10, 20, 200, 150) })
  const first = await finish(model, messages, { top: 3, reuse: false })
  const cold = await finish(model, messages, { top: 3 })
  const warm = await finish(model, messages, { top: 3 })
  expect(numbers(cold)).toEqual(numbers(first))
  expect(numbers(warm)).toEqual(numbers(first))
  expect(warm.timings.cachedTokens).toBe(warm.timings.promptTokens - 1)
  expect(first.timings.cachedTokens).toBe(0)
})

test('goes on after a segment by reading only what is new', async () => {
  const first = await finish(model, await asked(), { maxTokens: 9 })
  const view = await cropOf(300, 100, 500, 200)
  const next = await asked(written(first.tokens), { type: 'text', text: '\n' }, { type: 'image', view })
  const second = await finish(model, next, { top: 3 })
  // All but the last token written, which had not been read yet, then the line end, the crop and its two marks.
  expect(second.timings.promptTokens - second.timings.cachedTokens).toBe(
    1 + 1 + view.grid.width * view.grid.height + 2,
  )
  expect(second.timings.encodeMs).toBeGreaterThan(0)
  expect(numbers(second)).toEqual(numbers(await finish(model, next, { top: 3, reuse: false })))
})

test('forks in the middle of what was written, and leaves the other branch as it was', async () => {
  const first = await finish(model, await asked(), { maxTokens: 10 })
  const kept = written(first.tokens.slice(0, 4))
  const a = await asked(kept, look, { type: 'image', view: await cropOf(0, 0, 100, 100) })
  const b = await asked(kept, look, { type: 'image', view: await cropOf(200, 200, 400, 300) })
  const [left, right] = [await finish(model, a, { top: 3 }), await finish(model, b, { top: 3 })]
  const again = await finish(model, a, { top: 3 })
  expect(numbers(again)).toEqual(numbers(left))
  expect(numbers(left)).toEqual(numbers(await finish(model, a, { top: 3, reuse: false })))
  expect(numbers(right)).toEqual(numbers(await finish(model, b, { top: 3, reuse: false })))
  expect(right.timings.cachedTokens).toBeGreaterThan(left.timings.promptTokens / 2)
})

test('writes the same when the prompt is read in small chunks', async () => {
  const small = await openModel(256 * 2 ** 20, 31)
  const messages = await asked(look, { type: 'image', view: await cropOf(10, 20, 200, 150) })
  expect(ids(await finish(small, messages))).toEqual(ids(await finish(model, messages, { reuse: false })))
  await small.dispose()
})

test('still writes the same when no checkpoint fits into memory', async () => {
  const tight = await openModel(1)
  const messages = await asked(look, { type: 'image', view: await cropOf(10, 20, 200, 150) })
  const first = await finish(tight, messages)
  expect(ids(await finish(tight, await asked()))).toHaveLength(12)
  expect(ids(await finish(tight, messages))).toEqual(ids(first))
  await tight.dispose()
})

test('draws the same tokens for the same seed and others for another', async () => {
  const messages = await asked()
  const draw = (seed: number) => finish(model, messages, { temperature: 5, seed, maxTokens: 24 })
  const [a, b, c] = [await draw(1), await draw(1), await draw(2)]
  expect(ids(a)).toEqual(ids(b))
  expect(ids(a)).not.toEqual(ids(c))
})

test('ends with a stop text, keeps it, and says so', async () => {
  const free = await finish(model, await asked(), { maxTokens: 8 })
  const text = free.tokens.map((t) => t.text).join('')
  const middle = Math.max(1, text.length >> 1)
  const stop = text.slice(middle - 1, middle + 2)
  const stopped = await finish(model, await asked(), { maxTokens: 8, stop: [stop] })
  const shorter = stopped.tokens.map((t) => t.text).join('')
  expect(stopped.reason).toBe('stop')
  expect(text.startsWith(shorter)).toBe(true)
  expect(shorter).toContain(stop)
})

test('stops between two tokens when cancelled, and can go on afterwards', async () => {
  const controller = new AbortController()
  const seen: GenerateEvent[] = []
  const request = {
    messages: await asked(),
    stop: [],
    temperature: 0,
    seed: 0,
    maxTokens: 200,
    top: 0,
    reuse: true,
  }
  const run = async () => {
    for await (const event of model.generate(request, { page: imagePath }, controller.signal)) {
      seen.push(event)
      if (event.type === 'token') controller.abort()
    }
  }
  await expect(run()).rejects.toMatchObject({ code: 'cancelled' })
  expect(seen.filter((e) => e.type === 'token')).toHaveLength(1)
  expect((await finish(model, await asked(), { maxTokens: 3 })).reason).not.toBe('')
})

test('refuses a context that the model cannot hold', async () => {
  const text = 'word '.repeat(9000)
  await expect(finish(model, await asked({ type: 'text', text }))).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('The context is full'),
  })
})

test('says which image is missing', async () => {
  const messages = await asked()
  const request = { messages, stop: [], temperature: 0, seed: 0, maxTokens: 2, top: 0, reuse: false }
  const run = async () => {
    for await (const _ of model.generate(request, {}, new AbortController().signal)) void _
  }
  await expect(run()).rejects.toMatchObject({ code: 'not-found' })
})
