/** The embeddings of the part of a sequence that is new: rows of tokens and rows of image features, in order. */
import { Failure } from '../../../app/failure'
import type { Embedder } from './decoder'
import { zerosOf, type Floats, type FloatType } from './floats'
import type { Sequence } from './sequence'
import type { Features } from './vision'

/** Where the rows come from and what they look like. */
export interface EmbedsOptions {
  readonly embedder: Embedder
  readonly hidden: number
  readonly type: FloatType
}

/** What the rows stand for: the tokens from `from` on. */
interface NewTokens {
  readonly sequence: Sequence
  readonly from: number
  /** The images, by piece. */
  readonly features: ReadonlyMap<number, Features>
}

/** One row per new token. */
export async function embedsOf(
  { sequence, from, features }: NewTokens,
  { embedder, hidden, type }: EmbedsOptions,
): Promise<Floats> {
  const count = sequence.keys.length - from
  const out = zerosOf(type, count * hidden)
  const fresh = Array.from(sequence.keys.subarray(from)).filter((key) => key >= 0)
  // One run for all texts; images lie between their rows.
  const rows = await embedder.rows(fresh)
  let row = 0
  for (const [i, piece] of sequence.pieces.entries()) {
    const start = sequence.starts[i] as number
    const end = sequence.starts[i + 1] ?? sequence.keys.length
    if (end <= from) continue
    const skipped = Math.max(0, from - start)
    const length = end - start - skipped
    const to = (start + skipped - from) * hidden
    if (piece.type === 'text') {
      out.set(rows.subarray(row * hidden, (row + length) * hidden), to)
      row += length
      continue
    }
    const seen = features.get(i)
    if (seen?.rows !== end - start) {
      throw new Failure(
        'model-failed',
        'The model saw an image in another size than its prompt says.',
        `${seen?.rows ?? 0} rows of features for ${end - start} visual tokens`,
      )
    }
    out.set(seen.data.subarray(skipped * hidden), to)
  }
  return out
}
