// Models that run here share the engine: segments take turns, and whoever leaves while waiting holds nobody up.
import { expect, test } from 'vitest'
import type { GenerateEvent, GenerateRequest, Model } from '../../../app/reasoning/model'
import type { Engine } from '../../../main/models/engine'
import { exclusiveModels } from '../../../main/runs/exclusive'
import { pace } from '../../builders/wait'

const never = new AbortController().signal
const request = {} as GenerateRequest

/** An engine whose models write two tokens, and how many of them generate at the same time. */
function engine(concurrent: boolean) {
  let active = 0
  let most = 0
  async function* generate(): AsyncGenerator<GenerateEvent> {
    most = Math.max(most, ++active)
    try {
      for (const text of ['a', 'b']) {
        await pace(2)
        yield { type: 'token', token: { id: 0, text } }
      }
    } finally {
      active--
    }
  }
  const model = (id: string) =>
    ({
      info: { id },
      prompt: async () => [],
      generate,
      ...(concurrent ? { concurrent } : {}),
    }) as unknown as Model
  const inner = { model: async (id: string) => model(id) } as unknown as Engine
  return { engine: exclusiveModels(inner), most: () => most }
}

async function read(model: Model, signal = never): Promise<string> {
  let text = ''
  for await (const event of model.generate(request, signal))
    if (event.type === 'token') text += event.token.text
  return text
}

test('one segment at a time, whichever model was opened, and it says that it waits', async () => {
  const { engine: shared, most } = engine(false)
  const models = await Promise.all(['x', 'x', 'y', 'z'].map((id) => shared.model(id)))
  expect(await Promise.all(models.map((m) => read(m)))).toEqual(['ab', 'ab', 'ab', 'ab'])
  expect(most()).toBe(1)
  for await (const event of (await shared.model('x')).generate(request, never)) {
    expect(event).toEqual({ type: 'phase', phase: { name: 'queue' } })
    break
  }
})

test('a model with a queue of its own is left alone', async () => {
  const { engine: shared, most } = engine(true)
  const model = await shared.model('served')
  await Promise.all([read(model), read(model)])
  expect(most()).toBe(2)
})

test('whoever leaves the queue loses the place, and nobody else does', async () => {
  const { engine: shared } = engine(false)
  const model = await shared.model('x')
  const first = read(model)
  const leaving = new AbortController()
  const left = read(model, leaving.signal)
  const next = read(model)
  leaving.abort()
  await expect(left).rejects.toMatchObject({ code: 'cancelled' })
  expect(await Promise.all([first, next])).toEqual(['ab', 'ab'])
})
