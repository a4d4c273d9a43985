/**
 * The models that run here share one engine: each segment of a run waits for its turn, so that two runs alternate instead of
 * one waiting for the other's end. Made once, around the engine, so that nobody who opens a model has to think of it.
 */
import { createSemaphore, type Semaphore } from '../../app/async'
import { given } from '../../app/given'
import type { GenerateEvent, GenerateRequest, Model } from '../../app/reasoning/model'
import type { Engine } from '../models/engine'

/** The engine, its models taking turns; those that are served elsewhere have a limit of their own. */
export function exclusiveModels(engine: Engine): Engine {
  const turn = createSemaphore(1)
  return {
    ...engine,
    model: async (id) => {
      const model = await engine.model(id)
      return model.concurrent === true ? model : exclusive(model, turn)
    },
  }
}

function exclusive(model: Model, turn: Pick<Semaphore<never>, 'take' | 'use'>): Model {
  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    yield { type: 'phase', phase: { name: 'queue' } }
    const done = await turn.take(signal)
    try {
      yield* model.generate(request, signal)
    } finally {
      done()
    }
  }
  /** An answer in one piece, in its turn. */
  function inTurn<R, T>(ask: (request: R, signal: AbortSignal) => Promise<T>): typeof ask {
    return (request, signal) => turn.use(() => ask(request, signal), signal)
  }
  const { info, prompt, score, attend } = model
  return {
    ...{ info, prompt, generate },
    ...given({ score: score && inTurn(score), attend: attend && inTurn(attend) }),
  }
}
