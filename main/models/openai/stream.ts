/**
 * The chunks of an answer, however it comes: as events, as one JSON object, or with a content type that says otherwise.
 * What is no answer (a sign-in page, an error in an event of its own) is told as what it is. Knows no dialect.
 */
import { text as textOf } from 'node:stream/consumers'
import { beginningOf } from '../../../app/beginning'
import { Failure } from '../../../app/failure'
import type { HttpResponse } from './http'
import { messageIn } from './http-errors'
import { chunkShape, type ChatChunk } from './protocol'
import { serverEvents } from './sse'

/** The chunks, in order. A stream that ends in `[DONE]` is finished, also where no choice said so. @throws Failure */
export async function* chunksOf(name: string, answer: HttpResponse): AsyncGenerator<ChatChunk> {
  const { first, body } = await peek(answer.body)
  // Proxies send events as JSON and pages as events: what stands there counts, not the header.
  if (first === '<') throw pageInstead(name, await textOf(body))
  if (first === '{' || first === '[') {
    yield* wholeAnswer(name, await textOf(body))
    return
  }
  let finished = false
  /** What came that is no part of an answer, until something is. */
  let odd: string | undefined
  let understood = false
  const head = { text: '' }
  for await (const event of serverEvents(recorded(body, head), name)) {
    head.text = ''
    if (event.error) throw failed(name, event.data)
    if (event.done) {
      if (!understood && odd !== undefined) throw noAnswer(name, odd)
      if (!finished) yield { choices: [{ index: 0, finish_reason: 'stop' }] }
      return
    }
    const data = event.data.trim()
    // OpenRouter and others send their comments as data.
    if (data === '' || data.startsWith(':')) continue
    const chunk = chunkOf(name, data)
    understood ||= isPart(chunk)
    if (!isPart(chunk)) odd ??= data
    if (chunk === undefined) continue
    finished ||= chunk.choices?.some((c) => (c.index ?? 0) === 0 && c.finish_reason) === true
    yield chunk
  }
  // Words without any event: a proxy's, or a server's that forgot its form.
  const words = head.text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith(':'))
  const said = odd ?? (words.length > 0 ? words.join('\n') : undefined)
  if (!understood && said !== undefined) throw noAnswer(name, said)
}

/** The body, and its first words until there is an event. */
async function* recorded(
  body: AsyncIterable<Uint8Array>,
  head: { text: string },
): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    if (head.text.length < mostHead) head.text += Buffer.from(bytes).toString('utf8').slice(0, mostHead)
    yield bytes
  }
}

const mostHead = 500

/** A completion that came in one piece: it ends where it ends, said or not. */
function* wholeAnswer(name: string, text: string): Generator<ChatChunk> {
  const chunk = chunkOf(name, text)
  if (chunk === undefined || !isPart(chunk)) throw noAnswer(name, text)
  yield chunk
  if (chunk.choices?.every((c) => !c.finish_reason) === true)
    yield { choices: [{ index: 0, finish_reason: 'stop' }] }
}

/** Whether a chunk is a part of an answer: it has a choice, or says what the answer cost. */
function isPart(chunk: ChatChunk | undefined): boolean {
  return (
    chunk?.choices?.some((c) => c.delta ?? c.message ?? c.finish_reason) === true ||
    (chunk?.usage ?? undefined) !== undefined
  )
}

/** The first character that is no blank, and the whole body again. */
async function peek(
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly first: string; readonly body: AsyncIterable<Uint8Array> }> {
  const pieces = body[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let first = ''
  try {
    while (first === '') {
      const next = await pieces.next()
      if (next.done === true) break
      read.push(next.value)
      // A byte-order mark is no character of the answer.
      first = Buffer.from(next.value).toString('latin1').replace(/^ï»¿/, '').trimStart().charAt(0)
    }
  } catch (error) {
    await pieces.return?.()
    throw error
  }
  return { first, body: again(read, pieces) }
}

async function* again(
  read: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* read
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    // Leaving early closes the connection.
    await rest.return?.()
  }
}

/** One object of an answer; undefined for what is none. @throws Failure for what is broken, or says what went wrong. */
function chunkOf(name: string, text: string): ChatChunk | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Failure('model-failed', `${name} returned invalid JSON: ${quoted(text)}`, text.slice(0, 500))
  }
  const chunk = chunkShape.safeParse(value)
  if (!chunk.success) return undefined
  if (isError(chunk.data.error)) throw failed(name, text)
  return chunk.data
}

/** Some servers send the field always: empty, false or 0 where nothing went wrong. */
function isError(error: unknown): boolean {
  return Boolean(error) && !(typeof error === 'object' && error !== null && Object.keys(error).length === 0)
}

function noAnswer(name: string, text: string): Failure {
  const said = messageIn(text)
  const what = said === '' ? quoted(text) : `“${said}”`
  return new Failure(
    'model-failed',
    `${name} returned something that is not an answer: ${what}`,
    text.slice(0, 2000),
  )
}

/** The beginning of what a server sent, as a person can read it. */
function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return `“${line.length > 160 ? `${beginningOf(line, 160)}…` : line}”`
}

function failed(name: string, text: string): Failure {
  return new Failure('model-failed', `${name} failed: ${messageIn(text)}`, text.slice(0, 2000))
}

function pageInstead(name: string, text: string): Failure {
  const title = messageIn(text)
  const called = title === '' ? '' : ` (“${title}”)`
  return new Failure(
    'model-failed',
    `${name} returned a web page${called} instead of an answer. Check its address, and whether a proxy asks you to sign in.`,
    text.slice(0, 2000),
  )
}
