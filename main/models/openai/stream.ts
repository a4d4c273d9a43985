/**
 * The chunks of an answer, however it comes: as events, as one JSON object, or with a content type that says otherwise.
 * What is no answer (a sign-in page, an error in an event of its own) is told as what it is. Knows no dialect.
 */
import { Failure } from '../../../app/failure'
import type { Answer } from './http'
import { messageIn } from './http-errors'
import { chunkShape, type Chunk } from './protocol'
import { serverEvents } from './sse'

/** The chunks, in order. A stream that ends in `[DONE]` is finished, also where no choice said so. @throws Failure */
export async function* chunksOf(name: string, answer: Answer): AsyncGenerator<Chunk> {
  const { first, body } = await peek(answer.body)
  // Proxies send events as JSON and pages as events: what stands there counts, not the header.
  if (first === '<') throw pageInstead(name, await textOf(body))
  if (first === '{' || first === '[') {
    yield chunkOf(name, await textOf(body))
    return
  }
  let finished = false
  for await (const event of serverEvents(body, name)) {
    if (event.error) throw failed(name, event.data)
    if (event.done) {
      if (!finished) yield { choices: [{ index: 0, finish_reason: 'stop' }] }
      return
    }
    const data = event.data.trim()
    // OpenRouter and others send their comments as data.
    if (data === '' || data.startsWith(':')) continue
    const chunk = chunkOf(name, data)
    finished ||= chunk.choices?.some((c) => c.finish_reason) === true
    yield chunk
  }
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

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

function chunkOf(name: string, text: string): Chunk {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Failure('model-failed', `${name} returned invalid JSON.`, text.slice(0, 500))
  }
  const chunk = chunkShape.safeParse(value)
  if (!chunk.success)
    throw new Failure('model-failed', `${name} returned something that is not an answer.`, text.slice(0, 500))
  if (chunk.data.error !== undefined && chunk.data.error !== null) throw failed(name, text)
  return chunk.data
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
