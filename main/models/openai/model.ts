/** A served model as the loop sees it: generating in its turn, and saying what it was sent. */
import type { Semaphore } from '../../../app/async'
import { given } from '../../../app/given'
import type {
  Abilities,
  GenerateEvent,
  GenerateRequest,
  ModelMessage,
  Model,
  ModelInfo,
  PromptPart,
} from '../../../app/reasoning/model'
import { servedModelId, type ServedModel, type Wire } from '../../../app/host/servers'
import type { KeptServer } from './book'
import { chat, type ServedLine } from './chat'
import { scoreOn } from './score'

/** How many requests a server gets at a time: the window and batches take turns at what becomes free. */
export type RequestLimit = Semaphore<'window' | 'batch'>

/** What is taken for granted of a model that has not been probed: the least that every server can do. */
export const unprobed: { readonly abilities: Abilities; readonly wire: Wire } = {
  abilities: { continues: 'nothing', tools: false, images: true },
  wire: {
    limit: 'max_tokens',
    refused: [],
    stop: 'cut',
    closing: 'newline',
    logprobs: false,
    counts: false,
    alternatives: 0,
    stream: true,
  },
}

/** A model of a server in Relook's list of models. */
export function infoOf(server: KeptServer, model: ServedModel): ModelInfo {
  const abilities = model.probe?.abilities ?? unprobed.abilities
  return {
    id: servedModelId(server.id, model.name),
    name: model.name,
    server: server.name,
    dialect: model.dialect,
    budgets: model.budgets,
    bytes: 0,
    abilities: { ...abilities, tools: nativeCalls(model, abilities) },
  }
}

/** As text where the turn can be continued, for then the model writes what it was trained to write. */
function nativeCalls({ calls }: ServedModel, { tools, continues }: Abilities): boolean {
  if (calls === 'auto') return tools && continues === 'nothing'
  return calls === 'native'
}

interface Served {
  readonly server: KeptServer
  readonly model: ServedModel
  readonly limit: RequestLimit
  readonly line: ServedLine
}

/** Opens it. Several runs may generate at the same time, as many as the server's limit says. */
export function servedModel({ server, model, limit, line }: Served): Model {
  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    yield { type: 'phase', phase: { name: 'queue' } }
    const done = await limit.take(signal, request.priority)
    try {
      yield* chat(line, request, signal)
    } finally {
      done()
    }
  }
  const score: Model['score'] = (request, signal) =>
    limit.use(() => scoreOn(line, request, signal), signal, 'batch')
  return {
    info: infoOf(server, model),
    generate,
    ...given({ score: line.wire.scores === true ? score : undefined }),
    prompt: async (messages) => messages.flatMap(shown),
    concurrent: true,
  }
}

/** A message as it was sent. What the server's template puts around it is not known here. */
function shown(message: ModelMessage): readonly PromptPart[] {
  const head: PromptPart = { type: 'text', text: `${message.role}:` }
  const parts = message.parts.map((p): PromptPart =>
    p.type === 'text' ? { type: 'text', text: p.text } : { type: 'image', view: p.view },
  )
  const { call } = message
  return [
    head,
    ...parts,
    ...(call === undefined ? [] : [{ type: 'text', text: `${call.name}(${call.arguments})` } as const]),
  ]
}
