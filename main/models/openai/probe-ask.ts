/** One small question of the probe, asked again without the fields a server refuses. Knows what to ask of nobody. */
import { beginningOf } from '../../../app/beginning'
import { Failure, toFailureData } from '../../../app/failure'
import type { Size } from '../../../app/geometry/box'
import type { ProbeFinding, Wire } from '../../../app/host/servers'
import type { Http } from './http'
import { otherLimit, refusedFields } from './refused'
import type { ChatDelta, ChatChunk, PromptLogprobs, TokenLogprob, Usage } from './protocol'
import { reasoningOf, deltaText } from './said'
import { chunksOf } from './stream'

/** What to probe. */
export interface ProbeTarget {
  readonly http: Http
  readonly name: string
  readonly model: string
  /** Two images of the model's own sizes, and how many visual tokens its family's rule gives each. */
  readonly pictures: readonly [ProbeImage, ProbeImage]
  readonly now: () => number
}

export interface ProbeImage {
  readonly address: string
  readonly size: Size
  readonly tokens: number
}

/** A plain question that a model of any kind writes something to. */
export const plainQuestion = { role: 'user', content: 'Count from one to twenty in words.' }

/** What was found out of one thing. */
export type ProbeAnswer = Omit<ProbeFinding, 'id'>

/** What there is to say of it, under one of the verdicts. */
export const yes = (note: string) => ({ verdict: 'yes', note }) as const
export const no = (note: string) => ({ verdict: 'no', note }) as const
export const unknownFinding = (note: string) => ({ verdict: 'unknown', note }) as const

/** What came back. */
export interface ProbeReply {
  readonly text: string
  readonly usage: Usage | undefined
  readonly finish: string | undefined
  readonly stopped: string | undefined
  readonly logprobs: readonly TokenLogprob[]
  /** Of the tokens of the prompt. */
  readonly prompt: PromptLogprobs
  readonly called: boolean
  /** Came in pieces, as events. */
  readonly streamed: boolean
  /** Fields that had to be left out. */
  readonly without: readonly string[]
}

/** Fields of one question besides the model and the limit. */
export type ProbeQuestion = Readonly<Record<string, unknown>> & { readonly messages: readonly unknown[] }

export interface ProbeAsker {
  /** @throws Failure when the server refuses it for good. */
  readonly ask: (question: ProbeQuestion, tokens?: number) => Promise<ProbeReply>
  readonly limit: () => Wire['limit']
  /** Fields refused in every question so far. */
  readonly refused: () => readonly string[]
}

/** Asks one model. Fields of `always` are kept out of later questions once they were refused. */
export function createAsker(
  { http, name, model }: Pick<ProbeTarget, 'http' | 'name' | 'model'>,
  signal: AbortSignal,
): ProbeAsker {
  const refused = new Set<string>()
  let limit: Wire['limit'] = 'max_tokens'
  const once = async (
    body: Readonly<Record<string, unknown>>,
    without: readonly string[],
  ): Promise<ProbeReply> => {
    const answer = await http.ask({ path: '/chat/completions', body, signal, retry: 'busy' })
    const chunks: ChatChunk[] = []
    for await (const chunk of chunksOf(name, answer)) chunks.push(chunk)
    return { ...summary(chunks), streamed: !answer.type.includes('application/json'), without }
  }
  const ask = async (question: ProbeQuestion, tokens = 8): Promise<ProbeReply> => {
    const without = new Set<string>()
    for (let tries = 0; ; tries++) {
      const all: Record<string, unknown> = { model, temperature: 0, seed: 1, ...question, [limit]: tokens }
      const body = Object.fromEntries(Object.entries(all).filter(([f]) => !refused.has(f) && !without.has(f)))
      try {
        return await once(body, [...without])
      } catch (error) {
        if (!(error instanceof Failure) || tries >= 6) throw error
        const other = otherLimit(error, limit)
        const named = refusedFields(error, Object.keys(body))
        if (named.length === 0 && other === undefined) throw error
        if (named.length === 0 && other !== undefined) limit = other
        for (const field of named) (always.includes(field) ? refused : without).add(field)
      }
    }
  }
  return { ask, limit: () => limit, refused: () => [...refused] }
}

/** Sent with every question: refused once is refused. */
const always: readonly string[] = ['temperature', 'seed', 'stream_options']

/** A failure's own words, for a finding. */
export function failureNote(error: unknown): string {
  const { message } = toFailureData(error)
  return message.length > 160 ? `${beginningOf(message, 160)}…` : message
}

function hasCalls(said: ChatDelta | null | undefined): boolean {
  const calls = said?.tool_calls
  return Array.isArray(calls) ? calls.length > 0 : Boolean(calls)
}

function summary(chunks: readonly ChatChunk[]): Omit<ProbeReply, 'streamed' | 'without'> {
  const choices = chunks.flatMap((c) => c.choices?.slice(0, 1) ?? [])
  const pieces = choices.map((c) => c.delta ?? c.message)
  const last = choices.findLast((c) => c.finish_reason)
  const named = last?.stop_reason ?? last?.matched_stop
  return {
    // What a reasoning parser reports apart was written, too.
    text: pieces.map((p) => (p ? reasoningOf(p) + deltaText(p) : '')).join(''),
    usage: chunks.findLast((c) => c.usage)?.usage ?? undefined,
    finish: last?.finish_reason ?? undefined,
    stopped: typeof named === 'string' ? named : undefined,
    prompt: chunks.findLast((c) => c.prompt_logprobs)?.prompt_logprobs ?? [],
    logprobs: choices.flatMap((c) => c.logprobs?.content ?? []),
    called: pieces.some((p) => hasCalls(p) || Boolean(p?.function_call)),
  }
}
