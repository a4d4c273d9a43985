/**
 * What a loaded graph takes and gives, discovered from its own metadata, so that any export of a known family runs.
 * An input nobody knows is an error that names file and input, before anything is run.
 */
import { basename } from 'node:path'
import type { InferenceSession } from 'onnxruntime-node'
import { given } from '../../../app/given'
import { Failure } from '../../../app/failure'
import { deepstackIn, type Deepstack } from './deepstack'
import type { FloatType, IntType } from './floats'
import type { Manifest } from './manifest'
import { presentOf } from './new-rows'
import { statesIn, type LayerState } from './states'

export interface EmbedGraph {
  readonly input: string
  readonly inputType: IntType
  readonly output: string
  readonly type: FloatType
  /**
   * onnxruntime-genai and mobius put image features in here; we put them in ourselves, and give it none. `layers`: of a tensor of
   * several layers' features.
   */
  readonly features: readonly { readonly name: string; readonly type: FloatType; readonly layers?: number }[]
}

export interface VisionGraph {
  /** The input for what is seen. */
  readonly pixels: string
  /** Whether that is cells of text, which the eyes beside the graph fill, and not patches of pixels. */
  readonly cells: boolean
  readonly grid: string
  readonly gridType: IntType
  readonly pixelType: FloatType
  readonly output: string
  readonly type: FloatType
  readonly deepstack?: Deepstack
}

export interface DecoderGraph {
  readonly hidden: number
  readonly type: FloatType
  readonly kvType: FloatType
  readonly kvHeads: number
  readonly headDim: number
  /** KV inputs, then states, and the outputs that follow them, pairwise. */
  readonly past: readonly string[]
  readonly present: readonly string[]
  /** In place of `present`, pairwise with `past`: outputs with the rows of what was just read, [1, new, heads * size]. */
  readonly rows?: readonly string[]
  /** Of a hybrid decoder; empty: its cache can be cut at every token. */
  readonly states: readonly LayerState[]
  /** Asks for the last row of logits only, where the export can. */
  readonly keepLogits?: { readonly name: string; readonly type: IntType; readonly dims: readonly number[] }
  readonly maskType: IntType
  readonly positionType: IntType
  readonly cacheFlag: boolean
  readonly vocabulary: number
  readonly deepstack?: Deepstack
}

type Value = InferenceSession.TensorValueMetadata

/** The graph that turns tokens into embeddings. */
export function describeEmbed(session: InferenceSession, path: string): EmbedGraph {
  const graph = open(session, path)
  const images = session.inputNames.filter((name) => /^(image|deepstack)_features(_\d+)?$/.test(name))
  graph.onlyInputs(['input_ids', ...images])
  const output = graph.output('inputs_embeds')
  const type = graph.float(output)
  const features = images.map((name) => {
    const value = graph.input(name)
    const layers = value.shape.length === 3 ? graph.number(value.shape[0], undefined, `“${name}”`) : undefined
    return { name, type: graph.float(value), ...given({ layers }) }
  })
  return {
    input: 'input_ids',
    inputType: graph.int(graph.input('input_ids')),
    output: 'inputs_embeds',
    type,
    features,
  }
}

/**
 * The graph that turns patches into visual tokens. Qwen2-VL exports say `grid_thw`, later ones `image_grid_thw`; one made here for
 * eyes for text takes `cells`.
 */
export function describeVision(session: InferenceSession, path: string): VisionGraph {
  const graph = open(session, path)
  graph.onlyInputs(['pixel_values', 'cells', 'image_grid_thw', 'grid_thw'])
  const cells = graph.has('cells')
  const pixels = graph.input(cells ? 'cells' : 'pixel_values')
  const grid = graph.has('image_grid_thw') ? 'image_grid_thw' : 'grid_thw'
  const output = graph.output(graph.gives('image_features') ? 'image_features' : graph.firstOutput())
  const deepstack = deepstackIn(session.outputNames, 'deepstack_features', (name) =>
    graph.number(graph.output(name).shape[0], undefined, 'the number of DeepStack layers'),
  )
  return {
    pixels: pixels.name,
    cells,
    grid,
    gridType: graph.int(graph.input(grid)),
    pixelType: graph.float(pixels),
    output: output.name,
    type: graph.float(output),
    ...given({ deepstack }),
  }
}

/** The graph that turns embeddings and a KV cache into logits and a longer cache, or into new rows of it (by the names of its inputs). */
export function describeDecoder(
  session: InferenceSession,
  path: string,
  manifest: Manifest & { readonly rows?: ReadonlyMap<string, string> | undefined },
): DecoderGraph {
  const graph = open(session, path)
  const past = session.inputNames.filter((name) => /^past_key_values\.\d+\.(key|value)$/.test(name))
  const fixed = ['inputs_embeds', 'attention_mask', 'position_ids', 'num_logits_to_keep', 'use_cache_branch']
  const deepstack = deepstackIn(session.inputNames, 'deepstack_embeds', (name) =>
    graph.number(graph.input(name).shape[0], undefined, 'the number of DeepStack layers'),
  )
  const states = statesIn(session.inputNames, (name) => {
    const { shape, ...value } = graph.input(name)
    const sizes = shape.slice(1).map((size) => graph.number(size, undefined, `a side of “${name}”`))
    return { type: graph.float({ ...value, shape }), dims: [1, ...sizes] }
  })
  graph.onlyInputs([...fixed, ...past, ...states.map((s) => s.past), ...(deepstack?.names ?? [])])
  const embeds = graph.input('inputs_embeds')
  const other = deepstack?.names.find((name) => graph.float(graph.input(name)) !== graph.float(embeds))
  if (other !== undefined) throw graph.wrong(`“${other}” does not have the precision of “inputs_embeds”`)
  const first = past[0]
  if (first === undefined) throw graph.wrong('there is no input “past_key_values.0.key”')
  const rows = manifest.rows && past.map((name) => graph.output(manifest.rows?.get(name) ?? name).name)
  const present = rows === undefined ? past.map((name) => graph.output(presentOf(name)).name) : []
  const left = states.map((state) => graph.output(state.present).name)
  const kv = graph.input(first)
  const keep = graph.has('num_logits_to_keep') ? graph.input('num_logits_to_keep') : undefined
  return {
    hidden: graph.number(embeds.shape[2], manifest.hidden, 'the width of “inputs_embeds”'),
    maskType: graph.int(graph.input('attention_mask')),
    positionType: graph.int(graph.input('position_ids')),
    type: graph.float(embeds),
    kvType: graph.float(kv),
    kvHeads: graph.number(kv.shape[1], manifest.kvHeads, 'the number of KV heads'),
    headDim: graph.number(kv.shape[3], manifest.headDim, 'the size of a KV head'),
    past: [...past, ...states.map((s) => s.past)],
    present: [...present, ...left],
    states,
    ...given({
      deepstack,
      rows,
      keepLogits:
        keep === undefined
          ? undefined
          : { name: keep.name, type: graph.int(keep), dims: keep.shape.map(() => 1) },
    }),
    cacheFlag: graph.has('use_cache_branch'),
    vocabulary: Number(graph.output('logits').shape.at(-1)) || 0,
  }
}

/** Metadata by name, with errors that say which file. */
function open(session: InferenceSession, path: string) {
  const file = basename(path)
  const inputs = byName(session.inputMetadata)
  const outputs = byName(session.outputMetadata)
  const wrong = (what: string) => new Failure('model-unavailable', `${file}: ${what}.`)
  const find = (side: string, values: ReadonlyMap<string, Value>, name: string): Value => {
    const value = values.get(name)
    if (value === undefined) throw wrong(`there is no ${side} “${name}”`)
    return value
  }
  return {
    wrong,
    has: (name: string) => inputs.has(name),
    gives: (name: string) => outputs.has(name),
    firstOutput: () => session.outputNames[0] ?? 'image_features',
    input: (name: string) => find('input', inputs, name),
    output: (name: string) => find('output', outputs, name),
    onlyInputs: (known: readonly string[]) => {
      const strange = session.inputNames.find((name) => !known.includes(name))
      if (strange !== undefined) throw wrong(`the input “${strange}” is not known`)
    },
    float: (value: Value): FloatType => {
      if (value.type === 'float32' || value.type === 'float16') return value.type
      throw wrong(`“${value.name}” is ${value.type}; float32 or float16 is needed`)
    },
    int: (value: Value): IntType => {
      if (value.type === 'int64' || value.type === 'int32') return value.type
      throw wrong(`“${value.name}” is ${value.type}; int64 or int32 is needed`)
    },
    number: (dim: number | string | undefined, fallback: number | undefined, what: string): number => {
      const value = typeof dim === 'number' ? dim : fallback
      if (value === undefined) throw wrong(`${what} is not given`)
      return value
    },
  }
}

function byName(values: readonly InferenceSession.ValueMetadata[]): ReadonlyMap<string, Value> {
  return new Map(values.flatMap((v) => (v.isTensor ? [[v.name, v] as const] : [])))
}
