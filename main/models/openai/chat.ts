/**
 * One segment from a server: the request, the stream read into tokens, and where it ends. What came before a broken stream
 * has been given out already. Knows no dialect but for how a call is written.
 */
import { given } from '../../../app/given'
import { Failure, throwIfCancelled } from '../../../app/failure'
import type { GenerateEvent, GenerateRequest } from '../../../app/reasoning/model'
import type { Wire } from '../../../app/host/servers'
import type { Timings, Token } from '../../../app/trace/step'
import { toApiMessages, toApiSettings } from './body'
import { askTelling } from './asking'
import type { HttpResponse, Http } from './http'
import type { ViewAddress } from './images'
import { hasUserAfterTool, refusesUserAfterTool, toPlainTurns } from './plain-turns'
import type { ChatChoice, Usage } from './protocol'
import { createReader } from './said'
import { unshrunk } from './shrunk'
import { chunksOf } from './stream'

/** A model on a server, ready to be asked. */
export interface ServedLine {
  /** The server, for messages. */
  readonly name: string
  readonly model: string
  readonly http: Http
  readonly wire: Wire
  readonly picture: ViewAddress
  /** What was learned of the server while it was asked, for all its requests. */
  readonly habits: Habits
}

export interface Habits {
  /** It refuses a user's message after a tool's. */
  plainTurns: boolean
  /** Told once, when that is found out in the middle of a run. */
  readonly onPlainTurns: () => void
}

/** Generates one segment. @throws Failure */
export async function* chat(
  line: ServedLine,
  request: GenerateRequest,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent> {
  // Ends the request, whoever leaves: a person, the loop, or a stop text that was found here.
  const closing = new AbortController()
  const close = () => closing.abort()
  signal.addEventListener('abort', close, { once: true })
  try {
    throwIfCancelled(signal)
    yield { type: 'phase', phase: { name: 'encode' } }
    const asked = performance.now()
    const answer = yield* ask(line, request, closing.signal)
    yield* unshrunk(line, request.messages, write(line, request, { answer, asked }))
  } catch (error) {
    throwIfCancelled(signal)
    throw error
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}

/** Sends the request, once more in plain turns where the server turns out to want those. */
async function* ask(
  line: ServedLine,
  request: GenerateRequest,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, HttpResponse> {
  const { tools, messages } = request
  const send = async function* (turns: GenerateRequest['messages']) {
    const body = {
      ...toApiSettings(request, line.model, line.wire),
      messages: await toApiMessages(turns, line),
    }
    return yield* askTelling(line.http, { path: '/chat/completions', body, signal })
  }
  if (tools === undefined || !hasUserAfterTool(messages)) return yield* send(messages)
  if (!line.habits.plainTurns) {
    try {
      return yield* send(messages)
    } catch (error) {
      if (!(error instanceof Failure) || !refusesUserAfterTool(error)) throw error
      line.habits.plainTurns = true
      line.habits.onPlainTurns()
      const note = `${line.name} refuses a user message after a tool message; crops are sent as user messages`
      yield { type: 'phase', phase: { name: 'wait', note } }
    }
  }
  return yield* send(toPlainTurns(messages, tools))
}

async function* write(
  line: ServedLine,
  request: GenerateRequest,
  { answer, asked }: { readonly answer: HttpResponse; readonly asked: number },
): AsyncGenerator<GenerateEvent> {
  const reader = createReader(request.tools, Math.min(request.top, line.wire.alternatives))
  const cut = createCutter(request.stop)
  let first: number | undefined
  let count = 0
  let usage: Usage | undefined
  let finish: Finish | undefined
  /** `whole`: calls in the dialect's words, of which there may be several: no stop text ends the first. */
  const give = function* (tokens: readonly Token[], whole = false): Generator<GenerateEvent> {
    for (const token of tokens) {
      const kept = whole ? token : cut.take(token)
      if (kept === undefined) return
      if (first === undefined) {
        first = performance.now()
        yield { type: 'phase', phase: { name: 'decode' } }
      }
      count++
      yield { type: 'token', token: kept }
    }
  }
  for await (const chunk of chunksOf(line.name, answer)) {
    usage = chunk.usage ?? usage
    const choice = chunk.choices?.find((c) => (c.index ?? 0) === 0)
    if (choice === undefined) continue
    yield* give(reader.read(choice))
    // A server that stops by itself goes on to say what it cost; one that writes on is left.
    if (cut.found() && (line.wire.stop === 'cut' || cut.over())) break
    if (choice.finish_reason) finish = finishOf(choice)
  }
  if (finish === undefined && !cut.found()) throw brokenOff(line.name, count)
  if (finish?.reason === 'content_filter')
    throw new Failure('model-failed', `${line.name} withheld the rest of the answer (content filter).`)
  const called = !cut.found() && reader.called()
  if (!cut.found()) yield* give(reader.end(), true)
  // Left out of the text, but named: it is what the model wrote.
  if (finish?.stopped !== undefined && !cut.found() && request.stop.includes(finish.stopped))
    yield* give([{ id: -1, text: finish.stopped }])
  const reason = cut.found() || called ? 'stop' : finish?.reason === 'length' ? 'length' : 'eos'
  const ended = performance.now()
  const cached = usage?.prompt_tokens_details?.cached_tokens
  const predicted = predictedOf(usage)
  yield {
    type: 'end',
    reason,
    timings: {
      encodeMs: 0,
      prefillMs: (first ?? ended) - asked,
      decodeMs: first === undefined ? 0 : ended - first,
      tokens: usage?.completion_tokens ?? count,
      promptTokens: usage?.prompt_tokens ?? 0,
      cachedTokens: cached ?? 0,
      ...given({ cacheUnknown: typeof cached === 'number' ? undefined : true }),
      ...predicted,
    },
  }
}

/** Predicted tokens, and those that were written; nothing where the server tells none. */
export function predictedOf(usage: Usage | undefined): Pick<Timings, 'drafted' | 'accepted'> {
  const { accepted_prediction_tokens: accepted, rejected_prediction_tokens: rejected } =
    usage?.completion_tokens_details ?? {}
  const told = typeof accepted === 'number' && accepted + (rejected ?? 0) > 0
  return told ? { drafted: accepted + (rejected ?? 0), accepted } : {}
}

interface Finish {
  readonly reason: string
  /** The stop text the server names. */
  readonly stopped: string | undefined
}

function finishOf(choice: ChatChoice): Finish {
  const named = choice.stop_reason ?? choice.matched_stop
  return { reason: choice.finish_reason ?? '', stopped: typeof named === 'string' ? named : undefined }
}

function brokenOff(name: string, tokens: number): Failure {
  return new Failure(
    'model-failed',
    tokens === 0
      ? `${name} closed the connection without an answer.`
      : `The connection to ${name} broke off in the middle of the answer. What was written is kept; go on from there.`,
  )
}

/** Ends the text with the first stop text, wherever the server's pieces end. The stop text itself is kept. */
function createCutter(stops: readonly string[]) {
  const longest = stops.reduce((most, s) => Math.max(most, s.length), 0)
  let tail = ''
  let found = false
  let over = false
  return {
    found: () => found,
    /** Text came after the stop. */
    over: () => over,
    take: (token: Token): Token | undefined => {
      if (found) {
        over ||= token.text !== ''
        return undefined
      }
      const seen = tail + token.text
      const ends = stops.flatMap((s) => (s !== '' && seen.includes(s) ? [seen.indexOf(s) + s.length] : []))
      if (ends.length === 0) {
        tail = longest > 1 ? seen.slice(1 - longest) : ''
        return token
      }
      found = true
      const text = token.text.slice(0, Math.min(...ends) - tail.length)
      return text === token.text ? token : { ...token, text }
    },
  }
}
