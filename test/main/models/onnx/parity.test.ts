/**
 * The whole path against transformers: prompt, tokens, pixels, positions, logits and two interleaved traces with two crops
 * each, recorded by `python -m training.qwen.golden` from a tiny Qwen2.5-VL that has them by heart.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { vlmR3 } from '../../../../app/dialects/vlm-r3'
import { box, type Size } from '../../../../app/geometry/box'
import { runLoop, type LoopEvent } from '../../../../app/reasoning/loop'
import { toMessages } from '../../../../app/reasoning/messages'
import type { Message, Model } from '../../../../app/reasoning/model'
import { defaultSettings } from '../../../../app/trace/project'
import type { Step, Token } from '../../../../app/trace/step'
import { toPatches } from '../../../../main/images/patches'
import { viewPixels } from '../../../../main/images/view'
import { loadModel, openText, type LoadedModel, type TextSide } from '../../../../main/models/onnx/load'
import { readManifest, type Manifest } from '../../../../main/models/onnx/manifest'
import { createSequencer } from '../../../../main/models/onnx/sequence'
import { mustCrop } from '../../../builders/reading'

interface Segment {
  readonly prompt: string
  readonly ids: readonly number[]
  readonly positions: readonly (readonly number[])[]
  readonly written: readonly number[]
  readonly text: string
  readonly logits: readonly number[]
  readonly images: readonly Sampled[]
  readonly regions: readonly (readonly [number, number, number, number])[]
}
interface Sampled {
  readonly grid: readonly number[]
  readonly step: number
  readonly sum: number
  readonly values: readonly number[]
}
interface Trace {
  readonly question: string
  readonly segments: readonly Segment[]
}

const folder = new URL('../../../fixtures/qwen/', import.meta.url).pathname
const traces = JSON.parse(readFileSync(join(folder, 'traces.json'), 'utf8')) as Record<string, Trace>
const cases: readonly { name: string; size: Size; trace: Trace }[] = [
  { name: 'wide', size: { width: 500, height: 333 }, trace: traces['wide'] as Trace },
  { name: 'tall', size: { width: 151, height: 700 }, trace: traces['tall'] as Trace },
]
const paths = { wide: join(folder, 'wide.png'), tall: join(folder, 'tall.png') }

let manifest: Manifest
let text: TextSide
let model: LoadedModel
beforeAll(async () => {
  manifest = await readManifest(join(folder, 'model'))
  text = openText(manifest)
  model = await loadModel(manifest, { runner: 'cpu', chunk: 512 })
})
afterAll(() => model.dispose())

/** What the recorded trace had seen before segment `i`, as our own steps. */
function messagesBefore({ name, size, trace }: (typeof cases)[number], i: number): readonly Message[] {
  const steps = trace.segments.slice(0, i).flatMap((segment, k): Step[] => {
    const common = { author: { type: 'person' } as const, at: 0 }
    const [left, top, right, bottom] = trace.segments[i]?.regions[k] ?? [0, 0, 0, 0]
    const region = box<'image'>(left, top, right, bottom)
    const view = mustCrop(vlmR3, region, { ...size, id: name }, manifest.info.budgets)
    return [
      { ...common, id: `t${k}`, type: 'thought', raw: `${segment.text}\n`, text: segment.text },
      { ...common, id: `o${k}`, type: 'observation', raw: '', look: `t${k}`, view },
    ]
  })
  const view = vlmR3.overview(name, size, manifest.info.budgets)
  return toMessages(vlmR3, { question: trace.question, view, looks: true, steps })
}

describe.each(cases)('the $name picture', (given) => {
  const { name, size, trace } = given

  test('gives the same prompt, tokens and positions, segment by segment', () => {
    const sequence = createSequencer()
    for (const [i, segment] of trace.segments.entries()) {
      const pieces = text.writer.write(messagesBefore(given, i))
      const shown = pieces.map((p) => (p.type === 'text' ? p.text : '<|image_pad|>')).join('')
      expect(shown).toBe(segment.prompt)
      const { keys, positions } = sequence(pieces)
      expect([...keys].map((k) => (k < 0 ? manifest.imageTokenId : k))).toEqual(segment.ids)
      expect([positions.time, positions.height, positions.width].map((p) => [...p])).toEqual(
        segment.positions,
      )
    }
  })

  test('gives the same pixel values for the picture and every crop', async () => {
    const views = messagesBefore(given, trace.segments.length - 1).flatMap((m) =>
      m.parts.flatMap((p) => (p.type === 'image' ? [p.view] : [])),
    )
    const recorded = trace.segments.at(-1)?.images ?? []
    expect(views.length).toBe(3)
    for (const [i, view] of views.entries()) {
      const pixels = await viewPixels(paths[name as 'wide' | 'tall'], view)
      const { values, grid } = toPatches(pixels, manifest.patching)
      const sampled = recorded[i] as Sampled
      expect(grid).toEqual(sampled.grid)
      const ours = values.filter((_, at) => at % sampled.step === 0)
      expect(largestDifference(ours, sampled.values)).toBeLessThanOrEqual(1e-6)
      expect(values.reduce((sum, v) => sum + v, 0)).toBeCloseTo(sampled.sum, 2)
    }
  })

  test('gives the same logits after every crop', async () => {
    for (const [i, segment] of trace.segments.entries()) {
      const top = await firstToken(messagesBefore(given, i), segment.logits.length)
      const wanted = logSoftmax(segment.logits).map((logprob, id) => ({
        logprob,
        text: text.tokenizer.textOf(id),
      }))
      const order = wanted.toSorted((x, y) => y.logprob - x.logprob)
      expect(top.length).toBe(order.length)
      const ours = top.map((t) => t.logprob)
      expect(
        largestDifference(
          ours,
          order.map((t) => t.logprob),
        ),
      ).toBeLessThan(1e-4)
      // By name where a name says which: bytes that are no character all show as the same.
      const named = new Map(top.map((t) => [t.text, t.logprob]))
      const clear = wanted.filter((t) => wanted.filter((o) => o.text === t.text).length === 1)
      expect(clear.length).toBeGreaterThan(200)
      for (const t of clear) expect(Math.abs((named.get(t.text) ?? NaN) - t.logprob)).toBeLessThan(1e-4)
    }
  })

  test.each([true, false])('writes the same trace, token by token (checkpoints %s)', async (reuse) => {
    const info = manifest.info
    let last = 0
    const runnable: Model = {
      info,
      generate: (request, signal) => model.generate(request, paths, signal),
      prompt: () => Promise.reject(new Error('not asked')),
    }
    const events: LoopEvent[] = []
    const view = vlmR3.overview(name, size, info.budgets)
    const settings = defaultSettings
    const asked = { model: runnable, dialect: vlmR3, image: { id: name, size }, view, settings, reuse }
    const loop = { ...asked, question: trace.question, steps: [], newId: () => `s${last++}`, now: () => 0 }
    for await (const event of runLoop(loop, new AbortController().signal)) events.push(event)
    const ids = events.flatMap((e) => (e.type === 'token' ? [e.token.id] : []))
    expect(ids).toEqual(trace.segments.flatMap((s) => s.written))
    expect(events.at(-1)).toEqual({ type: 'ended', reason: 'answered' })
    const looks = events.flatMap((e) => (e.type === 'steps' ? e.steps : [])).filter((s) => s.type === 'look')
    const regions = looks.map(({ region: r }) => [r.left, r.top, r.right, r.bottom])
    expect(regions).toEqual(trace.segments.at(-1)?.regions)
  })
})

/** Every token that may come next, most likely first. */
async function firstToken(messages: readonly Message[], top: number): Promise<NonNullable<Token['top']>> {
  const asked = { messages, stop: [], temperature: 0, seed: 0, maxTokens: 1, top, reuse: false }
  for await (const event of model.generate(asked, paths, new AbortController().signal))
    if (event.type === 'token') return event.token.top ?? []
  return []
}

function logSoftmax(logits: readonly number[]): readonly number[] {
  const most = Math.max(...logits)
  const sum = Math.log(logits.reduce((s, v) => s + Math.exp(v - most), 0)) + most
  return logits.map((v) => v - sum)
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(b).reduce((most, v, i) => Math.max(most, Math.abs(v - (a[i] as number))), 0)
}
