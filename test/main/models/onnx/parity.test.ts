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
import type { ModelMessage, Model } from '../../../../app/reasoning/model'
import { defaultSettings } from '../../../../app/trace/project'
import type { Step } from '../../../../app/trace/step'
import { loadModel, openText, type LoadedModel, type TextSide } from '../../../../main/models/onnx/load'
import { readModelManifest, type Manifest } from '../../../../main/models/onnx/manifest'
import { createSequencer } from '../../../../main/models/onnx/sequence'
import { mustCrop } from '../../../builders/reading'
import { expectPixels, logprobError, type Sampled, type Trace } from './recorded'

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
  manifest = await readModelManifest(join(folder, 'model'))
  text = openText(manifest)
  model = await loadModel(manifest, { runner: 'cpu', chunk: 512 })
})
afterAll(() => model.dispose())

/** What the recorded trace had seen before segment `i`, as our own steps. */
function messagesBefore({ name, size, trace }: (typeof cases)[number], i: number): readonly ModelMessage[] {
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
      const sampled = recorded[i] as Sampled
      await expectPixels(paths[name as 'wide' | 'tall'], view, { patching: manifest.patching, sampled })
    }
  })

  test('gives the same logits after every crop', async () => {
    for (const [i, segment] of trace.segments.entries()) {
      const error = await logprobError({ model, text, paths }, messagesBefore(given, i), segment.logits)
      expect(error).toBeLessThan(1e-4)
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
