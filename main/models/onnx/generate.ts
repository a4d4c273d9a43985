/**
 * The decode loop: read what is new of a context, then write token by token until a stop text, the end or the limit.
 * Every step leaves a checkpoint, so that going on, and going on differently, computes only what is new.
 */
import { Failure, throwIfCancelled } from '../../../app/failure'
import { given } from '../../../app/given'
import type { GenerateEvent, GenerateRequest } from '../../../app/reasoning/model'
import type { ImageId, Token } from '../../../app/trace/step'
import { nextChunk } from './chunks'
import type { Decoder, Embedder } from './decoder'
import { deeperRows } from './deepstack'
import { floatTensor, type FloatType } from './floats'
import type { Checkpoints, KvCache } from './kv'
import { embedsOf } from './embeds'
import { createSampler, type Choice } from './sampler'
import { positionRows, type Sequence } from './sequence'
import { createStopWatch } from './stop'
import type { Tokenizer } from './tokenizer'
import type { Features, Vision } from './vision'

/** A loaded model's working parts. */
export interface Parts {
  readonly tokenizer: Tokenizer
  readonly decoder: Decoder
  readonly embedder: Embedder
  readonly vision: Vision
  readonly checkpoints: Checkpoints
  readonly endTokenIds: readonly number[]
  /** What stands for each visual token where ids are counted. */
  readonly imageTokenId: number
  readonly contextTokens: number
  readonly hidden: number
  readonly type: FloatType
  /** Most tokens read in one run: bounds memory and how long a cancel takes. */
  readonly chunk: number
  /** Heads of the queries. */
  readonly heads: number
  /** DeepStack layers of the decoder; 0: it takes none. */
  readonly layers: number
}

export interface Work {
  readonly request: GenerateRequest
  readonly sequence: Sequence
  readonly paths: Readonly<Record<ImageId, string>>
}

/** The cache of the work under way; whoever ends it, however, releases what is here. */
interface Held {
  cache: KvCache
}

interface Ready {
  readonly logits: Float32Array
  readonly encodeMs: number
  readonly prefillMs: number
  readonly cachedTokens: number
}

interface Written {
  readonly reason: 'stop' | 'eos' | 'length'
  readonly tokens: number
}

/** Generates one segment. @throws Failure `cancelled`, `bad-input` when the context is full. */
export async function* generate(
  parts: Parts,
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
  const held: Held = { cache: found?.cache ?? (await decoder.empty()) }
  try {
    const { logits, ...cost } = yield* prefill(parts, work, held, signal)
    yield { type: 'phase', phase: { name: 'decode' } }
    const started = performance.now()
    const { reason, tokens } = yield* write(parts, work, held, { logits, signal })
    const decodeMs = performance.now() - started
    yield { type: 'end', reason, timings: { ...cost, decodeMs, tokens, promptTokens } }
  } finally {
    checkpoints.release(held.cache)
  }
}

/** Reads what no checkpoint has read yet: new views are encoded, then all new tokens run in chunks. */
async function* prefill(
  parts: Parts,
  { sequence, request, paths }: Work,
  held: Held,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, Ready> {
  const { checkpoints, decoder } = parts
  const total = sequence.keys.length
  const cachedTokens = held.cache.length
  const beforeEncode = performance.now()
  const features = yield* encode(parts, { sequence, request, paths }, cachedTokens, signal)
  const beforePrefill = performance.now()
  const embeds = await embedsOf(sequence, cachedTokens, features, parts)
  let logits: Float32Array = new Float32Array(0)
  while (held.cache.length < total) {
    throwIfCancelled(signal)
    const { length } = held.cache
    const done = length - cachedTokens
    yield { type: 'phase', phase: { name: 'prefill', done, total: total - cachedTokens } }
    const count = nextChunk(parts, length, total - length)
    const rows = embeds.subarray(done * parts.hidden, (done + count) * parts.hidden)
    const { hidden, type, layers } = parts
    const deeper =
      layers === 0 ? undefined : deeperRows(sequence, features, { from: length, count, hidden, type, layers })
    const step = await decoder.step(held.cache, {
      embeds: floatTensor(type, rows, [1, count, hidden]),
      count,
      positions: positionRows(sequence.positions, length, count),
      ...given({ deeper }),
    })
    held.cache = step.cache
    logits = step.logits
  }
  if (request.reuse) checkpoints.save(sequence.keys, held.cache)
  const prefillMs = performance.now() - beforePrefill
  return { logits, encodeMs: beforePrefill - beforeEncode, prefillMs, cachedTokens }
}

/** Features of every image that reaches beyond the cached tokens, by piece. */
async function* encode(
  { vision }: Parts,
  { sequence, request, paths }: Work,
  cached: number,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, ReadonlyMap<number, Features>> {
  const features = new Map<number, Features>()
  const missing: number[] = []
  for (const [i, piece] of sequence.pieces.entries()) {
    if (piece.type === 'text' || (sequence.starts[i + 1] ?? sequence.keys.length) <= cached) continue
    const kept = request.reuse ? vision.kept(piece.view) : undefined
    if (kept === undefined) missing.push(i)
    else features.set(i, kept)
  }
  for (const [done, i] of missing.entries()) {
    throwIfCancelled(signal)
    yield { type: 'phase', phase: { name: 'encode', done, total: missing.length } }
    const piece = sequence.pieces[i]
    if (piece?.type !== 'image') continue
    const path = paths[piece.view.image]
    if (path === undefined) throw new Failure('not-found', 'The image of this project is not there any more.')
    features.set(i, await vision.encode(piece.view, path))
  }
  return features
}

/** Writes tokens. Whatever ends it, what has been read by then is kept as a checkpoint. */
async function* write(
  parts: Parts,
  { request, sequence }: Work,
  held: Held,
  from: { readonly logits: Float32Array; readonly signal: AbortSignal },
): AsyncGenerator<GenerateEvent, Written> {
  const { tokenizer, decoder, embedder } = parts
  const sample = createSampler(request, idsOf(sequence, parts.imageTokenId))
  const decode = tokenizer.decoder()
  const isStop = createStopWatch(request.stop)
  const most = Math.min(request.maxTokens, parts.contextTokens - sequence.keys.length)
  const written: number[] = []
  let { logits } = from
  try {
    for (;;) {
      throwIfCancelled(from.signal)
      const choice = sample(logits)
      if (parts.endTokenIds.includes(choice.id)) return { reason: 'eos', tokens: written.length }
      written.push(choice.id)
      const text = decode(choice.id)
      yield { type: 'token', token: toToken(choice, text, tokenizer) }
      if (isStop(text)) return { reason: 'stop', tokens: written.length }
      if (written.length >= most) return { reason: 'length', tokens: written.length }
      const position = BigInt(sequence.positions.next + written.length - 1)
      const step = await decoder.step(held.cache, {
        embeds: await embedder.one(choice.id),
        count: 1,
        positions: BigInt64Array.of(position, position, position),
      })
      held.cache = step.cache
      logits = step.logits
    }
  } finally {
    // The last token written has not been read yet: the next segment reads it together with its crop.
    const keys = Int32Array.from([...sequence.keys, ...written]).subarray(0, held.cache.length)
    if (request.reuse) parts.checkpoints.save(keys, held.cache)
  }
}

/** The ids of a context as transformers has them: one and the same for all visual tokens. */
function idsOf({ keys }: Sequence, imageTokenId: number): Iterable<number> {
  return keys.map((key) => (key < 0 ? imageTokenId : key))
}

function toToken(choice: Choice, text: string, tokenizer: Tokenizer): Token {
  const { id, logprob, top } = choice
  if (top.length === 0) return { id, text, logprob }
  return { id, text, logprob, top: top.map((t) => ({ text: tokenizer.textOf(t.id), logprob: t.logprob })) }
}
