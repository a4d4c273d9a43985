/**
 * Server-sent events out of the pieces of a body: the `data` of each, until `[DONE]`. An error comes as an event of that
 * name, or as a line `error: …` (llama.cpp). Knows no chat.
 */
import { createParser } from 'eventsource-parser'
import { Failure } from '../../../app/failure'

/** Longest event in characters; nothing a model says in one piece comes near it. */
const longestEvent = 4 * 2 ** 20

export interface ServerEvent {
  readonly data: string
  readonly done: boolean
  /** `data` is what went wrong. */
  readonly error: boolean
}

/** The events of a stream. Ends at `[DONE]` or with the body. @throws Failure `model-failed` for an event without end. */
export async function* serverEvents(
  body: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<ServerEvent> {
  const events: ServerEvent[] = []
  let tooLong = false
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent: ({ data, event }) =>
      void events.push({ data, done: data.trim() === '[DONE]', error: event === 'error' }),
    onError: ({ type, field, value }) => {
      // Other unknown fields and odd retry times do no harm.
      if (type === 'max-buffer-size-exceeded') tooLong = true
      if (type === 'unknown-field' && field === 'error')
        events.push({ data: value ?? '', done: false, error: true })
    },
  })
  const decoder = new TextDecoder()
  const given = function* () {
    for (let event = events.shift(); event !== undefined; event = events.shift()) yield event
  }
  for await (const piece of body) {
    parser.feed(decoder.decode(piece, { stream: true }))
    if (tooLong) throw new Failure('model-failed', `${name} sent a line that is too long to be an answer.`)
    for (const event of given()) {
      yield event
      if (event.done) return
    }
  }
  // Servers that end the connection right after the last line.
  parser.feed(`${decoder.decode()}\n\n`)
  yield* given()
}
