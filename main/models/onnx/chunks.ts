/**
 * How much of a context is read in one run of the decoder. Every run costs the output weights, a copy of the cache and a little
 * waiting, so a light model reads far at once; a heavy one in pieces, so that a cancel is heard and memory stays bounded. Depends on
 * the model and the place alone, never on the clock: the same request is computed the same way. Pure.
 */

/** Most tokens in one run where nothing speaks for more or less. */
export const wideChunk = 512

/** No model reads further than this at once. */
const farthest = 2048

/** Weights times tokens that a processor gets through in about a second or two. Bytes times tokens. */
const onceThrough = 2 ** 40

/** Scores of one attention are kept whole on the processor: [heads, new, total] 32-bit floats, so many of them. */
const mostScores = 2 ** 26

/** Most tokens in one run of a decoder with weights of so many bytes on the processor. */
export function chunkOnProcessor(decoderBytes: number): number {
  return Math.min(farthest, Math.max(wideChunk, Math.floor(onceThrough / Math.max(decoderBytes, 1))))
}

/** How many of the `rest` tokens behind `length` read ones come next. `heads`: of the queries. */
export function nextChunk(
  { chunk, heads }: { readonly chunk: number; readonly heads: number },
  length: number,
  rest: number,
): number {
  const wanted = Math.min(chunk, rest)
  if (wanted <= wideChunk) return wanted
  return Math.max(wideChunk, Math.min(wanted, Math.floor(mostScores / (heads * (length + wanted)))))
}
