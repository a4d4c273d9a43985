/** A person's question about a picture, looks included, in the VLM-R³ dialect; and how long a loaded model takes to go on. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { performance } from 'node:perf_hooks'
import sharp from 'sharp'
import { vlmR3 } from '../../app/dialects/vlm-r3'
import { box, type Box, type Size } from '../../app/geometry/box'
import type { GenerateEvent, GenerateRequest, ModelMessage, MessagePart } from '../../app/reasoning/model'
import type { Timings } from '../../app/trace/step'
import { toPatches } from '../../main/images/patches'
import { viewPixels } from '../../main/images/view'
import { openText, type LoadedModel } from '../../main/models/onnx/load'
import { createSequencer } from '../../main/models/onnx/sequence'
import type { Manifest } from '../../main/models/onnx/manifest'
import { cropView, requestFor } from '../../app/reading/place'
import type { Given } from './transformers-js'

/** A picture of noise in steps, as large as a page. */
export const picture = {
  path: new URL('../../.cache/bench/page.png', import.meta.url).pathname,
  size: { width: 896, height: 1008 },
} as const

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
export function trace({ manifest, size }: Subject, parts: readonly MessagePart[]): readonly ModelMessage[] {
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
export function lookAt({ manifest, size }: Subject, edges: Edges): readonly MessagePart[] {
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
  messages: readonly ModelMessage[],
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
    // One token at a time: what is read ahead has a benchmark of its own.
    drafts: false,
  }
  return model.generate(request, { page: path }, new AbortController().signal)
}

/** Lets the model go on to the end. */
export async function say(
  model: LoadedModel,
  messages: readonly ModelMessage[],
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

/** The same context as the reference takes it. */
export async function givenOf(
  { manifest, path }: Subject,
  messages: readonly ModelMessage[],
): Promise<Given> {
  const { pieces, keys } = createSequencer()(openText(manifest).writer.write(messages))
  const views = pieces.flatMap((p) => (p.type === 'image' ? [p.view] : []))
  return {
    ids: [...keys].map((key) => (key < 0 ? manifest.imageTokenId : key)),
    images: await Promise.all(
      views.map(async (v) => toPatches(await viewPixels(path, v), manifest.patching)),
    ),
  }
}

/** Draws it, where it is not there. */
export async function drawPicture(): Promise<void> {
  const { path, size } = picture
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true })
  const { width, height } = size
  const data = Buffer.alloc(width * height * 3)
  for (let i = 0; i < data.length; i++) data[i] = (i * 7 + (i >> 9) * 13 + ((i * i) >> 7)) % 256
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path)
}
