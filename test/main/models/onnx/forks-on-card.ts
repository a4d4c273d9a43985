/** Hundreds of forks of a tiny model's cache on a graphics card, and what is left of them there. */
import { InferenceSession } from 'onnxruntime-node'
import { expect } from 'vitest'
import { createBudget } from '../../../../main/models/onnx/budget'
import { createDecoder, createEmbedder } from '../../../../main/models/onnx/decoder'
import { floatTensor } from '../../../../main/models/onnx/floats'
import { describeDecoder, describeEmbed } from '../../../../main/models/onnx/graphs'
import { keptOutputs, openKeeping, type Strategy } from '../../../../main/models/onnx/keeping'
import type { Manifest } from '../../../../main/models/onnx/manifest'
import { createGraphSession } from '../../../../main/models/onnx/providers'

/** Tokens of a sequence. */
const length = 15

/** 100 forks to warm up, then 500: memory stays flat, and when all is let go of no tensor is left. */
export async function expectFlat(manifest: Manifest, keeping: Strategy): Promise<void> {
  const { graphs } = manifest
  const stays = keeping === 'growing' ? keptOutputs(manifest) : undefined
  const session = await createGraphSession(graphs.decoder, 'webgpu', { stays })
  const embedding = await InferenceSession.create(graphs.embed)
  const graph = describeDecoder(session, graphs.decoder, manifest)
  const embedder = createEmbedder(embedding, describeEmbed(embedding, graphs.embed), graph)
  const kept = await openKeeping(keeping, graph, createBudget(2 ** 20))
  const decoder = createDecoder(session, graph, kept.keeping)
  /** How many tokens were found read. */
  let reused = 0
  const fork = async (i: number) => {
    // Every cycle leaves the one before at another token, and reads three tokens of its own.
    const at = 1 + (i % 11)
    const keys = Int32Array.from({ length }, (_, k) => (k < at ? k : 100 + ((i * 7 + k) % 250)))
    const found = await kept.checkpoints.find(keys, length - 1)
    let cache = found?.cache ?? (await decoder.empty())
    reused += cache.length
    // Where a state cannot be cut, the place where others left is kept on the way.
    const ends = [...(found?.fork === undefined ? [] : [found.fork]), length]
    for (const end of ends) {
      const from = cache.length
      const count = end - from
      const rows = await embedder.rows([...keys.subarray(from, end)])
      const positions = BigInt64Array.from({ length: 3 * count }, (_, k) => BigInt(from + (k % count)))
      const embeds = floatTensor(graph.type, rows, [1, count, graph.hidden])
      cache = (await decoder.step(cache, { embeds, count, positions })).cache
      kept.checkpoints.save(keys.slice(0, end), cache)
    }
    kept.checkpoints.release(cache)
  }
  for (let i = 0; i < 100; i++) await fork(i)
  const before = process.memoryUsage().rss
  const held = kept.keeping.lease.held()
  const bytes = kept.checkpoints.bytes()
  for (let i = 100; i < 600; i++) await fork(i)
  expect(process.memoryUsage().rss - before).toBeLessThan(48 * 2 ** 20)
  expect(kept.checkpoints.bytes()).toBeLessThanOrEqual(Math.max(bytes, 2 ** 20))
  if (keeping === 'growing') expect(kept.keeping.lease.held()).toBeLessThanOrEqual(held + 40)
  expect(reused).toBeGreaterThan(600)
  kept.checkpoints.clear()
  expect([kept.keeping.lease.held(), kept.checkpoints.bytes()]).toEqual([0, 0])
  await kept.release()
  await session.release()
  await embedding.release()
}
