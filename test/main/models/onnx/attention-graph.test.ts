/** The attention that a decoder’s own graph is made to give: transformers’ eager attention, and the same scores as without. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { withAttention } from '../../../../main/models/onnx/attention-graph'
import { must } from '../../../builders/must'

interface Golden {
  readonly embeds: readonly (readonly number[])[]
  readonly positions: readonly (readonly number[])[]
  /** By layer, head, token and token. */
  readonly attention: readonly (readonly (readonly (readonly number[])[])[])[]
  readonly logits: readonly number[]
}

const folder = (name: string) => join(import.meta.dirname, '../../../fixtures', name)

async function opened(path: string, model: Uint8Array): Promise<InferenceSession> {
  const session = { model_external_initializers_file_folder_path: dirname(path) }
  return InferenceSession.create(model, { logSeverityLevel: 3, extra: { session } })
}

/** Everything a decoder takes for these tokens, with nothing before them. */
function feedsFor(session: InferenceSession, embeds: Float32Array, positions: BigInt64Array) {
  const count = positions.length / 3
  const feeds: Record<string, Tensor> = {}
  for (const value of session.inputMetadata) {
    if (!value.isTensor) continue
    const size = (i: number) => Number(value.shape[i])
    if (value.name === 'inputs_embeds') feeds[value.name] = new Tensor('float32', embeds, [1, count, size(2)])
    else if (value.name === 'attention_mask')
      feeds[value.name] = new Tensor('int64', new BigInt64Array(count).fill(1n), [1, count])
    else if (value.name === 'position_ids') feeds[value.name] = new Tensor('int64', positions, [3, 1, count])
    else if (value.name === 'num_logits_to_keep')
      feeds[value.name] = new Tensor('int64', BigInt64Array.of(1n), [])
    else if (value.name === 'deepstack_embeds') {
      const dims = [size(0), 1, count, size(3)]
      feeds[value.name] = new Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b)), dims)
    } else feeds[value.name] = new Tensor('float32', [], [1, size(1), 0, size(3)])
  }
  return feeds
}

test.each(['qwen', 'qwen3'])('%s: attention as transformers’, scores as without it', async (name) => {
  const golden = JSON.parse(readFileSync(join(folder(name), 'attention.json'), 'utf8')) as Golden
  const path = join(folder(name), 'model/onnx/decoder_model_merged.onnx')
  const plain = readFileSync(path)
  const { model, outputs } = must(withAttention(plain))
  expect(outputs.map((o) => o.layer)).toEqual(golden.attention.map((_, i) => i))
  const embeds = Float32Array.from(golden.embeds.flat())
  const positions = BigInt64Array.from(golden.positions.flat(), BigInt)
  const session = await opened(path, model)
  const out = await session.run(feedsFor(session, embeds, positions))
  for (const { name: output, layer } of outputs) {
    const { dims, data } = must(out[output])
    const [heads, rows] = [must(golden.attention[layer]), golden.embeds.length]
    expect(dims).toEqual([1, heads.length, rows, rows])
    const most = Math.max(...heads.flat(2).map((v, i) => Math.abs(v - Number(data[i]))))
    expect(most, `layer ${layer}`).toBeLessThan(1e-4)
  }
  const other = await opened(path, plain)
  const same = must((await other.run(feedsFor(other, embeds, positions)))['logits']).data as Float32Array
  const logits = must(out['logits']).data as Float32Array
  expect(Math.max(...logits.map((v, i) => Math.abs(v - must(same[i]))))).toBeLessThan(1e-5)
  expect(Math.max(...logits.map((v, i) => Math.abs(v - must(golden.logits[i]))))).toBeLessThan(1e-4)
})

test('the built-in model gives its attention by layers, in groups; each row is a share of all', async () => {
  const path = join(import.meta.dirname, '../../../../assets/models/r3-mini/onnx/decoder_model_merged.onnx')
  const { model, outputs } = must(withAttention(readFileSync(path)))
  expect(outputs.map((o) => o.layer)).toEqual([0, 1, 2, 3, 4, 5])
  const session = await opened(path, model)
  const embeds = Float32Array.from({ length: 7 * 192 }, (_, i) => Math.sin(i))
  const positions = BigInt64Array.from({ length: 21 }, (_, i) => BigInt(i % 7))
  const out = await session.run(feedsFor(session, embeds, positions))
  for (const { name } of outputs) {
    const { dims, data } = must(out[name])
    expect(dims).toEqual([1, 2, 3, 7, 7])
    const values = data as Float32Array
    for (let row = 0; row < values.length; row += 7)
      expect(values.subarray(row, row + 7).reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 5)
  }
})

test('a graph without attention that is known, or bytes that are no graph, give none', () => {
  const vision = readFileSync(join(folder('qwen'), 'model/onnx/embed_tokens.onnx'))
  expect(withAttention(vision)).toBeUndefined()
  expect(withAttention(new Uint8Array(0))).toBeUndefined()
})
