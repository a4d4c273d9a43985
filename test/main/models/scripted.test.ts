/** The scripted model: what it says, how fast, and that it is only there when asked for. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { GenerateEvent, ModelMessage, Model, MessagePart } from '../../../app/reasoning/model'
import type { View } from '../../../app/trace/step'
import { createScripted } from '../../../main/models/scripted'

const view: View = {
  image: 'x',
  size: { width: 56, height: 28 },
  filter: 'bicubic',
  grid: { width: 2, height: 1 },
}
const look = 'I look. {"bbox_2d": [1, 2, 3, 4]}'
const script = {
  tokensPerSecond: 2000,
  answers: [
    { question: 'total', segments: [look, 'It says <answer>20</answer>'] },
    { seed: 5, segments: ['five'] },
    { segments: ['one two three four five six'] },
  ],
}

async function model(content: object = script): Promise<Model> {
  const path = join(mkdtempSync(join(tmpdir(), 'relook-script-')), 'script.json')
  writeFileSync(path, JSON.stringify(content))
  const backend = createScripted(path)
  const found = await backend.open('scripted')
  if (found === undefined) throw new Error('the scripted model is not there')
  return found
}

function messages(question: string, ...parts: MessagePart[]): readonly ModelMessage[] {
  const user: ModelMessage = {
    role: 'user',
    parts: [
      { type: 'image', view },
      { type: 'text', text: question },
    ],
  }
  return parts.length === 0 ? [user] : [user, { role: 'assistant', parts }]
}

async function play(
  from: Model,
  context: readonly ModelMessage[],
  changes: object = {},
): Promise<[string, string]> {
  const request = {
    messages: context,
    stop: [']}'],
    temperature: 0,
    seed: 0,
    maxTokens: 99,
    top: 0,
    reuse: true,
  }
  const events: GenerateEvent[] = []
  for await (const event of from.generate({ ...request, ...changes }, new AbortController().signal))
    events.push(event)
  const end = events.at(-1)
  const text = events.map((e) => (e.type === 'token' ? e.token.text : '')).join('')
  return [text, end?.type === 'end' ? end.reason : 'none']
}

test('says the segment that follows as many crops as it was given', async () => {
  const m = await model()
  expect(await play(m, messages('the total?'))).toEqual([look, 'stop'])
  const after = messages('the total?', { type: 'text', text: `${look}\n` }, { type: 'image', view })
  expect(await play(m, after)).toEqual(['It says <answer>20</answer>', 'eos'])
})

test('goes on with what is not written yet', async () => {
  const context = messages('the total?', { type: 'text', text: 'I look.' })
  expect(await play(await model(), context)).toEqual([' {"bbox_2d": [1, 2, 3, 4]}', 'stop'])
})

test('chooses by question and seed, and ends at the limit', async () => {
  const m = await model()
  expect(await play(m, messages('hello'), { seed: 5 })).toEqual(['five', 'eos'])
  expect(await play(m, messages('hello'), { maxTokens: 2 })).toEqual(['one two', 'length'])
})

test('keeps the pace it is given', async () => {
  const m = await model({ tokensPerSecond: 300, answers: [{ segments: ['word '.repeat(90)] }] })
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let isOver = false
  const playing = play(m, messages('hello'), { maxTokens: 90 }).then(() => (isOver = true))
  // The last of 90 tokens is due after 89 / 300 s.
  await vi.advanceTimersByTimeAsync(295)
  expect(isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(3)
  expect(isOver).toBe(true)
  await playing
})

test('stops when cancelled', async () => {
  const m = await model({ tokensPerSecond: 5, answers: [{ segments: ['a b c d e f'] }] })
  const controller = new AbortController()
  const request = {
    messages: messages('x'),
    stop: [],
    temperature: 0,
    seed: 0,
    maxTokens: 9,
    top: 0,
    reuse: true,
  }
  const run = async () => {
    for await (const event of m.generate(request, controller.signal))
      if (event.type === 'token') controller.abort()
  }
  await expect(run()).rejects.toMatchObject({ code: 'cancelled' })
})

test('is not there without a script, and says when a script is wrong', async () => {
  const backend = createScripted(undefined)
  expect(await backend.models()).toEqual([])
  expect(await backend.open('scripted')).toBeUndefined()
  await expect(model({ answers: [] })).rejects.toMatchObject({ code: 'model-unavailable' })
})
