/** A prompt as the model counts it: where each piece starts, what each token is keyed by, its positions. Pure. */
import { viewAddress } from '../../../app/addresses'
import type { PromptPiece } from './prompt'
import { lengthOf, positionsOf, type Positions } from './rope'

export interface Sequence {
  readonly pieces: readonly PromptPiece[]
  /** First token of each piece. */
  readonly starts: readonly number[]
  /** One number per token, equal for equal content: its id, or a negative number for an image's tokens. */
  readonly keys: Int32Array
  readonly positions: Positions
}

/** Makes sequences whose keys can be compared with each other. */
export function createSequencer(): (pieces: readonly PromptPiece[]) => Sequence {
  const views = new Map<string, number>()
  const numberOf = (key: string): number => {
    const found = views.get(key)
    if (found !== undefined) return found
    views.set(key, -1 - views.size)
    return -views.size
  }
  return (pieces) => {
    const starts: number[] = []
    const keys: number[] = []
    for (const piece of pieces) {
      starts.push(keys.length)
      if (piece.type === 'text') for (const id of piece.ids) keys.push(id)
      else {
        const key = numberOf(viewAddress(piece.view))
        for (let i = lengthOf(piece); i > 0; i--) keys.push(key)
      }
    }
    const stretches = pieces.map((p) =>
      p.type === 'text' ? { type: 'text' as const, length: p.ids.length } : p,
    )
    return { pieces, starts, keys: Int32Array.from(keys), positions: positionsOf(stretches) }
  }
}

/**
 * What a cache has read of a context and of what was written behind it. The last token written mostly is not read yet: the next segment
 * reads it together with its crop.
 */
export function readBy(
  { length }: { readonly length: number },
  { keys }: Pick<Sequence, 'keys'>,
  written: readonly number[],
): Int32Array {
  return Int32Array.from([...keys, ...written]).subarray(0, length)
}

/** The positions of `count` tokens from `from`, as the decoder takes them. */
export function positionRows({ time, height, width }: Positions, from: number, count: number): BigInt64Array {
  const rows = new BigInt64Array(3 * count)
  for (let i = 0; i < count; i++) {
    rows[i] = BigInt(time[from + i] as number)
    rows[count + i] = BigInt(height[from + i] as number)
    rows[2 * count + i] = BigInt(width[from + i] as number)
  }
  return rows
}
