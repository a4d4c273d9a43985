/**
 * The decode loop: read what is new of a context, then write token by token until a stop text, the end or the limit.
 * Every step leaves a checkpoint, so that going on, and going on differently, computes only what is new.
 */
import { Failure, throwIfCancelled } from '../../../app/failure'
import { given } from '../../../app/given'
import type { GenerateEvent } from '../../../app/reasoning/model'
import { placesIn } from './places'
import type { Logits } from './decoder'
import { embedsOf } from './embeds'
import type { Features } from './vision'
import type { HeldCache, ModelParts, Work } from './parts'
import { readOn } from './read-on'
import { write } from './write'

interface Ready {
  readonly logits: Logits
  readonly encodeMs: number
  readonly prefillMs: number
  readonly cachedTokens: number
}

/** Generates one segment. @throws Failure `cancelled`, `bad-input` when the context is full. */
export async function* generate(
  parts: ModelParts,
  work: Work,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent> {
  const promptTokens = work.sequence.keys.length
  if (promptTokens >= parts.contextTokens) {
    throw new Failure(
      'bad-input',
      `The context is full: ${promptTokens} tokens, and this model holds ${parts.contextTokens}.`,
    )
  }
  const { checkpoints, decoder } = parts
  // The last token is always read again: its logits are what comes next.
  const limit = promptTokens - 1
  const found = work.request.reuse ? await checkpoints.find(work.sequence.keys, limit) : undefined
  const held: HeldCache = { cache: found?.cache ?? (await decoder.empty()) }
  const places = parts.hybrid ? placesIn(work.sequence, held.cache.length, found?.fork) : [promptTokens]
  try {
    const { logits, ...cost } = yield* prefill(parts, { ...work, places, held }, signal)
    yield { type: 'phase', phase: { name: 'decode' } }
    const started = performance.now()
    const { reason, last, ...written } = yield* write(parts, work, { held, logits, signal })
    const decodeMs = performance.now() - started
    yield {
      type: 'end',
      reason,
      timings: { ...cost, decodeMs, promptTokens, ...written },
      ...given({ last }),
    }
  } finally {
    checkpoints.release(held.cache)
  }
}

/** What is read before anything is written: at which places the cache is kept, and the cache. */
interface Prefill extends Work {
  readonly places: readonly number[]
  readonly held: HeldCache
}

/**
 * Reads what no checkpoint has read yet: new views are encoded, then all new tokens run in chunks. At each of `places` the cache is
 * kept; the last is the end.
 */
async function* prefill(
  parts: ModelParts,
  { sequence, request, paths, places, held }: Prefill,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, Ready> {
  const { checkpoints } = parts
  const total = sequence.keys.length
  const cachedTokens = held.cache.length
  const beforeEncode = performance.now()
  const features = yield* encode(parts, { sequence, paths, from: cachedTokens, reuse: request.reuse }, signal)
  const beforePrefill = performance.now()
  const embeds = await embedsOf({ sequence, from: cachedTokens, features }, parts)
  const reading = { sequence, features, embeds, first: cachedTokens, held }
  const read = (done: number) =>
    ({ type: 'phase', phase: { name: 'prefill', done, total: total - cachedTokens } }) as const
  let logits: Logits = () => new Float32Array(0)
  yield read(0)
  for (const place of [...places.filter((p) => p < total), total]) {
    for await (const run of readOn(parts, { ...reading, end: place }, signal)) {
      logits = run.logits
      if (held.cache.length < total) yield read(held.cache.length - cachedTokens)
    }
    // Whose states cannot be cut: at the end they are kept with what is written behind it.
    if (request.reuse && held.cache.length === place && !(parts.hybrid && place === total))
      checkpoints.save(sequence.keys.slice(0, place), held.cache)
  }
  const prefillMs = performance.now() - beforePrefill
  return { logits, encodeMs: beforePrefill - beforeEncode, prefillMs, cachedTokens }
}

/** What is seen: the images of a context, where they lie, and whether what was seen before counts. */
interface Seeing extends Pick<Work, 'sequence' | 'paths'> {
  /** Tokens before this one are cached. */
  readonly from: number
  readonly reuse: boolean
}

/** Features of every image that reaches beyond the cached tokens, by piece. */
export async function* encode(
  { vision }: ModelParts,
  { sequence, paths, from, reuse }: Seeing,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, ReadonlyMap<number, Features>> {
  const features = new Map<number, Features>()
  const missing: number[] = []
  for (const [i, piece] of sequence.pieces.entries()) {
    if (piece.type === 'text' || (sequence.starts[i + 1] ?? sequence.keys.length) <= from) continue
    const kept = reuse ? vision.kept(piece.view) : undefined
    if (kept === undefined) missing.push(i)
    else features.set(i, kept)
  }
  for (const [done, i] of missing.entries()) {
    throwIfCancelled(signal)
    yield { type: 'phase', phase: { name: 'encode', done, total: missing.length } }
    const piece = sequence.pieces[i]
    if (piece?.type !== 'image') continue
    const path = paths[piece.view.image]
    if (path === undefined) throw new Failure('not-found', 'The image of this project no longer exists.')
    features.set(i, await vision.encode(piece.view, path))
  }
  return features
}
