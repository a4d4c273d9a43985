/** A model folder, loaded: its sessions on one provider and everything that works with them. Knows no process. */
import { readFile, stat } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname } from 'node:path'
import type { InferenceSession } from 'onnxruntime-node'
import { Failure } from '../../../app/failure'
import { given } from '../../../app/given'
import type { ContextAttention } from '../../../app/attention/attended'
import type {
  AttendRequest,
  GenerateEvent,
  GenerateRequest,
  ModelMessage,
  PromptPart,
  ScoredToken,
  ScoreRequest,
} from '../../../app/reasoning/model'
import type { ImageId } from '../../../app/trace/step'
import { attend } from './attend'
import { openAttention, type AttentionDecoder } from './attention'
import { createBudget, type Budget, type CacheKind } from './budget'
import { chunkOnProcessor, wideChunk } from './chunks'
import { createDecoder, createEmbedder } from './decoder'
import { checkDeepstack } from './deepstack'
import { usualTokens, weightBytes } from './estimate'
import { openEyes, type Eyes } from './eyes'
import { generate } from './generate'
import type { ModelParts } from './parts'
import { describeDecoder, describeEmbed, describeVision, type DecoderGraph, type VisionGraph } from './graphs'
import { chooseStrategy, keptOutputs, openKeeping, type ModelCache, type Strategy } from './keeping'
import { whyNotOpened } from './load-error'
import type { Manifest } from './manifest'
import { withNewRows, type RowsGraph } from './new-rows'
import { createPromptWriter, toPromptParts, type PromptWriter } from './prompt'
import { scoreTokens } from './score'
import { createGraphSession, type GraphOptions, type ProviderChoice } from './providers'
import { checkRecurrence } from './recurrence-test'
import { createSequencer } from './sequence'
import { createTokenizer, type Tokenizer } from './tokenizer'
import { createVision, type Vision } from './vision'

/** A model ready to run. Holds no conversation; its checkpoints are only memory. */
export interface LoadedModel {
  readonly generate: (
    request: GenerateRequest,
    paths: Readonly<Record<ImageId, string>>,
    signal: AbortSignal,
  ) => AsyncGenerator<GenerateEvent>
  readonly score: (
    request: ScoreRequest,
    paths: Readonly<Record<ImageId, string>>,
    signal: AbortSignal,
  ) => Promise<readonly ScoredToken[]>
  readonly attend: (
    request: AttendRequest,
    paths: Readonly<Record<ImageId, string>>,
    signal: AbortSignal,
  ) => Promise<ContextAttention>
  /** Bytes that are kept only to be quick. */
  readonly held: () => Readonly<Record<CacheKind, number>>
  readonly dispose: () => Promise<void>
}

/** So many places of a tree are gone back to; of a hybrid decoder each one is kept with its states. */
const usualPlaces = 16

/** The least a budget is by itself, and the most. */
const leastBudget = 90e6
const mostBudget = 1e9

/** What a model may keep where nobody says otherwise: four contexts as long as people have them, an eighth of the machine at most. */
export function usualBudget({ layers, kvHeads = 0, headDim = 0, contextTokens, hybrid }: Manifest): number {
  const context = layers * 2 * kvHeads * headDim * 4 * Math.min(usualTokens, contextTokens)
  const states = usualPlaces * (hybrid?.stateBytes ?? 0)
  return Math.max(leastBudget, Math.min(4 * context + states, mostBudget, totalmem() / 8))
}

/** Below this, threads and transfers cost more than they bring. */
export const smallModelBytes = 64 * 2 ** 20

/** Below this, a decoder's token takes less time than threads save that stay awake for it. */
export const tinyModelBytes = 24 * 2 ** 20

/** Logits of one run may take this much; exports that give every row of them are read in smaller chunks. */
const logitsBytes = 64 * 2 ** 20

/** Graphs larger than this, which hold their weights themselves, are not changed: they would be in memory three times. */
const mostChangedBytes = 64 * 2 ** 20

interface Sessions {
  readonly embed: InferenceSession
  readonly vision: InferenceSession
  readonly decoder: InferenceSession
  /** Of a decoder that gives new rows of the cache in place of all of it. */
  readonly rows?: RowsGraph['rows']
}

/** The part of a model that deals in text: there without its weights. */
export interface TextSide {
  readonly tokenizer: Tokenizer
  readonly writer: PromptWriter
  /** The exact prompt of these messages. */
  readonly prompt: (messages: readonly ModelMessage[]) => readonly PromptPart[]
}

/** Opens the text side of a model. @throws Failure `model-unavailable`. */
export function openText(manifest: Manifest): TextSide {
  const tokenizer = createTokenizer(manifest.tokenizer, manifest.tokenizerConfig)
  const imageToken = tokenizer.textOf(manifest.imageTokenId)
  const cell = manifest.patching.patchSize * manifest.patching.mergeSize
  const writer = createPromptWriter({
    tokenizer,
    template: manifest.chatTemplate,
    imageToken,
    cell,
    context: manifest.context,
  })
  return { tokenizer, writer, prompt: (messages) => toPromptParts(writer.write(messages)) }
}

/** What a model shares with others; of its own where absent. */
interface LoadOptions {
  /** Bytes of caches it may keep. */
  readonly budget?: Budget
  readonly text?: TextSide
}

/** Loads a model. @throws Failure `model-unavailable` naming the file that does not fit. */
export async function loadModel(
  manifest: Manifest,
  choice: ProviderChoice,
  { budget = createBudget(usualBudget(manifest)), text = openText(manifest) }: LoadOptions = {},
): Promise<LoadedModel> {
  const { tokenizer, writer } = text
  if (manifest.hybrid !== undefined)
    await checkRecurrence((graph, on) => createGraphSession(graph, on), choice.runner)
  const strategy =
    choice.keeping ??
    (await chooseStrategy(choice.runner, manifest.graphs.decoder, manifest.hybrid !== undefined))
  const sessions = await openSessions(manifest, choice, strategy)
  let kept: ModelCache | undefined
  let vision: Vision | undefined
  let attention: AttentionDecoder | undefined
  let eyes: Eyes | undefined
  const dispose = async () => {
    vision?.clear()
    await attention?.dispose()
    await kept?.release()
    await eyes?.release()
    await Promise.all([sessions.embed, sessions.vision, sessions.decoder].map((s) => s.release()))
  }
  try {
    const described = { ...manifest, rows: sessions.rows }
    const decoder = describeDecoder(sessions.decoder, manifest.graphs.decoder, described)
    const seeing = describeVision(sessions.vision, manifest.graphs.vision)
    checkDeepstack(seeing.deepstack, decoder.deepstack, manifest.deepstack)
    eyes = seeing.cells ? await eyesOf(manifest) : undefined
    kept = await openKeeping(strategy, decoder, budget)
    const chunk = await chunkOf(choice, manifest)
    const parts = partsOf(manifest, sessions, { chunk, budget, seeing, decoder, kept, ...given({ eyes }) })
    vision = parts.vision
    const whole = { ...parts, tokenizer }
    const sequence = createSequencer()
    return {
      generate: (request, paths, signal) => {
        const work = { request, paths, sequence: sequence(writer.write(request.messages)) }
        return generate(whole, work, signal)
      },
      score: ({ messages, last }, paths, signal) =>
        scoreTokens(whole, { last, paths, sequence: sequence(writer.write(messages)) }, signal),
      attend: async ({ messages, last }, paths, signal) => {
        attention ??= await openAttention(manifest.graphs.decoder, decoder)
        const named = manifest.namedHeads
        const asked = { attention, sequence: sequence(writer.write(messages)), paths, last, named }
        return attend(whole, { ...asked, shared: strategy === 'memory' || strategy === 'room' }, signal)
      },
      held: () => ({ ...budget.held(), snapshots: parts.checkpoints.bytes() }),
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function openSessions(
  manifest: Manifest,
  { runner }: ProviderChoice,
  strategy: Strategy,
): Promise<Sessions> {
  const { graphs, info } = manifest
  const { bytes } = info
  const opened: InferenceSession[] = []
  const load = async (path: string, how: GraphOptions, graph: string | Uint8Array = path) => {
    try {
      const session = await createGraphSession(graph, runner, how)
      opened.push(session)
      return session
    } catch (error) {
      await Promise.all(opened.map((s) => s.release()))
      throw new Failure(
        'model-unavailable',
        `${info.name} cannot be loaded: ${await whyNotOpened(path, error)}.`,
        String(error),
      )
    }
  }
  const changed = strategy === 'room' ? await newRowsOf(graphs.decoder) : undefined
  return {
    ...given({ rows: changed?.rows }),
    // A table to look words up in: threads that spin after it would only take the processor from the decoder.
    embed: await load(graphs.embed, { small: true }),
    vision: await load(graphs.vision, { small: bytes < smallModelBytes }),
    decoder: await load(
      graphs.decoder,
      {
        small: bytes < tinyModelBytes,
        stays: strategy === 'growing' ? keptOutputs(manifest) : undefined,
        weights: changed === undefined ? undefined : dirname(graphs.decoder),
      },
      changed?.model,
    ),
  }
}

async function newRowsOf(path: string): Promise<RowsGraph | undefined> {
  const { size } = await stat(path)
  if (size > mostChangedBytes) return undefined
  try {
    return withNewRows(await readFile(path))
  } catch {
    // No graph: the runtime says what is wrong with the file.
    return undefined
  }
}

/** A processor reads as far at once as the model's weight allows; a card as far as was found right. */
async function chunkOf({ runner, chunk }: ProviderChoice, { graphs }: Manifest): Promise<number> {
  if (runner !== 'cpu' || chunk < wideChunk) return chunk
  return Math.max(chunk, chunkOnProcessor(await weightBytes(graphs.decoder)))
}

interface Opened {
  readonly chunk: number
  readonly budget: Budget
  readonly seeing: VisionGraph
  readonly decoder: DecoderGraph
  readonly kept: ModelCache
  readonly eyes?: Eyes
}

/** The eyes of a model that sees cells of text. @throws Failure `model-unavailable` where they are not beside it. */
async function eyesOf({ eyes, info }: Manifest): Promise<Eyes> {
  const lacking = `${info.name} cannot be loaded: its eyes for text (onnx/text_detection.onnx, text_recognition.onnx, characters.txt) are not there.`
  if (eyes === undefined) throw new Failure('model-unavailable', lacking)
  // Small graphs that are run once a line: the way to a card and back would take longer.
  return openEyes(eyes, (path) => createGraphSession(path, 'cpu'))
}

function partsOf(
  manifest: Manifest,
  sessions: Sessions,
  { chunk, budget, seeing, decoder, kept, eyes }: Opened,
): Omit<ModelParts, 'tokenizer'> {
  const { graphs } = manifest
  const { hidden, headDim, type, vocabulary } = decoder
  const narrow = Math.max(1, Math.floor(logitsBytes / (4 * Math.max(vocabulary, 1))))
  return {
    decoder: createDecoder(sessions.decoder, decoder, kept.keeping),
    embedder: createEmbedder(sessions.embed, describeEmbed(sessions.embed, graphs.embed), decoder),
    vision: createVision({
      session: sessions.vision,
      // What goes deeper is kept only where the decoder takes it.
      graph: decoder.deepstack === undefined ? withoutDeepstack(seeing) : seeing,
      patching: manifest.patching,
      ...given({ eyes }),
      type,
      hidden,
      budget,
    }),
    checkpoints: kept.checkpoints,
    endTokenIds: manifest.endTokenIds,
    imageTokenId: manifest.imageTokenId,
    contextTokens: manifest.contextTokens,
    hidden,
    type,
    chunk: decoder.keepLogits === undefined ? Math.min(chunk, narrow) : chunk,
    heads: manifest.heads ?? Math.max(1, Math.round(hidden / headDim)),
    layers: decoder.deepstack?.count ?? 0,
    hybrid: decoder.states.length > 0,
  }
}

function withoutDeepstack({ deepstack: _, ...graph }: VisionGraph): VisionGraph {
  return graph
}
