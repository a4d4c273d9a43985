/** A request that says what it waits for while a server is busy. Knows no chat. */
import type { GenerateEvent } from '../../../app/reasoning/model'
import type { Answer, Ask, Http } from './http'

/** Asks, and tells of reading and of every wait before another attempt. @throws Failure */
export async function* askTelling(
  http: Http,
  ask: Omit<Ask, 'onWait'>,
): AsyncGenerator<GenerateEvent, Answer> {
  const told: GenerateEvent[] = [{ type: 'phase', phase: { name: 'prefill' } }]
  let wake: () => void = () => undefined
  const tell = (event: GenerateEvent) => {
    told.push(event)
    wake()
  }
  let answer: Answer | undefined
  const asking = http
    .ask({
      ...ask,
      onWait: (wait) =>
        tell({
          type: 'phase',
          phase: wait === undefined ? { name: 'prefill' } : { name: 'wait', note: noteOf(wait) },
        }),
    })
    .then((given) => {
      answer = given
    })
  // Where nobody listens any more, its failure is nobody's.
  asking.catch(() => undefined)
  for (;;) {
    for (let event = told.shift(); event !== undefined; event = told.shift()) yield event
    if (answer !== undefined) return answer
    const more = new Promise<void>((done) => (wake = done))
    await Promise.race([asking, more])
  }
}

/** Without the advice of a failure: it is being followed. */
function noteOf({ ms, why }: { readonly ms: number; readonly why: string }): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  const what = why.replace(/ (Try again later|Is .* running\?)\.?/, '').replace(/[.\s]+$/, '')
  return `${what}; asked again in ${seconds} s`
}
