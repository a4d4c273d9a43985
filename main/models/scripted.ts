/**
 * A model that says what a script says, at the pace the script asks for: for tests, demonstrations and measuring the
 * window. It is listed only when a script is given, under the name “Scripted”, and never pretends to be another model.
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { pause } from '../../app/async'
import { Failure, throwIfCancelled } from '../../app/failure'
import type {
  GenerateEvent,
  GenerateRequest,
  ModelMessage,
  Model,
  ModelInfo,
} from '../../app/reasoning/model'
import type { Token } from '../../app/trace/step'
import type { Backend } from './backend'

const budget = z.object({ minPixels: z.int().positive(), maxPixels: z.int().positive() })
const answers = z.array(
  z.object({
    /** Part of the question; absent: any question. */
    question: z.string().optional(),
    /** Only for this seed; absent: any. */
    seed: z.int().optional(),
    /** What is written, one text for each stretch between two crops. */
    segments: z.array(z.string()).min(1),
  }),
)
const scriptFile = z.object({
  tokensPerSecond: z.number().positive().default(60),
  encodeMs: z.number().min(0).default(0),
  prefillMs: z.number().min(0).default(0),
  dialect: z.string().default('vlm-r3'),
  image: budget.default({ minPixels: 3136, maxPixels: 1003520 }),
  crop: budget.default({ minPixels: 3136, maxPixels: 501760 }),
  answers: answers.min(1),
})
type Script = z.infer<typeof scriptFile>

/** The scripted model, where the path of a script is given. */
export function createScripted(path: string | undefined): Backend {
  const open = async (): Promise<Model | undefined> =>
    path === undefined ? undefined : scriptedModel(await readScript(path))
  return {
    models: async () => {
      const model = await open()
      return model === undefined ? [] : [model.info]
    },
    open: async (id) => (id === 'scripted' ? open() : undefined),
  }
}

async function readScript(path: string): Promise<Script> {
  try {
    return scriptFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    throw new Failure('model-unavailable', `The script ${path} cannot be used.`, String(error))
  }
}

/** In a script: the time at which it is said, in milliseconds since 1970; tells how late it is shown. */
const clock = '⏱'

function scriptedModel(script: Script): Model {
  const info: ModelInfo = {
    id: 'scripted',
    name: 'Scripted',
    dialect: script.dialect,
    budgets: { image: script.image, crop: script.crop },
    bytes: 0,
  }
  const ids = new Map<string, number>()
  const idOf = (text: string): number => {
    if (!ids.has(text)) ids.set(text, ids.size)
    return ids.get(text) as number
  }
  return {
    info,
    generate: (request, signal) => play({ script, idOf }, request, signal),
    prompt: async (messages) =>
      messages.flatMap((m) =>
        m.parts.map((p) =>
          p.type === 'image'
            ? { type: 'image', view: p.view, tokens: p.view.grid.width * p.view.grid.height }
            : { type: 'text', text: p.text, tokens: split(p.text).length },
        ),
      ),
  }
}

async function* play(
  { script, idOf }: { readonly script: Script; readonly idOf: (text: string) => number },
  request: GenerateRequest,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent> {
  const { text, looks } = whatIsNext(script, request)
  if (script.encodeMs > 0) yield { type: 'phase', phase: { name: 'encode', done: 0, total: 1 } }
  await pause(script.encodeMs, signal)
  throwIfCancelled(signal)
  yield { type: 'phase', phase: { name: 'prefill', done: 0, total: 1 } }
  await pause(script.prefillMs, signal)
  throwIfCancelled(signal)
  yield { type: 'phase', phase: { name: 'decode' } }
  const started = performance.now()
  let written = ''
  let tokens = 0
  let reason: 'stop' | 'eos' | 'length' = 'eos'
  for (const said of split(text)) {
    // By the clock and not by waiting a little each time, so that the pace is kept.
    const due = started + (tokens * 1000) / script.tokensPerSecond
    await pause(due - performance.now(), signal)
    throwIfCancelled(signal)
    const piece = said.replace(clock, String(Date.now()))
    written += piece
    tokens++
    yield { type: 'token', token: toToken(piece, idOf(piece), request.top) }
    if (request.stop.some((s) => written.includes(s))) reason = 'stop'
    else if (tokens >= request.maxTokens) reason = 'length'
    else continue
    break
  }
  const { encodeMs, prefillMs } = script
  const decodeMs = performance.now() - started
  const promptTokens = request.messages.flatMap((m) => m.parts).length + looks
  const timings = { encodeMs, prefillMs, decodeMs, tokens, promptTokens, cachedTokens: 0 }
  yield { type: 'end', reason, timings }
}

/** The segment after as many crops as were given, less what is already written of it. */
function whatIsNext(script: Script, { messages, seed }: GenerateRequest): { text: string; looks: number } {
  const question = textOf(messages.find((m) => m.role === 'user'))
  const last = messages.at(-1)
  const parts = last?.role === 'assistant' ? last.parts : []
  const looks = parts.filter((p) => p.type === 'image').length
  const entry = script.answers.find(
    (a) => question.includes(a.question ?? '') && (a.seed === undefined || a.seed === seed - looks),
  )
  if (entry === undefined) throw new Failure('model-failed', 'The script has no answer to this question.')
  const segment = entry.segments[Math.min(looks, entry.segments.length - 1)] ?? ''
  const afterCrop = parts.slice(parts.findLastIndex((p) => p.type === 'image') + 1)
  const written = afterCrop.map((p) => (p.type === 'text' ? p.text : '')).join('')
  return { text: segment.startsWith(written) ? segment.slice(written.length) : segment, looks }
}

function textOf(message: ModelMessage | undefined): string {
  return (message?.parts ?? []).map((p) => (p.type === 'text' ? p.text : '')).join('')
}

/** Words with the space before them, numbers and signs one by one: about as long as a real model's tokens. */
function split(text: string): readonly string[] {
  return text.match(/\s?\p{L}+|\s?\p{N}{1,3}|\s?[^\s\p{L}\p{N}]|\s+/gu) ?? []
}

/** The script is certain of what it says, and says so. */
function toToken(text: string, id: number, top: number): Token {
  return top > 0 ? { id, text, logprob: 0, top: [{ text, logprob: 0 }] } : { id, text, logprob: 0 }
}
