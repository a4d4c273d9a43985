/** Server-sent events out of the pieces of a body: the `data` of each, until `[DONE]`. Knows no chat. */
import { createParser } from 'eventsource-parser'
import { Failure } from '../../../app/failure'

/** Longest event in characters; nothing a model says in one piece comes near it. */
const longestEvent = 4 * 2 ** 20

/** The events of a stream. Ends at `[DONE]` or with the body. @throws Failure `model-failed` for an event without end. */
export async function* serverEvents(
  body: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<{ readonly data: string; readonly done: boolean }> {
  const events: string[] = []
  let tooLong = false
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent: ({ data }) => void events.push(data),
    onError: ({ type }) => {
      // Unknown fields and odd retry times do no harm.
      if (type === 'max-buffer-size-exceeded') tooLong = true
    },
  })
  const decoder = new TextDecoder()
  const given = function* () {
    while (events.length > 0) {
      const data = events.shift() as string
      yield { data, done: data.trim() === '[DONE]' }
    }
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
