/** The least an answer can cost: bare session calls with tensors made ready beforehand. Measured against, never shipped. */
import { performance } from 'node:perf_hooks'
import { Tensor, type InferenceSession } from 'onnxruntime-node'
import type { ModelMessage } from '../../app/reasoning/model'
import { toPatches, type Patches } from '../../main/images/patches'
import { viewPixels } from '../../main/images/view'
import { createDecoder, createEmbedder } from '../../main/models/onnx/decoder'
import { floatTensor } from '../../main/models/onnx/floats'
import { describeDecoder, describeEmbed, type DecoderGraph } from '../../main/models/onnx/graphs'
import { cutCache, type KvCache } from '../../main/models/onnx/kv'
import { tinyModelBytes } from '../../main/models/onnx/load'
import type { Manifest } from '../../main/models/onnx/manifest'
import { createPromptWriter } from '../../main/models/onnx/prompt'
import { createGraphSession } from '../../main/models/onnx/providers'
import { createRooms } from '../../main/models/onnx/rooms'
import { createSequencer, positionRows, type Sequence } from '../../main/models/onnx/sequence'
import { createTokenizer } from '../../main/models/onnx/tokenizer'

export interface Floor {
  /** Milliseconds for what `after` has more than `before`: one crop encoded, the new tokens read. */
  readonly firstToken: (before: readonly ModelMessage[], after: readonly ModelMessage[]) => Promise<number>
  /** Makes everything ready to feed these tokens behind the messages, again and again. */
  readonly decode: (messages: readonly ModelMessage[], ids: readonly number[]) => Promise<BareLoops>
  readonly close: () => Promise<void>
}

/** A loop of nothing but `session.run`, from its beginning: milliseconds of a token with each call. */
export type BareLoop = () => () => Promise<number>

/** The cache comes back longer from every run, or is written in place, as the engine does it where it can. */
export interface BareLoops {
  readonly growing: BareLoop
  readonly inPlace: BareLoop
}

type Feeds = Record<string, Tensor>

/** Opens its own sessions, as the engine does. */
export async function openFloor(manifest: Manifest, picture: string): Promise<Floor> {
  const tokenizer = createTokenizer(manifest.tokenizer, manifest.tokenizerConfig)
  const cell = manifest.patching.patchSize * manifest.patching.mergeSize
  const imageToken = tokenizer.textOf(manifest.imageTokenId)
  const writer = createPromptWriter({ tokenizer, template: manifest.chatTemplate, imageToken, cell })
  const toSequence = createSequencer()
  const sessions = {
    embed: await createGraphSession(manifest.graphs.embed, 'cpu'),
    vision: await createGraphSession(manifest.graphs.vision, 'cpu'),
    decoder: await createGraphSession(manifest.graphs.decoder, 'cpu', {
      small: manifest.info.bytes < tinyModelBytes,
    }),
  }
  const graph = describeDecoder(sessions.decoder, manifest.graphs.decoder, manifest)
  const decoder = createDecoder(sessions.decoder, graph)
  const embedder = createEmbedder(sessions.embed, describeEmbed(sessions.embed, manifest.graphs.embed), graph)

  const patchesOf = async (sequence: Sequence, from: number): Promise<readonly Patches[]> => {
    const views = sequence.pieces.flatMap((p, i) =>
      p.type === 'image' && (sequence.starts[i] as number) >= from ? [p.view] : [],
    )
    return Promise.all(views.map(async (v) => toPatches(await viewPixels(picture, v), manifest.patching)))
  }
  const visionFeeds = (p: Patches): Feeds => ({
    pixel_values: new Tensor('float32', p.values, [p.rows, p.columns]),
    image_grid_thw: new Tensor('int64', BigInt64Array.from(p.grid, BigInt), [1, 3]),
  })
  /** Everything the decoder is fed for the tokens from `from` on, with content that costs the same as the real one. */
  const decoderFeeds = (sequence: Sequence, from: number, cache: KvCache): Feeds => {
    const count = sequence.keys.length - from
    const feeds: Feeds = {
      inputs_embeds: floatTensor(graph.type, new Float32Array(count * graph.hidden).fill(0.1), [
        1,
        count,
        graph.hidden,
      ]),
      attention_mask: new Tensor('int64', new BigInt64Array(sequence.keys.length).fill(1n), [
        1,
        sequence.keys.length,
      ]),
      position_ids: new Tensor('int64', positionRows(sequence.positions, from, count), [3, 1, count]),
    }
    graph.past.forEach((name, i) => (feeds[name] = cache.tensors[i] as Tensor))
    return { ...feeds, ...keptLogits(graph) }
  }
  /** A cache of the right length; what stands in it costs nothing more or less. */
  const cacheOf = async (sequence: Sequence): Promise<KvCache> => {
    const out = await sessions.decoder.run(decoderFeeds(sequence, 0, await decoder.empty()))
    return { length: sequence.keys.length, tensors: graph.present.map((name) => out[name] as Tensor) }
  }

  return {
    firstToken: async (before, after) => {
      const old = toSequence(writer.write(before))
      const next = toSequence(writer.write(after))
      const from = old.keys.length
      const crops = (await patchesOf(next, from)).map(visionFeeds)
      const feeds = decoderFeeds(next, from, cutCache(await cacheOf(old), from))
      const ids = [...next.keys.subarray(from)].filter((key) => key >= 0)
      const tokens = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length])
      const started = performance.now()
      for (const crop of crops) await sessions.vision.run(crop)
      await sessions.embed.run({ input_ids: tokens })
      await sessions.decoder.run(feeds)
      return performance.now() - started
    },
    decode: async (messages, ids) => {
      const sequence = toSequence(writer.write(messages))
      const length = sequence.keys.length
      const steps: Feeds[] = []
      for (const [i, id] of ids.slice(0, -1).entries()) {
        const position = BigInt(sequence.positions.next + i)
        steps.push({
          inputs_embeds: await embedder.one(id),
          attention_mask: new Tensor('int64', new BigInt64Array(length + i + 1).fill(1n), [
            1,
            length + i + 1,
          ]),
          position_ids: new Tensor('int64', BigInt64Array.of(position, position, position), [3, 1, 1]),
          ...keptLogits(graph),
        })
      }
      const cache = await cacheOf(sequence)
      const { kvType: type, kvHeads: heads, headDim: size } = graph
      const rooms = createRooms({ type, heads, size, count: graph.past.length })
      const room = await rooms.grow(cache, length + steps.length)
      return {
        growing: bareLoop(sessions.decoder, steps, graph, { tensors: cache.tensors, inPlace: false }),
        inPlace: bareLoop(sessions.decoder, steps, graph, { tensors: room.tensors, inPlace: true }),
      }
    },
    close: async () => {
      await Promise.all(Object.values(sessions).map((s) => s.release()))
    },
  }
}

/** Scores after the last token only, where the graph can be asked for that. */
function keptLogits({ keepLogits }: DecoderGraph): Feeds {
  return keepLogits === undefined
    ? {}
    : { [keepLogits.name]: new Tensor('int64', BigInt64Array.of(1n), keepLogits.dims) }
}

function bareLoop(
  session: InferenceSession,
  steps: readonly Feeds[],
  { past, present }: DecoderGraph,
  { tensors: first, inPlace }: { readonly tensors: readonly Tensor[]; readonly inPlace: boolean },
): BareLoop {
  const fetches = Object.fromEntries(
    session.outputNames.map((name) => [name, first[present.indexOf(name)] ?? null]),
  )
  return () => {
    let tensors = first
    let done = 0
    const feeds: Feeds = {}
    return async () => {
      const step = steps[done++]
      if (step === undefined) throw new Error('the bare loop has no more tokens')
      const started = performance.now()
      Object.assign(feeds, step)
      past.forEach((name, i) => (feeds[name] = tensors[i] as Tensor))
      if (inPlace) await session.run(feeds, fetches)
      else {
        const out = await session.run(feeds)
        tensors = present.map((name) => out[name] as Tensor)
      }
      return performance.now() - started
    }
  }
}

/** One raw run of the decoder over so many tokens at once, on the runtime's own defaults. Milliseconds. */
export async function rawPrefill(
  manifest: Manifest,
  count: number,
): Promise<{ readonly run: () => Promise<number>; readonly close: () => Promise<void> }> {
  const session = await createGraphSession(manifest.graphs.decoder, 'cpu', { small: false })
  const graph = describeDecoder(session, manifest.graphs.decoder, manifest)
  const { tensors } = await createDecoder(session, graph).empty()
  const rows = new Float32Array(count * graph.hidden).fill(0.1)
  const row = BigInt64Array.from({ length: count }, (_, i) => BigInt(i))
  const feeds: Feeds = {
    inputs_embeds: floatTensor(graph.type, rows, [1, count, graph.hidden]),
    attention_mask: new Tensor('int64', new BigInt64Array(count).fill(1n), [1, count]),
    position_ids: new Tensor('int64', BigInt64Array.of(...row, ...row, ...row), [3, 1, count]),
  }
  Object.assign(feeds, keptLogits(graph))
  graph.past.forEach((name, i) => (feeds[name] = tensors[i] as Tensor))
  return {
    run: async () => {
      const started = performance.now()
      await session.run(feeds)
      return performance.now() - started
    },
    close: () => session.release(),
  }
}
