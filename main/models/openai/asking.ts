/** A request that says what it waits for while a server is busy. Knows no chat. */
import { createChannel } from '../../../app/async'
import type { GenerateEvent } from '../../../app/reasoning/model'
import type { HttpResponse, Ask, Http } from './http'

/** Asks, and tells of reading and of every wait before another attempt. @throws Failure */
export async function* askTelling(
  http: Http,
  ask: Omit<Ask, 'onWait'>,
): AsyncGenerator<GenerateEvent, HttpResponse> {
  const told = createChannel<GenerateEvent>()
  told.push({ type: 'phase', phase: { name: 'prefill' } })
  const onWait: Ask['onWait'] = (wait) =>
    told.push({
      type: 'phase',
      phase: wait === undefined ? { name: 'prefill' } : { name: 'wait', note: noteOf(wait) },
    })
  const asking = http.ask({ ...ask, onWait })
  // Its failure ends what is told here, and is thrown from there.
  asking.then(told.end, told.fail)
  yield* told
  return asking
}

function noteOf({ ms, why }: { readonly ms: number; readonly why: string }): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  return `${why.replace(/[.\s]+$/, '')}; asked again in ${seconds} s`
}
