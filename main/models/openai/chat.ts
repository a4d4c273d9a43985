/**
 * One segment from a server: the request, the stream read into tokens, and where it ends. What came before a broken stream
 * has been given out already. Knows no dialect but for how a call is written.
 */
import { Failure, throwIfCancelled } from '../../../app/failure'
import type { GenerateEvent, GenerateRequest } from '../../../app/reasoning/model'
import type { Wire } from '../../../app/host/servers'
import type { Token } from '../../../app/trace/step'
import { toApiMessages, toApiSettings } from './body'
import { askTelling } from './asking'
import type { Answer, Http } from './http'
import { messageIn } from './http-errors'
import type { Picture } from './pictures'
import { chunkShape, type Chunk, type Usage } from './protocol'
import { createReader } from './said'
import { unshrunk } from './shrunk'
import { serverEvents } from './sse'

/** A model on a server, ready to be asked. */
export interface Line {
  /** The server, for messages. */
  readonly name: string
  readonly model: string
  readonly http: Http
  readonly wire: Wire
  readonly picture: Picture
}

/** Generates one segment. @throws Failure */
export async function* chat(
  line: Line,
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
    const body = {
      ...toApiSettings(request, line.model, line.wire),
      messages: await toApiMessages(request.messages, line),
    }
    const asked = performance.now()
    const answer = yield* askTelling(line.http, {
      path: '/chat/completions',
      body,
      signal: closing.signal,
    })
    yield* unshrunk(line, request.messages, write(line, request, answer, asked))
  } catch (error) {
    throwIfCancelled(signal)
    throw error
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}

async function* write(
  line: Line,
  request: GenerateRequest,
  answer: Answer,
  asked: number,
): AsyncGenerator<GenerateEvent> {
  const reader = createReader(request.tools, Math.min(request.top, line.wire.alternatives))
  const cut = createCutter(request.stop)
  let first: number | undefined
  let count = 0
  let usage: Usage | undefined
  let finish: Finish | undefined
  const give = function* (tokens: readonly Token[]): Generator<GenerateEvent> {
    for (const token of tokens) {
      const kept = cut.take(token)
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
  if (!cut.found()) yield* give(reader.end())
  // Left out of the text, but named: it is what the model wrote.
  if (finish?.stopped !== undefined && !cut.found() && request.stop.includes(finish.stopped))
    yield* give([{ id: -1, text: finish.stopped }])
  const reason = cut.found() ? 'stop' : finish?.reason === 'length' ? 'length' : 'eos'
  const ended = performance.now()
  const cached = usage?.prompt_tokens_details?.cached_tokens
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
      ...(typeof cached === 'number' ? {} : { cacheUnknown: true }),
    },
  }
}

interface Finish {
  readonly reason: string
  /** The stop text the server names. */
  readonly stopped: string | undefined
}

function finishOf(choice: NonNullable<Chunk['choices']>[number]): Finish {
  const named = choice.stop_reason ?? choice.matched_stop
  return { reason: choice.finish_reason ?? '', stopped: typeof named === 'string' ? named : undefined }
}

/** The chunks of an answer, whether it is streamed or comes as a whole. @throws Failure for what is neither. */
export async function* chunksOf(name: string, answer: Answer): AsyncGenerator<Chunk> {
  if (answer.type.includes('application/json')) {
    const pieces: Uint8Array[] = []
    for await (const piece of answer.body) pieces.push(piece)
    yield chunkOf(name, Buffer.concat(pieces).toString('utf8'))
    return
  }
  for await (const { data, done } of serverEvents(answer.body, name)) {
    if (done) return
    if (data.trim() !== '') yield chunkOf(name, data)
  }
}

function chunkOf(name: string, text: string): Chunk {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Failure('model-failed', `${name} sent something that is no JSON.`, text.slice(0, 500))
  }
  const chunk = chunkShape.safeParse(value)
  if (!chunk.success)
    throw new Failure('model-failed', `${name} sent something that is no answer.`, text.slice(0, 500))
  if (chunk.data.error !== undefined && chunk.data.error !== null)
    throw new Failure('model-failed', `${name} failed: ${messageIn(text)}`, text.slice(0, 2000))
  return chunk.data
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
