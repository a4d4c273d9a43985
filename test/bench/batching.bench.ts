/**
 * Whether several cells of an occlusion map read in one run of the decoder cost less each than one after the other, on the processor: the
 * built-in model's graph, with what a cell reads (all behind the overview, or all behind a crop). Taken in turns, the quickest of each.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Row } from './row'

const decoder = new URL('../../assets/models/r3-mini/onnx/decoder_model_merged.onnx', import.meta.url)
  .pathname
const rounds = 25
const together = [4, 8] as const
const width = 192
const heads = 2
const headDim = 32

/** All rows. */
export async function bench(): Promise<Row[]> {
  const session = await InferenceSession.create(decoder)
  const rows: Row[] = []
  for (const [what, past, count] of [
    ['a crop and what was said of it', 170, 65],
    ['the overview and all behind it', 20, 215],
  ] as const) {
    const feeds = new Map([1, ...together].map((batch) => [batch, feedsOf(session, { batch, past, count })]))
    const best = new Map<number, number>()
    for (let round = 0; round < rounds; round++)
      for (const [batch, feed] of feeds) {
        const started = performance.now()
        await session.run(feed)
        best.set(batch, Math.min(best.get(batch) ?? Infinity, performance.now() - started))
      }
    const alone = best.get(1) ?? NaN
    for (const batch of together) {
      const each = (best.get(batch) ?? NaN) / batch
      rows.push({
        name: `${what}: ${batch} cells in one run / one after the other, time of each`,
        value: each / alone,
        unit: '×',
        limit: 0,
        more: true,
        detail: `${each.toFixed(1)} ms and ${alone.toFixed(1)} ms`,
      })
    }
  }
  await session.release()
  return rows
}

interface Shape {
  readonly batch: number
  readonly past: number
  readonly count: number
}

function feedsOf(session: InferenceSession, { batch, past, count }: Shape): Record<string, Tensor> {
  const positions = BigInt64Array.from({ length: 3 * batch * count }, (_, i) => BigInt(past + (i % count)))
  const ones = new BigInt64Array(batch * (past + count)).fill(1n)
  const feeds: Record<string, Tensor> = {
    inputs_embeds: new Tensor('float32', waves(batch * count * width), [batch, count, width]),
    attention_mask: new Tensor('int64', ones, [batch, past + count]),
    position_ids: new Tensor('int64', positions, [3, batch, count]),
  }
  for (const name of session.inputNames.filter((n) => n.startsWith('past_key_values')))
    feeds[name] = new Tensor('float32', waves(batch * heads * past * headDim), [batch, heads, past, headDim])
  return feeds
}

function waves(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i * 0.37) * 0.1)
}
