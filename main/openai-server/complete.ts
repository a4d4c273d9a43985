/** A generation in the shape of OpenAI's API: chunks of a stream, or one completion. Knows no HTTP. */
import { randomUUID } from 'node:crypto'
import { given } from '../../app/given'
import type { GenerateEvent } from '../../app/reasoning/model'
import type { Timings, Token } from '../../app/trace/step'
import type { CompletionRequest } from './request'
import { createStops } from './stops'

/** One piece of an answer, and the whole at its end. */
export type AnswerPiece =
  | { readonly type: 'tokens'; readonly tokens: readonly Token[] }
  | {
      readonly type: 'end'
      readonly finish: 'stop' | 'length'
      readonly stop: string | undefined
      readonly timings: Timings
    }

/** The pieces of a generation, stop texts taken out. */
export async function* pieces(
  events: AsyncIterable<GenerateEvent>,
  stop: readonly string[],
  keepStop: boolean,
): AsyncGenerator<AnswerPiece> {
  const stops = createStops(stop, keepStop)
  for await (const event of events) {
    if (event.type === 'token') {
      const tokens = stops.take(event.token)
      if (tokens.length > 0) yield { type: 'tokens', tokens }
    } else if (event.type === 'end') {
      const rest = stops.end()
      if (rest.length > 0) yield { type: 'tokens', tokens: rest }
      yield {
        type: 'end',
        finish: event.reason === 'length' && stops.found() === undefined ? 'length' : 'stop',
        stop: stops.found(),
        timings: event.timings,
      }
    }
  }
}

/** What stays the same in all chunks of an answer. */
export interface Head {
  readonly id: string
  readonly created: number
  readonly model: string
}

/** The head of a new answer. */
export function newHead(model: string): Head {
  return { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model }
}

/** The chunks of a stream, as objects. */
export async function* toChunks(
  head: Head,
  parts: AsyncIterable<AnswerPiece>,
  api: CompletionRequest,
): AsyncGenerator<object> {
  const base = { ...head, object: 'chat.completion.chunk' }
  const choice = (delta: object, more: object = {}) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  })
  yield choice({ role: 'assistant', content: '' })
  for await (const part of parts) {
    if (part.type === 'tokens') {
      const content = part.tokens.map((t) => t.text).join('')
      yield choice({ content }, { logprobs: logprobsOf(part.tokens, api) })
      continue
    }
    yield choice({}, { finish_reason: part.finish, stop_reason: part.stop ?? null })
    if (api.stream_options?.include_usage === true)
      yield { ...base, choices: [], usage: usageOf(part.timings) }
  }
}

/** The whole answer as one object. */
export async function toCompletion(
  head: Head,
  parts: AsyncIterable<AnswerPiece>,
  api: CompletionRequest,
): Promise<object> {
  const tokens: Token[] = []
  let end: Extract<AnswerPiece, { type: 'end' }> | undefined
  for await (const part of parts) {
    if (part.type === 'tokens') tokens.push(...part.tokens)
    else end = part
  }
  const message = { role: 'assistant', content: tokens.map((t) => t.text).join('') }
  const more = { finish_reason: end?.finish ?? 'stop', stop_reason: end?.stop ?? null }
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: logprobsOf(tokens, api), ...more }],
    ...given({ usage: end === undefined ? undefined : usageOf(end.timings) }),
  }
}

function logprobsOf(
  tokens: readonly Token[],
  { logprobs, top_logprobs: most }: CompletionRequest,
): object | null {
  if (logprobs !== true) return null
  const entry = (token: string, logprob: number) => ({ token, logprob, bytes: [...Buffer.from(token)] })
  return {
    content: tokens.map((t) => ({
      ...entry(t.text, t.logprob ?? 0),
      top_logprobs: (t.top ?? []).slice(0, most ?? 0).map((a) => entry(a.text, a.logprob)),
    })),
    refusal: null,
  }
}

function usageOf({ promptTokens, tokens, cachedTokens }: Timings): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: tokens,
    total_tokens: promptTokens + tokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  }
}
