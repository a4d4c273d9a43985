/** Whose turn it is: one at a time, first come first served. Runs share the engine by it, one segment each. */
import { Failure } from '../../app/failure'
import type { GenerateEvent, GenerateRequest, Model } from '../../app/reasoning/model'

export interface Turns {
  /** Resolves with the end of the turn. @throws Failure `cancelled` when the signal fires while waiting. */
  readonly take: (signal: AbortSignal) => Promise<() => void>
}

/** An empty queue. */
export function createTurns(): Turns {
  let busy = false
  const waiting: (() => void)[] = []
  const next = () => {
    const first = waiting.shift()
    if (first === undefined) busy = false
    else first()
  }
  const once = () => {
    let done = false
    return () => {
      if (!done) next()
      done = true
    }
  }
  return {
    take: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new Failure('cancelled', 'Cancelled.'))
        if (!busy) {
          busy = true
          return resolve(once())
        }
        const mine = () => {
          signal.removeEventListener('abort', leave)
          resolve(once())
        }
        const leave = () => {
          const at = waiting.indexOf(mine)
          if (at >= 0) waiting.splice(at, 1)
          reject(new Failure('cancelled', 'Cancelled.'))
        }
        waiting.push(mine)
        signal.addEventListener('abort', leave, { once: true })
      }),
  }
}

/** The model, each segment in its turn: two runs alternate instead of one waiting for the other's end. */
export function inTurns(model: Model, turns: Turns): Model {
  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    yield { type: 'phase', phase: { name: 'queue' } }
    const done = await turns.take(signal)
    try {
      yield* model.generate(request, signal)
    } finally {
      done()
    }
  }
  return { info: model.info, prompt: model.prompt, generate }
}
