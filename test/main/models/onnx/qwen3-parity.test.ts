/**
 * Qwen3-VL against transformers: prompt, tokens, pixels, positions, logits and two interleaved traces of its zoom tool with two crops
 * each, one of them thinking, recorded by `python -m training.qwen.golden3`. And that all of this fails without DeepStack.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { qwen3Vl } from '../../../../app/dialects/qwen3-vl'
import type { Size } from '../../../../app/geometry/box'
import { runLoop, type LoopEvent } from '../../../../app/reasoning/loop'
import { chooseManner } from '../../../../app/reasoning/manner'
import { toMessages } from '../../../../app/reasoning/messages'
import type { ModelMessage, Model } from '../../../../app/reasoning/model'
import { defaultSettings } from '../../../../app/trace/project'
import type { Step } from '../../../../app/trace/step'
import { loadModel, openText, type LoadedModel, type TextSide } from '../../../../main/models/onnx/load'
import { readModelManifest, type Manifest } from '../../../../main/models/onnx/manifest'
import { createSequencer } from '../../../../main/models/onnx/sequence'
import { expectPixels, logprobError, type Sampled, type Trace } from './recorded'

const folder = new URL('../../../fixtures/qwen3/', import.meta.url).pathname
const pictures = new URL('../../../fixtures/qwen/', import.meta.url).pathname
const traces = JSON.parse(readFileSync(join(folder, 'traces.json'), 'utf8')) as Record<string, Trace>
const cases: readonly { name: 'wide' | 'tall'; size: Size; thinking: boolean; trace: Trace }[] = [
  { name: 'wide', size: { width: 500, height: 333 }, thinking: false, trace: traces['wide'] as Trace },
  { name: 'tall', size: { width: 151, height: 700 }, thinking: true, trace: traces['tall'] as Trace },
]
type Case = (typeof cases)[number]
const paths = { wide: join(pictures, 'wide.png'), tall: join(pictures, 'tall.png') }
const manner = chooseManner(qwen3Vl)

interface Loaded {
  readonly manifest: Manifest
  readonly text: TextSide
  readonly model: LoadedModel
}

/** The fixture with graphs of another spelling, and the template of thinking models where it thinks. */
async function load(thinking: boolean, spelling?: 'apart' | 'without'): Promise<Loaded> {
  const place = await mkdtemp(join(tmpdir(), 'relook-qwen3-'))
  try {
    await cp(join(folder, 'model'), place, { recursive: true })
    if (spelling !== undefined)
      await cp(join(folder, 'renamed', spelling), join(place, 'onnx'), { recursive: true })
    const template = await readFile(join(folder, 'thinking.jinja'), 'utf8')
    const read = await readModelManifest(place, { anyway: true })
    const manifest = thinking ? { ...read, chatTemplate: template } : read
    const model = await loadModel(manifest, { runner: 'cpu', chunk: 100 })
    return { manifest, text: openText(manifest), model }
  } finally {
    await rm(place, { recursive: true })
  }
}

interface Run {
  readonly ids: readonly number[]
  readonly steps: readonly Step[]
  readonly events: readonly LoopEvent[]
}

async function run(
  { manifest: { info }, model }: Loaded,
  { name, size, trace }: Case,
  reuse = true,
): Promise<Run> {
  let last = 0
  const runnable: Model = {
    info,
    generate: (request, signal) => model.generate(request, paths, signal),
    prompt: () => Promise.reject(new Error('not asked')),
  }
  const view = qwen3Vl.overview(name, size, info.budgets)
  const asked = { model: runnable, dialect: qwen3Vl, image: { id: name, size }, view, reuse, manner }
  const loop = {
    ...asked,
    settings: defaultSettings,
    question: trace.question,
    steps: [],
    newId: () => `s${last++}`,
    now: () => 0,
  }
  const events: LoopEvent[] = []
  for await (const event of runLoop(loop, new AbortController().signal)) events.push(event)
  return {
    events,
    ids: events.flatMap((e) => (e.type === 'token' ? [e.token.id] : [])),
    steps: events.flatMap((e) => (e.type === 'steps' ? e.steps : [])),
  }
}

describe.each(cases)('the $name picture', (given) => {
  const { name, size, thinking, trace } = given
  let loaded: Loaded
  let done: Run
  beforeAll(async () => {
    loaded = await load(thinking)
    done = await run(loaded, given)
  })
  afterAll(() => loaded.model.dispose())

  /** What the model is told before segment `i`: the steps of the run up to there. */
  function messagesBefore(i: number): readonly ModelMessage[] {
    const seen = done.steps.map((s, at) => (s.type === 'observation' ? at : -1)).filter((at) => at >= 0)
    const steps = i === 0 ? [] : done.steps.slice(0, (seen[i - 1] ?? -1) + 1)
    const view = qwen3Vl.overview(name, size, loaded.manifest.info.budgets)
    return toMessages(qwen3Vl, { question: trace.question, view, size, looks: true, steps, manner })
  }

  test('writes the trace that transformers writes, token by token, and answers', async () => {
    expect(done.ids).toEqual(trace.segments.flatMap((s) => s.written))
    expect(done.events.at(-1)).toEqual({ type: 'ended', reason: 'answered' })
    expect((await run(loaded, given, false)).ids).toEqual(done.ids)
    const answer = done.steps.at(-1)
    expect(answer).toMatchObject({ type: 'answer', text: thinking ? '7,30 €' : 'It says OPEN.' })
  })

  test('gives the same prompt, tokens and positions, segment by segment', () => {
    const sequence = createSequencer()
    for (const [i, segment] of trace.segments.entries()) {
      const pieces = loaded.text.writer.write(messagesBefore(i))
      expect(pieces.map((p) => (p.type === 'text' ? p.text : '<|image_pad|>')).join('')).toBe(segment.prompt)
      const { keys, positions } = sequence(pieces)
      expect([...keys].map((k) => (k < 0 ? loaded.manifest.imageTokenId : k))).toEqual(segment.ids)
      expect([positions.time, positions.height, positions.width].map((p) => [...p])).toEqual(
        segment.positions,
      )
    }
  })

  test('gives the same pixel values for the picture and every crop', async () => {
    const views = messagesBefore(trace.segments.length - 1).flatMap((m) =>
      m.parts.flatMap((p) => (p.type === 'image' ? [p.view] : [])),
    )
    const recorded = trace.segments.at(-1)?.images ?? []
    expect(views.length).toBe(3)
    for (const [i, view] of views.entries()) {
      const sampled = recorded[i] as Sampled
      await expectPixels(paths[name], view, { patching: loaded.manifest.patching, sampled })
    }
  })

  test('gives the same logits after every crop', async () => {
    for (const [i, segment] of trace.segments.entries()) {
      const { model, text } = loaded
      expect(await logprobError({ model, text, paths }, messagesBefore(i), segment.logits)).toBeLessThan(1e-4)
    }
  })

  test('gives the same with a tensor per layer, as onnxruntime-genai spells it', async () => {
    const apart = await load(thinking, 'apart')
    expect((await run(apart, given)).ids).toEqual(done.ids)
    await apart.model.dispose()
  })

  test('fails all of this without DeepStack', async () => {
    const { model, text } = await load(thinking, 'without')
    const errors: number[] = []
    for (const [i, segment] of trace.segments.entries())
      errors.push(await logprobError({ model, text, paths }, messagesBefore(i), segment.logits))
    expect(Math.min(...errors)).toBeGreaterThan(0.05)
    await model.dispose()
  })
})
