/** A decoder that gives new rows of its cache only: the same scores and the same cache as one that gives all of it, bit for bit. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PbfWriter } from 'pbf'
import { expect, onTestFinished, test } from 'vitest'
import { createDecoder, type Decoder, type StepInput } from '../../../../main/models/onnx/decoder'
import { floatTensor } from '../../../../main/models/onnx/floats'
import {
  graphFields,
  joinedBytes,
  modelFields,
  nodeFields,
  nodeOf,
  rewritten,
} from '../../../../main/models/onnx/graph-bytes'
import { describeDecoder, type DecoderGraph } from '../../../../main/models/onnx/graphs'
import type { KvCache } from '../../../../main/models/onnx/kv'
import { loadModel } from '../../../../main/models/onnx/load'
import { noLease } from '../../../../main/models/onnx/lease'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { withNewRows } from '../../../../main/models/onnx/new-rows'
import { createGraphSession, processor } from '../../../../main/models/onnx/providers'
import { createRooms, withoutRoom } from '../../../../main/models/onnx/rooms'
import { testFolder } from '../../../builders/folder'
import { must } from '../../../builders/must'

const fixture = (name: string) => join(import.meta.dirname, '../../../fixtures', name, 'model')
const decoderPath = (name: string) => join(fixture(name), 'onnx/decoder_model_merged.onnx')
const bytesOf = (name: string) => readFileSync(decoderPath(name))

/** The decoder as it is, and with new rows written into rooms. */
async function bothOf(name: string) {
  const manifest = await readModelManifest(fixture(name))
  const path = decoderPath(name)
  const { model, rows } = must(withNewRows(bytesOf(name)))
  const plain = await createGraphSession(path, 'cpu')
  const changed = await createGraphSession(model, 'cpu', { weights: dirname(path) })
  onTestFinished(async () => void (await Promise.all([plain.release(), changed.release()])))
  const graph = describeDecoder(plain, path, manifest)
  const short = describeDecoder(changed, path, { ...manifest, rows })
  const shape = { type: graph.kvType, heads: graph.kvHeads, size: graph.headDim, count: graph.past.length }
  const rooms = createRooms(shape)
  return {
    graph,
    outputs: changed.outputNames,
    whole: createDecoder(plain, graph),
    rows: createDecoder(changed, short, { lease: noLease, buffers: rooms }),
  }
}

/** Tokens as a step takes them, each with numbers of its own. */
function input({ hidden, deepstack }: DecoderGraph, from: number, count: number): StepInput {
  const data = Float32Array.from({ length: count * hidden }, (_, i) => Math.sin(i * 1.7 + from * 13))
  const row = Array.from({ length: count }, (_, i) => BigInt(from + i))
  const deeper = new Float32Array((deepstack?.count ?? 0) * count * hidden).fill(0.25)
  return {
    embeds: floatTensor('float32', data, [1, count, hidden]),
    count,
    positions: BigInt64Array.from([...row, ...row, ...row]),
    ...(deepstack === undefined ? {} : { deeper }),
  }
}

test.each(['qwen', 'qwen3'])('%s: read in runs and from a fork, as with the whole cache', async (name) => {
  const { graph, whole, rows } = await bothOf(name)
  const kept: { readonly there: KvCache; readonly here: KvCache }[] = [
    { there: await whole.empty(), here: await rows.empty() },
  ]
  const read = async (decoder: Decoder, cache: KvCache, count: number) => {
    const step = await decoder.step(cache, input(graph, cache.length, count))
    return { cache: step.cache, logits: [...step.logits()] }
  }
  // Behind each of the caches so far, so many tokens: the fourth and the last are forks.
  for (const [at, count] of [
    [0, 5],
    [1, 1],
    [2, 1],
    [1, 3],
    [4, 1],
    [3, 140],
    [2, 2],
  ] as const) {
    const { there, here } = must(kept[at])
    const a = await read(whole, there, count)
    const b = await read(rows, here, count)
    expect(b.logits).toEqual(a.logits)
    kept.push({ there: a.cache, here: b.cache })
  }
  // What was read never changed, whoever wrote behind it.
  for (const { there, here } of kept)
    expect(withoutRoom(here).tensors.map((t) => [t.dims, t.data])).toEqual(
      there.tensors.map((t) => [t.dims, t.data]),
    )
})

test('the whole cache is no output any more: nothing of it is copied', async () => {
  const { outputs, graph } = await bothOf('qwen')
  expect(outputs.filter((name) => name.startsWith('present'))).toEqual([])
  expect(outputs).toHaveLength(1 + graph.past.length)
})

test('a graph whose new rows do not stand in its cache as they come is left as it is', () => {
  // Attention that turns keys by their position itself.
  const rotary = new PbfWriter()
  rotary.writeMessage(
    nodeFields.attribute,
    (_: undefined, to: PbfWriter) => {
      to.writeStringField(1, 'do_rotary')
      to.writeVarintField(3, 1)
    },
    undefined,
  )
  const turning = rewritten(bytesOf('qwen'), (field, graph) =>
    field === modelFields.graph
      ? rewritten(graph, (inner, bytes) =>
          inner === graphFields.node && nodeOf(bytes).operator === 'GroupQueryAttention'
            ? joinedBytes(bytes, rotary.finish())
            : undefined,
        )
      : undefined,
  )
  expect(withNewRows(turning)).toBeUndefined()
  // States beside the cache; a cache that is put together by the graph; no cache at all; no graph.
  expect(withNewRows(bytesOf('qwen3.5'))).toBeUndefined()
  const builtIn = join(
    import.meta.dirname,
    '../../../../assets/models/r3-mini/onnx/decoder_model_merged.onnx',
  )
  expect(withNewRows(readFileSync(builtIn))).toBeUndefined()
  expect(withNewRows(readFileSync(join(fixture('qwen'), 'onnx/embed_tokens.onnx')))).toBeUndefined()
  expect(withNewRows(new Uint8Array(0))).toBeUndefined()
})

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf('GroupQueryAttention') + 40)],
  ['no graph', () => Buffer.from('\xff\xff\xff GroupQueryAttention', 'latin1')],
])('a decoder that is %s is refused by its name', async (_, broken) => {
  const folder = join(testFolder(), 'model')
  cpSync(fixture('qwen'), folder, { recursive: true })
  writeFileSync(join(folder, 'onnx/decoder_model_merged.onnx'), broken(bytesOf('qwen')))
  await expect(loadModel(await readModelManifest(folder), processor)).rejects.toMatchObject({
    code: 'model-unavailable',
    message: expect.stringContaining('cannot be loaded') as string,
  })
})
