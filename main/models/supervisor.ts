/**
 * Keeps the inference process alive: starts it, starts it again when it dies, and fails what was running in words a
 * person can act on. Lists and opens models. Knows no ONNX session.
 */
import { given } from '../../app/given'
import { createObservable, deferred, pause, type Deferred } from '../../app/async'
import { Failure, unknownId } from '../../app/failure'
import { connect } from '../../app/port'
import type { EngineState, Provider } from '../../app/host'
import type { Client } from '../../app/contract'
import type { Message, Model } from '../../app/reasoning/model'
import type { ImageId } from '../../app/trace/step'
import type { Engine, EngineOptions } from './engine'
import { engineContract } from './engine-contract'
import { defaultIdleMinutes } from './idle'
import type { Runtime } from './backend'

type Worker = Client<typeof engineContract>

/** A process that has been started. */
interface Alive {
  readonly worker: Worker
  readonly kill: () => void
  /** Resolves once it is gone, with how it went. */
  readonly died: Deferred<Failure>
}

/** How long a model may take to stop. A step of a large one takes some hundred milliseconds. */
const stopMs = 2000
const unstoppable = `The model did not stop within ${stopMs / 1000} s, so its process was ended. The next run works.`
/** How long a dead process is left before it is started again without being asked for. */
const restartMs = 300
/** A process that dies younger than this is not started again until it is needed. */
const infancyMs = 2000

/** Starts the inference process and looks after it. */
export function createEngine(options: EngineOptions): Engine {
  const states = createObservable<EngineState>({ type: 'starting' })
  let provider: Provider = options.provider
  let idleMinutes = options.idleMinutes ?? defaultIdleMinutes
  let { budget } = options
  let alive: Alive | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let last = 0

  const start = (): Alive => {
    if (closed) throw new Failure('disconnected', 'Relook is closing.')
    clearTimeout(timer)
    if (states.get().type !== 'starting') states.set({ type: 'starting' })
    const born = Date.now()
    const process = options.start()
    const fresh: Alive = {
      worker: connect(engineContract, process.port),
      kill: process.kill,
      died: deferred(),
    }
    alive = fresh
    process.onExit((how) => {
      const failure = new Failure(
        'engine-died',
        `The inference process stopped (${how}). Your work is kept; run again.`,
      )
      fresh.died.resolve(failure)
      if (alive !== fresh) return
      alive = undefined
      if (closed) return
      states.set({
        type: 'died',
        failure: { code: 'engine-died', message: failure.message },
      })
      if (Date.now() - born > infancyMs) timer = setTimeout(restart, restartMs).unref()
    })
    void follow(fresh, { provider, idleMinutes, budget }, states.set)
    return fresh
  }
  const current = (): Alive => alive ?? start()
  /** Ends a process that does not answer, says so, and has the next one ready. */
  const abandon = (process: Alive) => {
    process.died.resolve(new Failure('engine-died', unstoppable))
    process.kill()
    if (alive !== process) return
    alive = undefined
    if (closed) return
    states.set({ type: 'died', failure: { code: 'engine-died', message: unstoppable } })
    timer = setTimeout(restart, restartMs).unref()
  }
  const restart = () => {
    try {
      current()
    } catch {
      // Closing, or it cannot start: whoever needs it next is told.
    }
  }

  const runtime: Runtime = {
    modelFolders: options.modelFolders,
    prompt: async (folder, messages) => {
      const process = current()
      return blame(process, process.worker.prompt({ folder, messages }))
    },
    generate: async function* (folder, request, signal) {
      const paths = await pathsOf(request.messages, options.imagePath)
      const process = current()
      const run = ++last
      let ended = false
      try {
        yield* process.worker.generate({ run, folder, request, paths }, signal)
        ended = true
      } catch (error) {
        ended = true
        // Whoever comes next must not wait behind a model that does not stop.
        if (await isOver(process, run)) throw await causeOf(process, error)
        abandon(process)
        throw new Failure('cancelled', unstoppable)
      } finally {
        if (!ended && !(await isOver(process, run))) abandon(process)
      }
    },
  }
  const sources = options.backends.map((create) => create(runtime))
  const models = async () => (await Promise.all(sources.map((s) => s.models()))).flat()
  // Ready before the first question is asked; where that fails, the state says so and the first run tries again.
  try {
    current()
  } catch {
    states.set({
      type: 'died',
      failure: { code: 'engine-died', message: 'The inference process cannot start.' },
    })
  }

  return {
    models,
    model: async (id): Promise<Model> => {
      for (const source of sources) {
        const model = await source.open(id)
        if (model !== undefined) return model
      }
      const known = (await models()).map((m) => m.id)
      throw unknownId('model', id, known)
    },
    states: states.follow,
    setProvider: async (wanted) => {
      provider = wanted
      const process = current()
      await blame(process, process.worker.setProvider({ provider }))
    },
    setIdle: async (minutes) => {
      idleMinutes = minutes
      const process = current()
      await blame(process, process.worker.setIdle({ minutes }))
    },
    setBudget: async (bytes) => {
      budget = bytes
      const process = current()
      await blame(process, process.worker.setBudget(given({ bytes })))
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      alive?.kill()
    },
  }
}

/** Whether a generation that was left came to its end in time; true for a process that is gone. */
async function isOver({ worker, died }: Alive, run: number): Promise<boolean> {
  const over = worker.over({ run }).then(
    () => true,
    () => true,
  )
  return Promise.race([over, died.promise.then(() => true), pause(stopMs).then(() => false)])
}

/** Passes a worker's states on; its end is told by the process's exit. */
async function follow(
  process: Alive,
  wanted: {
    readonly provider: Provider
    readonly idleMinutes: number
    readonly budget: number | undefined
  },
  tell: (state: EngineState) => void,
): Promise<void> {
  try {
    for await (const state of process.worker.state(wanted)) tell(state)
  } catch (error) {
    // A broken connection is the exit's business; anything else the status bar must show.
    const cause = await causeOf(process, error)
    if (cause instanceof Failure && cause.code !== 'engine-died') {
      tell({ type: 'died', failure: { code: cause.code, message: cause.message } })
    }
  }
}

async function blame<T>(process: Alive, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw await causeOf(process, error)
  }
}

/** A lost connection means that the process died; the exit that says how may come a moment later. */
async function causeOf(process: Alive, error: unknown): Promise<unknown> {
  if (!(error instanceof Failure) || error.code !== 'disconnected') return error
  const died = await Promise.race([process.died.promise, pause(1000)])
  return (
    died ??
    new Failure('engine-died', 'The inference process stopped. Your work is kept; run again.', error.message)
  )
}

/** Where the images of a context lie. */
async function pathsOf(
  messages: readonly Message[],
  imagePath: (id: ImageId) => Promise<string>,
): Promise<Record<ImageId, string>> {
  const parts = messages.flatMap((m) => m.parts)
  const ids = new Set(parts.flatMap((p) => (p.type === 'image' ? [p.view.image] : [])))
  return Object.fromEntries(await Promise.all([...ids].map(async (id) => [id, await imagePath(id)] as const)))
}
