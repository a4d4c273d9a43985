/** A person's question about a picture, looks included, in the VLM-R³ dialect; and how long a loaded model takes to go on. */
import { performance } from 'node:perf_hooks'
import { vlmR3 } from '../../app/dialects/vlm-r3'
import { box, type Box, type Size } from '../../app/geometry/box'
import type { GenerateEvent, GenerateRequest, Message, Part } from '../../app/reasoning/model'
import type { Timings } from '../../app/trace/step'
import type { LoadedModel } from '../../main/models/onnx/load'
import type { Manifest } from '../../main/models/onnx/manifest'
import { cropView, requestFor } from '../../app/reading/place'

export type Edges = readonly [number, number, number, number]

/** A picture on disk and a model to be asked about it. */
export interface Subject {
  readonly manifest: Manifest
  readonly path: string
  readonly size: Size
}

/** Tokens, when each was there (ms of the clock), and what the model says it took. */
export interface Said {
  readonly ids: readonly number[]
  readonly at: readonly number[]
  readonly timings: Timings
}

/** The question, and an answer that has got as far as these parts. */
export function trace({ manifest, size }: Subject, parts: readonly Part[]): readonly Message[] {
  const view = vlmR3.overview('page', size, manifest.info.budgets)
  const text = vlmR3.ask('What is the total?', true)
  return [
    {
      role: 'user',
      parts: [
        { type: 'image', view },
        { type: 'text', text },
      ],
    },
    { role: 'assistant', parts: [{ type: 'text', text: '<think>Let me look.' }, ...parts] },
  ]
}

/** A request for a region (pixels of the picture) and the crop that answers it. */
export function lookAt({ manifest, size }: Subject, edges: Edges): readonly Part[] {
  const region: Box<'image'> = box(...edges)
  const view = cropView(vlmR3, region, { image: { id: 'page', size }, budgets: manifest.info.budgets })
  if (view === undefined) throw new Error('the region has no pixel')
  const { text } = requestFor(vlmR3, region, {
    image: size,
    frame: vlmR3.overview('page', size, manifest.info.budgets).size,
  })
  return [
    { type: 'text', text: `${text}\n` },
    { type: 'image', view },
  ]
}

/** How far, and whether from what it has read before. */
export interface Wanted {
  readonly tokens: number
  readonly reuse: boolean
}

/** Lets the model go on, greedily. */
export function start(
  model: LoadedModel,
  messages: readonly Message[],
  path: string,
  { tokens, reuse }: Wanted,
): AsyncGenerator<GenerateEvent> {
  const request: GenerateRequest = {
    messages,
    stop: [],
    temperature: 0,
    seed: 0,
    maxTokens: tokens,
    top: 0,
    reuse,
  }
  return model.generate(request, { page: path }, new AbortController().signal)
}

/** Lets the model go on to the end. */
export async function say(
  model: LoadedModel,
  messages: readonly Message[],
  path: string,
  wanted: Wanted,
): Promise<Said> {
  const ids: number[] = []
  const at: number[] = []
  for await (const event of start(model, messages, path, wanted)) {
    if (event.type === 'end') return { ids, at, timings: event.timings }
    if (event.type !== 'token') continue
    ids.push(event.token.id)
    at.push(performance.now())
  }
  throw new Error('the generation did not end')
}

/** Milliseconds per token after the first one. */
export function perToken(at: readonly number[]): number {
  if (at.length < 2) throw new Error('the model ended at once: there is no loop to measure')
  return ((at.at(-1) as number) - (at[0] as number)) / (at.length - 1)
}

/** Median of the ratios of neighbours in time: a machine that is slow for a while is slow for both. */
export function ratio(these: readonly number[], those: readonly number[]): number {
  return median(these.map((ms, i) => ms / (those[i] ?? NaN)))
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}
