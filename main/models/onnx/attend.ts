/**
 * What the last tokens of a context were written from: the context is read like any other, its last tokens by a decoder that gives its attention.
 * Nothing is written, and nothing is kept as a checkpoint. Knows no project.
 */
import { formatBytes } from '../../../app/bytes'
import { Failure } from '../../../app/failure'
import type { ContextAttention, NamedHead } from '../../../app/attention/attended'
import type { AttentionDecoder } from './attention'
import { embedsOf } from './embeds'
import { encode } from './generate'
import type { HeldCache, ModelParts, Work } from './parts'
import { readOn, resultOf, type ReadRun } from './read-on'
import { withoutRoom } from './rooms'

/** More than this is not handed over at once. */
const mostBytes = 512 * 2 ** 20

/** What is asked. */
export interface AttendWork extends Pick<Work, 'sequence' | 'paths'> {
  readonly attention: AttentionDecoder
  /** So many tokens from the end; fewer where the context is shorter. */
  readonly last: number
  readonly named: readonly NamedHead[]
  /** The cache of the model lies where the processor can read it. */
  readonly shared: boolean
}

/** The attention of the last tokens. @throws Failure `cancelled` between two runs; `bad-input` where it is too much to be handed over. */
export async function attend(
  parts: ModelParts,
  { attention, sequence, paths, last, named, shared }: AttendWork,
  signal: AbortSignal,
): Promise<ContextAttention> {
  const total = sequence.keys.length
  const from = Math.max(1, total - last)
  const { checkpoints } = parts
  const found = shared ? await checkpoints.find(sequence.keys, from - 1) : undefined
  const reader = shared ? parts.decoder : attention.decoder
  const held: HeldCache = { cache: found?.cache ?? (await reader.empty()) }
  try {
    const first = held.cache.length
    const features = await resultOf(encode(parts, { sequence, paths, from: first, reuse: true }, signal))
    const embeds = await embedsOf({ sequence, from: first, features }, parts)
    const reading = { sequence, features, embeds, first, held }
    for await (const _ of readOn({ ...parts, decoder: reader }, { ...reading, end: from - 1 }, signal)) {
      // Only the cache counts.
    }
    // The other decoder makes longer tensors of these: there must be no room in them.
    if (shared) held.cache = withoutRoom(held.cache)
    const rows = createRows(attention, { from, total })
    const giving = { ...parts, decoder: attention.decoder }
    for await (const run of readOn(giving, { ...reading, end: total - 1 }, signal)) rows.take(run)
    return {
      ...{ from, rows: total - from, total, layers: attention.layers, named },
      ...rows.taken(),
      pieces: sequence.pieces.map((piece) =>
        piece.type === 'text'
          ? { type: 'text', tokens: piece.ids.length }
          : { type: 'image', view: piece.view, width: piece.width, height: piece.height },
      ),
    }
  } finally {
    if (shared) checkpoints.release(held.cache)
  }
}

/** Collects [layers, heads, rows, total] of runs that give [heads, new, read]. */
function createRows(
  attention: AttentionDecoder,
  { from, total }: { readonly from: number; readonly total: number },
) {
  const rows = total - from
  let weights: Float32Array | undefined
  let heads = 0
  const make = (count: number): Float32Array => {
    heads = count
    const size = attention.layers.length * heads * rows * total
    if (size * 4 > mostBytes)
      throw new Failure(
        'bad-input',
        `The attention of ${rows} tokens is ${formatBytes(size * 4)} of numbers. Ask for fewer tokens.`,
      )
    return new Float32Array(size)
  }
  return {
    take: ({ from: start, count }: ReadRun) => {
      for (const place of attention.layers.keys()) {
        const layer = attention.of(place)
        weights ??= make(layer.heads)
        const read = start + count
        for (let head = 0; head < heads; head++)
          for (let i = 0; i < count; i++) {
            // What is read at a place is what the token after it is written from.
            const row = start + i + 1 - from
            const at = (head * count + i) * read
            weights.set(layer.weights.subarray(at, at + read), ((place * heads + head) * rows + row) * total)
          }
      }
    },
    taken: () => ({ heads, weights: weights ?? new Float32Array(0) }),
  }
}
