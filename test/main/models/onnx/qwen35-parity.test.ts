/**
 * Qwen3.5 against transformers: prompt, tokens, pixels, positions, logits and two interleaved traces of its zoom tool with two crops each,
 * one of them thinking, recorded by `python -m training.qwen.golden35`. And that branches and re-runs go on from the places where its
 * states were kept, and from nowhere else.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { qwen35 } from '../../../../app/dialects/qwen3-5'
import type { Size } from '../../../../app/geometry/box'
import { marksOfDialect } from '../../../../app/reasoning/marks'
import type { GenerateRequest, ModelMessage } from '../../../../app/reasoning/model'
import { createBudget } from '../../../../main/models/onnx/budget'
import { loadModel, openText, type LoadedModel, type TextSide } from '../../../../main/models/onnx/load'
import { readModelManifest, type Manifest } from '../../../../main/models/onnx/manifest'
import { seededRandom } from '../../../../main/models/onnx/sampler'
import { createSequencer } from '../../../../main/models/onnx/sequence'
import { expectPixels, logprobError, type Sampled, type Trace } from './recorded'
import { messagesBefore, paths, tell, type Told } from './traces'

const folder = new URL('../../../fixtures/qwen3.5/', import.meta.url).pathname
const traces = JSON.parse(readFileSync(join(folder, 'traces.json'), 'utf8')) as Record<string, Trace>
const cases: readonly { name: 'wide' | 'tall'; size: Size; thinking: boolean; trace: Trace }[] = [
  { name: 'wide', size: { width: 500, height: 333 }, thinking: false, trace: traces['wide'] as Trace },
  { name: 'tall', size: { width: 151, height: 700 }, thinking: true, trace: traces['tall'] as Trace },
]

async function read(thinking: boolean): Promise<Manifest> {
  const manifest = await readModelManifest(join(folder, 'model'))
  if (!thinking) return manifest
  return { ...manifest, chatTemplate: readFileSync(join(folder, 'thinking.jinja'), 'utf8') }
}

test('the fixture was made with the dialect’s own words, and says which layers have states', async () => {
  expect(readFileSync(join(folder, 'system.txt'), 'utf8')).toBe(qwen35.system)
  const { info, layers, hybrid } = await read(false)
  expect(info.dialect).toBe('qwen3.5')
  expect([layers, hybrid?.attention, hybrid?.recurrent]).toEqual([1, [3], [0, 1, 2]])
})

describe.each(cases)('the $name image', ({ name, size, thinking, trace }) => {
  let manifest: Manifest
  let text: TextSide
  let model: LoadedModel
  let done: Told
  const asked = () => ({
    dialect: qwen35,
    info: manifest.info,
    model,
    name,
    size,
    question: trace.question,
  })
  const before = (i: number) => messagesBefore(asked(), done, i)
  beforeAll(async () => {
    manifest = await read(thinking)
    text = openText(manifest)
    model = await loadModel(manifest, { runner: 'cpu', chunk: 100 })
    done = await tell(asked())
  })
  afterAll(() => model.dispose())

  test('writes the trace that transformers writes, token by token, and answers', async () => {
    const written = trace.segments.flatMap((s) => s.written)
    expect(done.tokens.map((t) => t.id)).toEqual(written)
    expect(done.events.at(-1)).toEqual({ type: 'ended', reason: 'answered' })
    expect((await tell(asked(), { reuse: false })).tokens.map((t) => t.id)).toEqual(written)
    const answer = thinking ? '7,30 €' : 'It says OPEN.'
    expect(done.steps.at(-1)).toMatchObject({ type: 'answer', text: answer })
  })

  test('gives the same prompt, tokens and positions, segment by segment', () => {
    const sequence = createSequencer()
    for (const [i, segment] of trace.segments.entries()) {
      const pieces = text.writer.write(before(i))
      expect(pieces.map((p) => (p.type === 'text' ? p.text : '<|image_pad|>')).join('')).toBe(segment.prompt)
      const { keys, positions } = sequence(pieces)
      expect([...keys].map((k) => (k < 0 ? manifest.imageTokenId : k))).toEqual(segment.ids)
      expect([positions.time, positions.height, positions.width].map((p) => [...p])).toEqual(
        segment.positions,
      )
    }
  })

  test('gives the same pixel values for the image and every crop', async () => {
    const views = before(trace.segments.length - 1).flatMap((m) =>
      m.parts.flatMap((p) => (p.type === 'image' ? [p.view] : [])),
    )
    expect(views.length).toBe(3)
    for (const [i, view] of views.entries()) {
      const sampled = trace.segments.at(-1)?.images[i] as Sampled
      await expectPixels(paths[name], view, { patching: manifest.patching, sampled })
    }
  })

  test('gives the same logits after every crop', async () => {
    for (const [i, segment] of trace.segments.entries())
      expect(await logprobError({ model, text, paths }, before(i), segment.logits)).toBeLessThan(1e-4)
  })

  test('goes on from where the trace was kept, and asks nothing to be cut', async () => {
    const fresh = await loadModel(
      manifest,
      { runner: 'cpu', chunk: 100 },
      { budget: createBudget(64 * 2 ** 20) },
    )
    const first = await tell({ ...asked(), model: fresh })
    const ends = first.steps.flatMap((s) =>
      s.type === 'answer' || s.timings === undefined ? [] : [s.timings],
    )
    expect(ends.length).toBeGreaterThan(0)
    for (const [i, segment] of trace.segments.entries()) {
      // The same prompt again: all but its last token was kept.
      const again = await finish(fresh, before(i))
      expect(again.cached).toBe(segment.ids.length - 1)
      expect(again.ids).toEqual(segment.written)
    }
    await fresh.dispose()
  })
})

interface Finished {
  readonly ids: readonly number[]
  readonly logprobs: readonly number[]
  readonly cached: number
  readonly drafted: number
  readonly accepted: number
}

async function finish(
  model: LoadedModel,
  messages: readonly ModelMessage[],
  how: Partial<GenerateRequest> = {},
): Promise<Finished> {
  const request = {
    messages,
    stop: ['</tool_call>'],
    temperature: 0,
    seed: 0,
    maxTokens: 120,
    top: 0,
    reuse: true,
    ...how,
  }
  const [ids, logprobs]: [number[], number[]] = [[], []]
  for await (const event of model.generate(request, paths, new AbortController().signal)) {
    if (event.type === 'token') {
      ids.push(event.token.id)
      logprobs.push(event.token.logprob ?? NaN)
    }
    if (event.type !== 'end') continue
    const { cachedTokens, drafted = 0, accepted = 0 } = event.timings
    return { ids, logprobs, cached: cachedTokens, drafted, accepted }
  }
  throw new Error('the generation did not end')
}

test(
  'forks at random places, drafts right and wrong: the same as reading all anew',
  { timeout: 600_000 },
  async () => {
    const manifest = { ...(await read(false)), endTokenIds: [] }
    const text = openText(manifest)
    const model = await loadModel(
      manifest,
      { runner: 'cpu', chunk: 64 },
      { budget: createBudget(24 * 2 ** 20) },
    )
    const { name, size, trace } = cases[0] as (typeof cases)[number]
    const about = { dialect: qwen35, info: manifest.info, name, size, question: trace.question }
    const done = await tell({ ...about, model })
    const random = seededRandom(35)
    const below = (n: number) => Math.floor(random() * n)
    let [reused, drafted, accepted] = [0, 0, 0]
    for (let n = 0; n < 60; n++) {
      const messages = messagesBefore(about, done, below(3))
      const segment = trace.segments[below(3)]?.written ?? []
      // A beginning of some text of the trace, its end changed every other time.
      const kept = segment.slice(0, below(segment.length))
      const ids = n % 2 === 0 ? kept : [...kept, below(200), below(200)]
      const said = { type: 'text' as const, text: ids.map((id) => text.tokenizer.textOf(id)).join(''), ids }
      const forked: readonly ModelMessage[] =
        ids.length === 0 ? messages : [...messages, { role: 'assistant', parts: [said] }]
      const alone = await finish(model, forked, { drafts: false, reuse: false, maxTokens: 16 })
      const draft = alone.ids.map((id) => (below(8) === 0 ? below(200) : id))
      const ahead = await finish(model, forked, { drafts: [draft], maxTokens: 16 })
      expect(ahead.ids, `${n}`).toEqual(alone.ids)
      const off = ahead.logprobs.map((p, i) => Math.abs(p - (alone.logprobs[i] ?? NaN)))
      expect(Math.max(...off), `${n}`).toBeLessThan(1e-3)
      if (ahead.cached > 0) reused++
      drafted += ahead.drafted
      accepted += ahead.accepted
    }
    await model.dispose()
    expect(reused).toBeGreaterThan(50)
    expect(accepted).toBeGreaterThan(100)
    // Some guesses were wrong: states were gone back to.
    expect(drafted).toBeGreaterThan(accepted)
  },
)

test('an edited thought is read from the beginning of its segment once, then from where it was edited', async () => {
  const manifest = await read(false)
  const text = openText(manifest)
  const model = await loadModel(
    manifest,
    { runner: 'cpu', chunk: 100 },
    { budget: createBudget(64 * 2 ** 20) },
  )
  const { name, size, trace } = cases[0] as (typeof cases)[number]
  const about = { dialect: qwen35, info: manifest.info, name, size, question: trace.question }
  const done = await tell({ ...about, model })
  const [segment] = trace.segments
  if (segment === undefined) throw new Error('no segment')
  const edited = (word: string): readonly ModelMessage[] => {
    const ids = [...segment.written.slice(0, 4), ...text.tokenizer.encode(word)]
    const said = { type: 'text' as const, text: ids.map((id) => text.tokenizer.textOf(id)).join(''), ids }
    return [...messagesBefore(about, done, 0), { role: 'assistant', parts: [said] }]
  }
  const first = await finish(model, edited(' large'), { maxTokens: 4 })
  // It shares four tokens of the segment, of which only the place before its beginning's last token was kept.
  expect(first.cached).toBe(segment.ids.length - 1)
  expect((await finish(model, edited(' green'), { maxTokens: 4 })).cached).toBe(segment.ids.length + 4)
  await model.dispose()
})

test.each([{ drafts: 'none' }, { drafts: 'right' }, { drafts: 'wrong' }])(
  'a moved region goes on from its own step at once, written with drafts: $drafts',
  async ({ drafts }) => {
    const manifest = await read(false)
    const text = openText(manifest)
    const model = await loadModel(
      manifest,
      { runner: 'cpu', chunk: 100 },
      { budget: createBudget(64 * 2 ** 20) },
    )
    const { name, size, trace } = cases[0] as (typeof cases)[number]
    const about = { dialect: qwen35, info: manifest.info, name, size, question: trace.question }
    const done = await tell({ ...about, model })
    const [segment] = trace.segments
    const call = text.tokenizer.idOf('<tool_call>')
    const at = segment?.written.indexOf(call ?? -1) ?? -1
    if (segment === undefined || at < 2) throw new Error('the segment looks at nothing behind a thought')
    const own = segment.written
    const draft = { none: [], right: own, wrong: [...own.slice(0, at - 1), 9, 9, 9, 9] }[drafts] ?? []
    const fresh = await loadModel(
      manifest,
      { runner: 'cpu', chunk: 100 },
      { budget: createBudget(64 * 2 ** 20) },
    )
    const marks = marksOfDialect(qwen35)
    const once = await finish(fresh, messagesBefore(about, done, 0), { drafts: [draft], marks })
    expect(once.ids).toEqual(own)
    const ids = [...own.slice(0, at), ...text.tokenizer.encode('<tool_call>\nelsewhere')]
    const said = { type: 'text' as const, text: ids.map((id) => text.tokenizer.textOf(id)).join(''), ids }
    const moved: readonly ModelMessage[] = [
      ...messagesBefore(about, done, 0),
      { role: 'assistant', parts: [said] },
    ]
    const again = await finish(fresh, moved, { maxTokens: 4 })
    expect(again.cached).toBe(segment.ids.length + at)
    expect(again.ids).toEqual((await finish(model, moved, { maxTokens: 4, reuse: false })).ids)
    await model.dispose()
    await fresh.dispose()
  },
)

test('its attention layers show what they attended to, from caches with states and from nothing', async () => {
  const manifest = await read(false)
  const model = await loadModel(
    manifest,
    { runner: 'cpu', chunk: 100 },
    { budget: createBudget(64 * 2 ** 20) },
  )
  const { name, size, trace } = cases[0] as (typeof cases)[number]
  const about = { dialect: qwen35, info: manifest.info, name, size, question: trace.question }
  const cold = await loadModel(manifest, { runner: 'cpu', chunk: 64 }, { budget: createBudget(0) })
  const messages = messagesBefore(about, await tell({ ...about, model }), 2)
  const never = new AbortController().signal
  const attended = await model.attend({ messages, last: 12 }, paths, never)
  const again = await cold.attend({ messages, last: 12 }, paths, never)
  expect(attended.layers).toEqual([3])
  const { weights, total, rows, heads } = attended
  expect(weights.length).toBe(heads * rows * total)
  for (let at = 0; at < weights.length; at += total)
    expect(weights.subarray(at, at + total).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4)
  expect(Math.max(...weights.map((v, i) => Math.abs(v - (again.weights[i] ?? NaN))))).toBeLessThan(1e-4)
  await model.dispose()
  await cold.dispose()
})
