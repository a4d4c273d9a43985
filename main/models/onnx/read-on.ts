/** A context read on from a cache, run by run. Knows no sampling and no checkpoint. */
import { throwIfCancelled } from '../../../app/failure'
import { given } from '../../../app/given'
import { nextChunk } from './chunks'
import type { Decoder, DecoderStep } from './decoder'
import { deeperRows } from './deepstack'
import { floatTensor, type Floats } from './floats'
import type { HeldCache, ModelParts } from './parts'
import { positionRows, type Sequence } from './sequence'
import type { Features } from './vision'

/** What is read. */
export interface ReadOnInput {
  readonly sequence: Sequence
  /** Images that reach beyond the first token to be read, by piece. */
  readonly features: ReadonlyMap<number, Features>
  /** Rows of embeddings from the token `first` on. */
  readonly embeds: Floats
  readonly first: number
  /** Read up to this token, which is not among them. */
  readonly end: number
  /** How many scores are wanted at the end of a run of `count` tokens behind `from`; absent: one. */
  readonly scored?: (from: number, count: number) => number
}

/** A run that was read: the tokens [from, from + count). */
export interface ReadRun extends DecoderStep {
  readonly from: number
  readonly count: number
}

/** Reads; `held` has the cache of all that was read whenever a run is told. @throws Failure `cancelled` between two runs. */
export async function* readOn(
  parts: Pick<ModelParts, 'chunk' | 'heads' | 'hidden' | 'type' | 'layers'> & { readonly decoder: Decoder },
  { held, ...reading }: ReadOnInput & { readonly held: HeldCache },
  signal: AbortSignal,
): AsyncGenerator<ReadRun> {
  const { hidden, type, layers, decoder } = parts
  const { sequence, features, embeds, first, end, scored } = reading
  while (held.cache.length < end) {
    throwIfCancelled(signal)
    const from = held.cache.length
    const count = nextChunk(parts, from, end - from)
    const rows = embeds.subarray((from - first) * hidden, (from - first + count) * hidden)
    const deeper =
      layers === 0 ? undefined : deeperRows(sequence, features, { from, count, hidden, type, layers })
    const step = await decoder.step(held.cache, {
      embeds: floatTensor(type, rows, [1, count, hidden]),
      count,
      positions: positionRows(sequence.positions, from, count),
      ...given({ deeper, scored: scored?.(from, count) }),
    })
    held.cache = step.cache
    yield { ...step, from, count }
  }
}

/** What a generator comes to, whatever it tells on the way. */
export async function resultOf<T>(work: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const step = await work.next()
    if (step.done === true) return step.value
  }
}
