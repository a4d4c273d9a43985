/** The built-in model loaded once for the tests of the engine, and questions to ask it. */
import { box } from '../../../../app/geometry/box'
import { vlmR3 } from '../../../../app/dialects/vlm-r3'
import type {
  GenerateEvent,
  GenerateRequest,
  ModelMessage,
  MessagePart,
} from '../../../../app/reasoning/model'
import type { Timings, Token, View } from '../../../../app/trace/step'
import { createBudget } from '../../../../main/models/onnx/budget'
import { loadModel, type LoadedModel } from '../../../../main/models/onnx/load'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { mustCrop } from '../../../builders/reading'

export const modelFolder = new URL('../../../../assets/models/r3-mini', import.meta.url).pathname
export const imagePath = new URL('../../../fixtures/images/page.png', import.meta.url).pathname

const size = { width: 640, height: 480 }

/** A fresh copy of a model on the processor, the built-in one where none is named. It never ends its turn, whatever it has been trained to. */
export async function openModel(
  budgetBytes = 256 * 2 ** 20,
  chunk = 512,
  folder = modelFolder,
): Promise<LoadedModel> {
  const manifest = { ...(await readModelManifest(folder)), endTokenIds: [] }
  return loadModel(manifest, { runner: 'cpu', chunk }, { budget: createBudget(budgetBytes) })
}

/** The whole test image as the model sees it. */
export async function overview(): Promise<View> {
  return vlmR3.overview('page', size, (await readModelManifest(modelFolder)).info.budgets)
}

/** A crop of the test image as the model sees it. */
export async function cropOf(left: number, top: number, right: number, bottom: number): Promise<View> {
  const { budgets } = (await readModelManifest(modelFolder)).info
  return mustCrop(vlmR3, box(left, top, right, bottom), { ...size, id: 'page' }, budgets)
}

/** One user turn with the image, and what the assistant has written and seen so far. */
export async function asked(...parts: readonly MessagePart[]): Promise<readonly ModelMessage[]> {
  const ask: ModelMessage = {
    role: 'user',
    parts: [
      { type: 'image', view: await overview() },
      { type: 'text', text: vlmR3.ask('What is the total?', true) },
    ],
  }
  return parts.length === 0 ? [ask] : [ask, { role: 'assistant', parts }]
}

export interface Outcome {
  readonly tokens: readonly Token[]
  readonly timings: Timings
  readonly reason: string
  readonly phases: readonly string[]
}

/** Runs a request to its end. */
export async function finish(
  model: LoadedModel,
  messages: readonly ModelMessage[],
  options: Partial<GenerateRequest> = {},
): Promise<Outcome> {
  const request = {
    messages,
    stop: [],
    temperature: 0,
    seed: 0,
    maxTokens: 12,
    top: 0,
    reuse: true,
    ...options,
  }
  const events: GenerateEvent[] = []
  for await (const event of model.generate(request, { page: imagePath }, new AbortController().signal)) {
    events.push(event)
  }
  const end = events.at(-1)
  if (end?.type !== 'end') throw new Error('the generation did not end')
  return {
    tokens: events.flatMap((e) => (e.type === 'token' ? [e.token] : [])),
    timings: end.timings,
    reason: end.reason,
    phases: events.flatMap((e) => (e.type === 'phase' ? [e.phase.name] : [])),
  }
}

/** The generated tokens as a part of the next request. */
export function written(tokens: readonly Token[]): MessagePart {
  return { type: 'text', text: tokens.map((t) => t.text).join(''), ids: tokens.map((t) => t.id) }
}
