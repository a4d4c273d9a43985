/** Graphs of other exports by their metadata: 32-bit ids, a width that is only a name. */
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { createEmbedder, createDecoder } from '../../../../main/models/onnx/decoder'
import { describeDecoder, describeEmbed } from '../../../../main/models/onnx/graphs'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { modelFolder } from './support'

type Shape = readonly (number | string)[]
const value = (name: string, type: string, shape: Shape) => ({ name, isTensor: true, type, shape })

/** A session of this metadata that keeps what it is fed. */
function session(inputs: readonly ReturnType<typeof value>[], outputs: readonly ReturnType<typeof value>[]) {
  const fed: Record<string, Tensor>[] = []
  const names = (values: readonly { readonly name: string }[]) => values.map((v) => v.name)
  const fake = {
    inputNames: names(inputs),
    outputNames: names(outputs),
    inputMetadata: inputs,
    outputMetadata: outputs,
    run: (feeds: Record<string, Tensor>) => {
      fed.push(feeds)
      const empty = { data: new Float32Array(8), dims: [1, 1, 8], size: 8 }
      return Promise.resolve(Object.fromEntries(names(outputs).map((name) => [name, empty])))
    },
  }
  return { session: fake as unknown as InferenceSession, fed }
}

const decoderOf = (ids: string, width: number | string, more: readonly ReturnType<typeof value>[] = []) =>
  session(
    [
      ...more,
      value('inputs_embeds', 'float32', ['batch', 'new', width]),
      value('attention_mask', ids, ['batch', 'total']),
      value('position_ids', ids, [3, 'batch', 'new']),
      value('past_key_values.0.key', 'float32', ['batch', 2, 'past', 4]),
    ],
    [value('logits', 'float32', ['batch', 'new', 8]), value('present.0.key', 'float32', [])],
  )

test('ids, masks and positions of 32 bits are fed as such', async () => {
  const manifest = await readModelManifest(modelFolder)
  const { session: decoding, fed } = decoderOf('int32', 8)
  const graph = describeDecoder(decoding, 'decoder.onnx', manifest)
  const decoder = createDecoder(decoding, graph)
  const embeds = session([value('input_ids', 'int32', ['b', 'n'])], [value('inputs_embeds', 'float32', [])])
  const embedder = createEmbedder(embeds.session, describeEmbed(embeds.session, 'embed.onnx'), graph)
  await decoder.step(await decoder.empty(), {
    embeds: await embedder.one(5),
    count: 1,
    positions: BigInt64Array.of(7n, 8n, 9n),
  })
  expect(embeds.fed[0]?.['input_ids']?.data).toEqual(Int32Array.of(5))
  expect(fed[0]?.['position_ids']?.data).toEqual(Int32Array.of(7, 8, 9))
  expect(fed[0]?.['attention_mask']?.type).toBe('int32')
})

test('a width that is only a name is that of the configuration', async () => {
  const manifest = await readModelManifest(modelFolder)
  const { session: decoding } = decoderOf('int64', 'hidden_size')
  expect(describeDecoder(decoding, 'decoder.onnx', { ...manifest, hidden: 96 }).hidden).toBe(96)
})

test('ids that are no whole numbers are refused by name', async () => {
  const manifest = await readModelManifest(modelFolder)
  const { session: decoding } = decoderOf('float32', 8)
  expect(() => describeDecoder(decoding, 'decoder.onnx', manifest)).toThrow(
    'decoder.onnx: “attention_mask” is float32; int64 or int32 is needed',
  )
})

test('a decoder that takes DeepStack features is given zeros of their shape for a token that is written', async () => {
  const manifest = await readModelManifest(modelFolder)
  const deep = [value('deepstack_embeds', 'float32', [3, 'batch', 'new', 8])]
  const { session: decoding, fed } = decoderOf('int64', 8, deep)
  const graph = describeDecoder(decoding, 'decoder.onnx', manifest)
  expect(graph.deepstack).toEqual({ names: ['deepstack_embeds'], count: 3, stacked: true })
  const decoder = createDecoder(decoding, graph)
  const embeds = session([value('input_ids', 'int64', ['b', 'n'])], [value('inputs_embeds', 'float32', [])])
  const embedder = createEmbedder(embeds.session, describeEmbed(embeds.session, 'embed.onnx'), graph)
  const positions = BigInt64Array.of(1n, 1n, 1n)
  await decoder.step(await decoder.empty(), { embeds: await embedder.one(5), count: 1, positions })
  expect(fed[0]?.['deepstack_embeds']?.dims).toEqual([3, 1, 1, 8])
  expect(fed[0]?.['deepstack_embeds']?.data).toEqual(new Float32Array(24))
})

test('embeddings that would place features of images themselves are given none, in every spelling', async () => {
  const names = ['image_features', 'deepstack_features_0', 'deepstack_features_1']
  const apart = names.map((name) => value(name, 'float32', ['tokens', 8]))
  const stacked = value('deepstack_features', 'float16', [3, 'tokens', 8])
  const ids = value('input_ids', 'int64', ['b', 'n'])
  const embeds = session([ids, ...apart, stacked], [value('inputs_embeds', 'float32', [])])
  const manifest = await readModelManifest(modelFolder)
  const graph = describeDecoder(decoderOf('int64', 8).session, 'decoder.onnx', manifest)
  await createEmbedder(embeds.session, describeEmbed(embeds.session, 'embed.onnx'), graph).one(5)
  expect(names.map((name) => embeds.fed[0]?.[name]?.dims)).toEqual(names.map(() => [0, 8]))
  expect(embeds.fed[0]?.['deepstack_features']?.dims).toEqual([3, 0, 8])
})

test('features in another number format than the embeddings are refused by name', async () => {
  const manifest = await readModelManifest(modelFolder)
  const deep = [value('deepstack_features_0', 'float16', ['batch', 'new', 8])]
  expect(() => describeDecoder(decoderOf('int64', 8, deep).session, 'decoder.onnx', manifest)).toThrow(
    'decoder.onnx: “deepstack_features_0” does not have the precision of “inputs_embeds”',
  )
})

/** A hybrid decoder as hubs have it: one layer with states, the convolution's as long as its kernel, and one of attention. */
const hybridOf = (side: number | string) =>
  session(
    [
      value('inputs_embeds', 'float16', ['batch', 'new', 8]),
      value('attention_mask', 'int64', ['batch', 'total']),
      value('position_ids', 'int64', [3, 'batch', 'new']),
      value('past_conv.0', 'float16', ['batch_size', side, 4]),
      value('past_recurrent.0', 'float32', ['batch_size', 2, 3, 5]),
      value('past_key_values.1.key', 'float16', ['batch', 2, 'past', 4]),
      value('past_key_values.1.value', 'float16', ['batch', 2, 'past', 4]),
    ],
    [
      value('logits', 'float16', ['batch', 'new', 8]),
      ...['present_conv.0', 'present_recurrent.0', 'present.1.key', 'present.1.value'].map((name) =>
        value(name, name.includes('recurrent') ? 'float32' : 'float16', []),
      ),
    ],
  )

test('states of a hybrid decoder begin as zeros of their own size and format, behind keys and values of no token', async () => {
  const manifest = await readModelManifest(modelFolder)
  const { session: decoding } = hybridOf(6)
  const graph = describeDecoder(decoding, 'decoder.onnx', manifest)
  expect(graph.past).toEqual([
    'past_key_values.1.key',
    'past_key_values.1.value',
    'past_conv.0',
    'past_recurrent.0',
  ])
  expect(graph.present).toEqual(['present.1.key', 'present.1.value', 'present_conv.0', 'present_recurrent.0'])
  const { tensors } = await createDecoder(decoding, graph).empty()
  expect(tensors.map((t) => [t.type, ...t.dims])).toEqual([
    ['float16', 1, 2, 0, 4],
    ['float16', 1, 2, 0, 4],
    ['float16', 1, 6, 4],
    ['float32', 1, 2, 3, 5],
  ])
  const recurrent = tensors[3]?.data as Float32Array
  expect([recurrent.length, recurrent.every((v) => v === 0)]).toEqual([30, true])
})

test('a state whose size is only a name is refused: nothing says how much to begin with', async () => {
  const manifest = await readModelManifest(modelFolder)
  expect(() => describeDecoder(hybridOf('channels').session, 'decoder.onnx', manifest)).toThrow(
    'decoder.onnx: a side of “past_conv.0” is not given',
  )
})
