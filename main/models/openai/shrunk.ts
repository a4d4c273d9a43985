/**
 * Whether a server read the images at the size they were sent. An image that was shrunk, or a context that was cut, has
 * fewer tokens than its patches say; every region the model names would be somewhere else. Knows no network.
 */
import { Failure } from '../../../app/failure'
import type { GenerateEvent, ModelMessage } from '../../../app/reasoning/model'
import type { Wire } from '../../../app/host/servers'

/** Passes the events on. @throws Failure at the end of an answer to fewer tokens than its images have. */
export async function* unshrunk(
  { name, wire }: { readonly name: string; readonly wire: Pick<Wire, 'counts'> },
  messages: readonly ModelMessage[],
  events: AsyncIterable<GenerateEvent>,
): AsyncGenerator<GenerateEvent> {
  for await (const event of events) {
    if (event.type === 'end' && wire.counts) checkRead(name, messages, event.timings.promptTokens)
    yield event
  }
}

/** Of one answer. `counted` 0: it came without a count. @throws Failure `bad-input` */
export function checkRead(name: string, messages: readonly ModelMessage[], counted: number): void {
  const sent = messages
    .flatMap((m) => m.parts)
    .reduce((sum, p) => (p.type === 'image' ? sum + p.view.grid.width * p.view.grid.height : sum), 0)
  if (counted === 0 || counted >= sent) return
  throw new Failure(
    'bad-input',
    `${name} shrank the images or cut the context: they have ${sent} tokens, and it read ${counted} in all. ` +
      'Its regions would be off. Set “Most pixels” of this model (--image-pixels) lower, or the server’s limit higher.',
  )
}
