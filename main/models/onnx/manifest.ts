/**
 * What a model folder says about its model, read and checked without loading any weights. Laid out as transformers.js
 * exports are; `relook.json` is optional. Foreign files: nothing is believed before it is parsed.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { NamedHead } from '../../../app/attention/attended'
import { dialectOf } from '../../../app/dialects'
import type { PixelBudget } from '../../../app/geometry/smart-resize'
import { given } from '../../../app/given'
import { Failure } from '../../../app/failure'
import type { ModelInfo } from '../../../app/reasoning/model'
import { qwenPatching, type Patching } from '../../images/patches'
import { checkedDeepstack, type DeepstackWanted } from './anyway'
import type { EyesFiles } from './eyes/files'
import { checkCell, cropBudgetOf, familyOf } from './families'
import { remembersOf, type HybridLayers } from './hybrid'
import { genaiGraphs, genaiProcessor, type GenaiFile, genaiFile } from './genai'

export interface Manifest {
  readonly info: ModelInfo
  readonly folder: string
  readonly patching: Patching
  readonly imageTokenId: number
  readonly endTokenIds: readonly number[]
  /** Tokens the model can hold; more is refused before it is run. */
  readonly contextTokens: number
  /** Layers that keep keys and values of every token. */
  readonly layers: number
  /** Of a decoder some of whose layers have a state of a fixed size instead. */
  readonly hybrid?: HybridLayers
  /** DeepStack layers its configuration speaks of, and whether a person runs an export without them anyway. */
  readonly deepstack: DeepstackWanted
  /** Heads of the queries. */
  readonly heads?: number
  /** Width of the embeddings. */
  readonly hidden?: number
  readonly kvHeads?: number
  readonly headDim?: number
  /** Floats per patch between the layers of the vision encoder. */
  readonly visionWidth?: number
  readonly chatTemplate: string
  /** How a context is told to the model: by the tokens it was generated as, or rendered again as text, as VLM-R³ does. */
  readonly context: 'tokens' | 'text'
  /** Heads that are known for what they do. */
  readonly namedHeads: readonly NamedHead[]
  readonly tokenizer: object
  readonly tokenizerConfig: object
  /** Paths of the three graphs. */
  readonly graphs: { readonly embed: string; readonly vision: string; readonly decoder: string }
  /** Files of its eyes for text, where it has them. */
  readonly eyes?: EyesFiles
}

const count = z.number().int().positive()
const budget = z.object({ minPixels: count, maxPixels: count })
const text = {
  num_hidden_layers: count.optional(),
  num_key_value_heads: count.optional(),
  head_dim: count.optional(),
  hidden_size: count.optional(),
  num_attention_heads: count.optional(),
  layer_types: z.array(z.string()).optional(),
  linear_num_key_heads: count.optional(),
  linear_num_value_heads: count.optional(),
  linear_key_head_dim: count.optional(),
  linear_value_head_dim: count.optional(),
  linear_conv_kernel_dim: count.optional(),
}
const limits = { max_position_embeddings: count.optional() }
const ids = z.union([z.number(), z.array(z.number())])

const configFile = z.object({
  model_type: z.string(),
  image_token_id: z.number(),
  eos_token_id: ids.nullish(),
  // Qwen2-VL calls its width `embed_dim`, and what comes out `hidden_size`.
  vision_config: z
    .object({
      hidden_size: count.optional(),
      embed_dim: count.optional(),
      patch_size: z.unknown(),
      deepstack_visual_indexes: z.array(z.number()).optional(),
    })
    .optional(),
  ...text,
  ...limits,
  text_config: z.object({ ...text, ...limits, eos_token_id: ids.nullish() }).optional(),
})
const generationFile = z.object({
  eos_token_id: ids.nullish(),
  do_sample: z.boolean().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.number().nullish(),
  repetition_penalty: z.number().nullish(),
})
const preprocessorFile = z.object({
  patch_size: count.default(qwenPatching.patchSize),
  temporal_patch_size: count.default(qwenPatching.temporalPatchSize),
  merge_size: count.default(qwenPatching.mergeSize),
  image_mean: z
    .array(z.number())
    .length(3)
    .default([...qwenPatching.mean]),
  image_std: z
    .array(z.number())
    .length(3)
    .default([...qwenPatching.std]),
  rescale_factor: z.number().default(qwenPatching.rescale),
  min_pixels: count.optional(),
  max_pixels: count.optional(),
  size: z.object({ shortest_edge: count.optional(), longest_edge: count.optional() }).optional(),
})
const relookFile = z.object({
  id: z.string().min(1).max(100).optional(),
  name: z.string().min(1).optional(),
  dialect: z.string().exactOptional(),
  image: budget.optional(),
  crop: budget.optional(),
  fetch: budget.optional(),
  coordinateStep: count.optional(),
  domain: z.string().optional(),
  context: z.enum(['tokens', 'text']).optional(),
  heads: z.array(z.object({ name: z.string(), layer: z.int().min(0), head: z.int().min(0) })).optional(),
})
type Relook = z.infer<typeof relookFile> & { readonly dialect: string }
const namedTemplates = z.array(z.object({ name: z.string(), template: z.string() }))
const templateFile = z.object({ chat_template: z.union([z.string(), namedTemplates]).optional() })
const tokenizerConfigFile = z.looseObject({ chat_template: z.unknown().optional() })

/**
 * The manifest of a folder. `anyway`: also of an export that leaves something out; absent: where a person said so before.
 * @throws Failure `model-unavailable`, naming the file and what is wrong in it; `left-out` where only that is wrong.
 */
export async function readModelManifest(
  folder: string,
  { anyway }: { readonly anyway?: boolean } = {},
): Promise<Manifest> {
  const genai = await readIfThere(folder, 'genai_config.json', genaiFile)
  const config = await configOf(folder, genai)
  const family = familyOf(config.model_type)
  if (genai !== undefined && genai.model.vision.pipeline !== undefined) {
    const what = `${basename(folder)}: its vision encoder is a pipeline of several graphs; one graph (model.vision.filename) is needed.`
    throw new Failure('model-unavailable', what)
  }
  const generation = (await readIfThere(folder, 'generation_config.json', generationFile)) ?? {}
  const preprocessor = await preprocessorOf(folder, genai)
  const relook = { dialect: family.dialect, ...(await readIfThere(folder, 'relook.json', relookFile)) }
  checkCell(basename(folder), relook.dialect, {
    patch: preprocessor.patch_size,
    merge: preprocessor.merge_size,
    own: config.vision_config?.patch_size,
  })
  const tokenizerConfig = (await readIfThere(folder, 'tokenizer_config.json', tokenizerConfigFile)) ?? {}
  const graphs = genai === undefined ? await findGraphs(folder) : await genaiGraphs(folder, genai)
  const size = { ...config, ...config.text_config }
  const expected = family.deepstack(config.vision_config?.deepstack_visual_indexes)
  const deepstack = await checkedDeepstack(folder, graphs.decoder, { expected, ...given({ anyway }) })
  const info = await infoOf(folder, relook, preprocessor)
  const remembers = remembersOf(size)
  return {
    info: { ...info, ...samplingOf(generation), ...given({ leftOut: deepstack.leftOut }) },
    folder,
    patching: {
      patchSize: preprocessor.patch_size,
      temporalPatchSize: preprocessor.temporal_patch_size,
      mergeSize: preprocessor.merge_size,
      mean: preprocessor.image_mean,
      std: preprocessor.image_std,
      rescale: preprocessor.rescale_factor,
    },
    imageTokenId: config.image_token_id,
    endTokenIds: [generation.eos_token_id ?? size.eos_token_id ?? []].flat(),
    contextTokens: size.max_position_embeddings ?? 32768,
    layers: remembers.attention.length,
    ...(remembers.recurrent.length > 0 ? { hybrid: remembers } : {}),
    deepstack,
    ...given({
      kvHeads: size.num_key_value_heads,
      hidden: size.hidden_size,
      heads: size.num_attention_heads,
    }),
    ...headDimOf(size),
    ...visionWidthOf(config.vision_config),
    chatTemplate: await templateOf(folder, tokenizerConfig.chat_template),
    tokenizer: await read(folder, 'tokenizer.json', z.looseObject({ model: z.looseObject({}) })),
    tokenizerConfig,
    context: relook.context ?? 'tokens',
    namedHeads: relook.heads ?? [],
    graphs,
    ...given({ eyes: await findEyes(folder) }),
  }
}

/** What transformers' `generate` would use: the penalty always, the rest where it samples. */
function samplingOf(file: z.infer<typeof generationFile>): Pick<ModelInfo, 'sampling'> {
  const sampling = given({
    repetitionPenalty: file.repetition_penalty ?? undefined,
    ...(file.do_sample === true
      ? {
          temperature: file.temperature ?? undefined,
          topP: file.top_p ?? undefined,
          topK: file.top_k ?? undefined,
        }
      : {}),
  })
  return Object.keys(sampling).length === 0 ? {} : { sampling }
}

/** Most configurations leave it to be worked out, as transformers does. */
function headDimOf(size: {
  readonly head_dim?: number | undefined
  readonly hidden_size?: number | undefined
  readonly num_attention_heads?: number | undefined
}): { headDim?: number } {
  const { head_dim: given, hidden_size: hidden, num_attention_heads: heads } = size
  if (given !== undefined) return { headDim: given }
  return hidden === undefined || heads === undefined ? {} : { headDim: hidden / heads }
}

function visionWidthOf(vision: z.infer<typeof configFile>['vision_config']): { visionWidth?: number } {
  const width = vision?.embed_dim ?? vision?.hidden_size
  return given({ visionWidth: width })
}

/** onnxruntime-genai's own description says what config.json would, where that is not beside it. */
async function configOf(folder: string, genai: GenaiFile | undefined): Promise<z.infer<typeof configFile>> {
  if (genai === undefined) return read(folder, 'config.json', configFile)
  const { model } = genai
  const given = (await readIfThere(folder, 'config.json', configFile.partial())) ?? {}
  return configFile.parse({
    model_type: model.type,
    image_token_id: model.image_token_id,
    eos_token_id: model.eos_token_id,
    max_position_embeddings: model.context_length,
    num_hidden_layers: model.decoder.num_hidden_layers,
    num_key_value_heads: model.decoder.num_key_value_heads,
    head_dim: model.decoder.head_size,
    ...given,
  })
}

async function preprocessorOf(
  folder: string,
  genai: GenaiFile | undefined,
): Promise<z.infer<typeof preprocessorFile>> {
  if (genai === undefined) return read(folder, 'preprocessor_config.json', preprocessorFile)
  const own = (await readIfThere(folder, 'processor_config.json', z.unknown())) ?? {}
  const usual = preprocessorFile.parse(genaiProcessor(own))
  return (await readIfThere(folder, 'preprocessor_config.json', preprocessorFile)) ?? usual
}

async function infoOf(
  folder: string,
  relook: Relook,
  preprocessor: z.infer<typeof preprocessorFile>,
): Promise<ModelInfo> {
  const image = relook.image ?? {
    minPixels: preprocessor.min_pixels ?? preprocessor.size?.shortest_edge ?? 3136,
    maxPixels: preprocessor.max_pixels ?? preprocessor.size?.longest_edge ?? 1003520,
  }
  const name = basename(folder)
  return {
    id: relook.id ?? name,
    name: relook.name ?? name,
    dialect: relook.dialect,
    budgets: {
      image,
      crop: relook.crop ?? cropBudgetOf(relook.dialect) ?? image,
      ...given({ fetch: fetchOf(relook) }),
    },
    bytes: await sizeOf(folder),
    ...given({ domain: relook.domain, coordinateStep: relook.coordinateStep }),
  }
}

/** Its family's own pipeline resizes before the processor does; a model made here says what it was shown. */
function fetchOf({ image, fetch, dialect }: Relook): PixelBudget | undefined {
  if (fetch !== undefined) return fetch
  const own = dialectOf(dialect)?.budgets
  const same = image?.minPixels === own?.image.minPixels && image?.maxPixels === own?.image.maxPixels
  return image === undefined || same ? own?.fetch : undefined
}

/** Its own file in newer exports, a field of tokenizer_config.json in older ones. */
async function templateOf(folder: string, inConfig: unknown): Promise<string> {
  const own = await readText(join(folder, 'chat_template.jinja'))
  if (own !== undefined) return own
  if (typeof inConfig === 'string') return inConfig
  const named = namedTemplates.safeParse(inConfig).data
  if (named !== undefined) return defaultOf(named, folder)
  const { chat_template: apart } = (await readIfThere(folder, 'chat_template.json', templateFile)) ?? {}
  if (apart !== undefined) return typeof apart === 'string' ? apart : defaultOf(apart, folder)
  throw new Failure('model-unavailable', `${basename(folder)}: there is no chat template.`)
}

/** Of several templates by name the one called `default`, as transformers takes it. */
function defaultOf(named: z.infer<typeof namedTemplates>, folder: string): string {
  const found = named.find(({ name }) => name === 'default')
  if (found !== undefined) return found.template
  const names = named.map(({ name }) => `“${name}”`).join(', ')
  const what = `${basename(folder)}: its chat templates are called ${names}; one must be called “default”.`
  throw new Failure('model-unavailable', what)
}

/** Precisions in the order they are preferred: exact first, then what loses least. */
const suffixes = ['', '_fp16', '_q4f16', '_q4', '_quantized', '_int8', '_uint8', '_bnb4'] as const

/** The three graphs, in the folder itself or in `onnx/`, each in the best precision that is there. */
async function findGraphs(folder: string): Promise<Manifest['graphs']> {
  const inside = (await names(join(folder, 'onnx'))).map((name) => join('onnx', name))
  const files = new Set([...inside, ...(await names(folder))])
  const find = (graph: string): string => {
    for (const place of ['onnx', '.']) {
      for (const suffix of suffixes) {
        const file = join(place, `${graph}${suffix}.onnx`)
        if (files.has(file)) return join(folder, file)
      }
    }
    throw new Failure('model-unavailable', `${basename(folder)}: there is no onnx/${graph}.onnx.`)
  }
  return {
    embed: find('embed_tokens'),
    vision: find('vision_encoder'),
    decoder: find('decoder_model_merged'),
  }
}

/** Eyes for text, which are all there or none. */
async function findEyes(folder: string): Promise<EyesFiles | undefined> {
  const there = await names(join(folder, 'onnx'))
  const files = ['text_detection.onnx', 'text_recognition.onnx', 'characters.txt'] as const
  if (!files.every((file) => there.includes(file))) return undefined
  const [detection, recognition, characters] = files.map((file) => join(folder, 'onnx', file)) as [
    string,
    string,
    string,
  ]
  return { detection, recognition, characters }
}

async function names(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((e) => e.isFile()).map((e) => stat(join(e.parentPath, e.name)))
  return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0)
}

/** Largest description that is read; the largest tokenizers have some 35 MB. */
const longestFile = 200 * 2 ** 20

/** A text file; undefined where there is none. @throws Failure for what is no file (a pipe would be waited for) or too large. */
async function readText(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return undefined
  if (!found.isFile() || found.size > longestFile)
    throw new Failure('model-unavailable', `${basename(path)} is no file that a description can be.`)
  return readFile(path, 'utf8')
}

/** One JSON file, checked. @throws Failure where there is none. */
async function read<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const found = await readIfThere(folder, name, schema)
  if (found !== undefined) return found
  throw new Failure('model-unavailable', `${basename(folder)}: there is no ${name}.`)
}

/** One JSON file, checked; undefined where there is none. */
async function readIfThere<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const content = await readText(join(folder, name))
  if (content === undefined) return undefined
  try {
    return schema.parse(JSON.parse(content))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new Failure('model-unavailable', `${basename(folder)}: ${name} cannot be used.`, why)
  }
}
