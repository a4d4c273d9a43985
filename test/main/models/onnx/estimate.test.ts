/** What a model is said to need, and what becomes of it. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { estimateOf, judge, thisMachine } from '../../../../main/models/onnx/estimate'
import { readModelManifest } from '../../../../main/models/onnx/manifest'

const folder = new URL('../../../fixtures/qwen/model', import.meta.url).pathname
const gb = 1e9

test('counts the graphs with the weights beside them, and the cache of a context', async () => {
  const manifest = await readModelManifest(folder)
  const { weights, cache } = await estimateOf({ ...manifest, kvHeads: 2, headDim: 16, layers: 2 }, 'cpu')
  const names = ['embed_tokens', 'vision_encoder', 'decoder_model_merged'].flatMap((n) => [
    `${n}.onnx`,
    `${n}.onnx_data`,
  ])
  const sizes = await Promise.all(names.map(async (n) => (await stat(join(folder, 'onnx', n))).size))
  expect(weights).toBe(sizes.reduce((a, b) => a + b, 0))
  expect(cache).toBe(2 * 2 * 2 * 16 * 4 * Math.min(8192, manifest.contextTokens))
})

test('the cache of Qwen2.5-VL-3B in 16 bits is what others measured: 37 kB per token', async () => {
  const manifest = await readModelManifest(folder)
  const graphs = { ...manifest.graphs, decoder: join(folder, 'onnx/decoder_model_merged_fp16.onnx') }
  const size = { layers: 36, kvHeads: 2, headDim: 128, contextTokens: 32768 }
  const { cache } = await estimateOf({ ...manifest, ...size, graphs }, 'webgpu')
  expect(cache / 8192).toBeCloseTo(36_864, 0)
})

test('a configuration that leaves the size of a head to be worked out is counted all the same', async () => {
  // As Qwen/Qwen2.5-VL-3B-Instruct has it: heads and width, no head_dim.
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
    text_config: { head_dim?: number; hidden_size: number; num_attention_heads: number }
  }
  expect(config.text_config.head_dim).toBeUndefined()
  const manifest = await readModelManifest(folder)
  expect(manifest.headDim).toBe(config.text_config.hidden_size / config.text_config.num_attention_heads)
  expect((await estimateOf(manifest, 'cpu')).cache).toBeGreaterThan(0)
})

test('16-bit weights take twice their size on the processor, 4-bit ones do not', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'relook-estimate-'))
  const write = async (suffix: string) => {
    const path = (name: string) => join(copy, `${name}${suffix}.onnx`)
    const names = { embed: 'embed_tokens', vision: 'vision_encoder', decoder: 'decoder_model_merged' }
    for (const name of Object.values(names)) await writeFile(path(name), Buffer.alloc(1000))
    const manifest = await readModelManifest(folder)
    const graphs = { embed: path(names.embed), vision: path(names.vision), decoder: path(names.decoder) }
    return { ...manifest, graphs }
  }
  const [half, four] = [await write('_fp16'), await write('_q4f16')]
  expect([(await estimateOf(half, 'cpu')).weights, (await estimateOf(half, 'webgpu')).weights]).toEqual([
    6000, 3000,
  ])
  expect([(await estimateOf(four, 'cpu')).weights, (await estimateOf(four, 'webgpu')).weights]).toEqual([
    4000, 3000,
  ])
  await rm(copy, { recursive: true })
})

test('refuses what cannot fit, warns of what is tight, and says nothing where there is room', () => {
  const machine = { total: 16 * gb, available: 8 * gb }
  expect(() => judge('Big', { weights: 20 * gb, cache: 0, work: 0 }, machine)).toThrow(
    'Big needs about 20.0 GB for its weights; this machine has 16.0 GB. Choose a lower precision (q4)',
  )
  expect(judge('Tight', { weights: 7 * gb, cache: gb, work: gb / 2 }, machine)).toBe(
    'Tight may need about 8.5 GB (weights 7.0 GB, cache 1.0 GB, images 500 MB); 8.0 GB are free.',
  )
  expect(judge('Small', { weights: gb, cache: 0, work: 0 }, machine)).toBeUndefined()
})

test('knows this machine', async () => {
  const { total, available } = await thisMachine()
  expect(available).toBeGreaterThan(0)
  expect(available).toBeLessThanOrEqual(total)
})
