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
import type { ModelMessage, Model } from '../../app/reasoning/model'
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

/** What a process is told when it is started. */
interface Wanted {
  provider: Provider
  idleMinutes: number
  budget: number | undefined
}

/** The inference process: started when it is needed, and again when it died. */
class Keeper {
  readonly states = createObservable<EngineState>({ type: 'starting' })
  readonly #start: EngineOptions['start']
  readonly #wanted: Readonly<Wanted>
  #alive: Alive | undefined
  #closed = false
  #timer: NodeJS.Timeout | undefined

  constructor(start: EngineOptions['start'], wanted: Readonly<Wanted>) {
    this.#start = start
    this.#wanted = wanted
  }

  /** @throws Failure `disconnected` when Relook is closing, and what starting throws. */
  current(): Alive {
    return this.#alive ?? this.#begin()
  }

  /** Ends a process that does not answer, says so, and has the next one ready. */
  abandon(process: Alive): void {
    const failure = new Failure('engine-died', unstoppable)
    process.died.resolve(failure)
    process.kill()
    if (this.#lost(process, failure)) this.#startSoon()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#alive?.kill()
  }

  #begin(): Alive {
    if (this.#closed) throw new Failure('disconnected', 'Relook is closing.')
    clearTimeout(this.#timer)
    if (this.states.get().type !== 'starting') this.states.set({ type: 'starting' })
    const born = Date.now()
    const process = this.#start()
    const fresh: Alive = {
      worker: connect(engineContract, process.port),
      kill: process.kill,
      died: deferred(),
    }
    this.#alive = fresh
    process.onExit((how) => {
      const message = `The inference process stopped (${how}). Your work is kept; run again.`
      const failure = new Failure('engine-died', message)
      fresh.died.resolve(failure)
      if (this.#lost(fresh, failure) && Date.now() - born > infancyMs) this.#startSoon()
    })
    void follow(fresh, { ...this.#wanted }, this.states.set)
    return fresh
  }

  /** Says that a process is gone; false where another has taken its place, or none is wanted any more. */
  #lost(process: Alive, { message }: Failure): boolean {
    if (this.#alive !== process) return false
    this.#alive = undefined
    if (this.#closed) return false
    this.states.set({ type: 'died', failure: { code: 'engine-died', message } })
    return true
  }

  #startSoon(): void {
    const restart = () => {
      try {
        this.current()
      } catch {
        // Closing, or it cannot start: whoever needs it next is told.
      }
    }
    this.#timer = setTimeout(restart, restartMs).unref()
  }
}

/** Starts the inference process and looks after it. */
export function createEngine(options: EngineOptions): Engine {
  const wanted: Wanted = {
    provider: options.provider,
    idleMinutes: options.idleMinutes ?? defaultIdleMinutes,
    budget: options.budget,
  }
  const keeper = new Keeper(options.start, wanted)
  const runtime = runtimeOf(keeper, options)
  const sources = options.backends.map((create) => create(runtime))
  const models = async () => (await Promise.all(sources.map((s) => s.models()))).flat()
  // Ready before the first question is asked; where that fails, the state says so and the first run tries again.
  try {
    keeper.current()
  } catch {
    const message = 'The inference process cannot start.'
    keeper.states.set({ type: 'died', failure: { code: 'engine-died', message } })
  }
  const tell = (ask: (worker: Worker) => Promise<void>) => {
    const process = keeper.current()
    return blame(process, ask(process.worker))
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
    states: keeper.states.follow,
    setProvider: async (provider) => {
      wanted.provider = provider
      await tell((worker) => worker.setProvider({ provider }))
    },
    setIdle: async (minutes) => {
      wanted.idleMinutes = minutes
      await tell((worker) => worker.setIdle({ minutes }))
    },
    setBudget: async (bytes) => {
      wanted.budget = bytes
      await tell((worker) => worker.setBudget(given({ bytes })))
    },
    close: async () => keeper.close(),
  }
}

/** What backends ask of the process. */
function runtimeOf(keeper: Keeper, { modelFolders, imagePath }: EngineOptions): Runtime {
  let last = 0
  /** Work of the process with images; whoever leaves it waits until it is over. */
  async function* asked<T>(
    messages: readonly ModelMessage[],
    work: (
      process: Alive,
      at: { readonly run: number; readonly paths: Record<ImageId, string> },
    ) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const paths = await pathsOf(messages, imagePath)
    const process = keeper.current()
    const run = ++last
    let ended = false
    try {
      yield* work(process, { run, paths })
      ended = true
    } catch (error) {
      ended = true
      // Whoever comes next must not wait behind a model that does not stop.
      if (await isOver(process, run)) throw await causeOf(process, error)
      keeper.abandon(process)
      throw new Failure('cancelled', unstoppable)
    } finally {
      if (!ended && !(await isOver(process, run))) keeper.abandon(process)
    }
  }
  return {
    modelFolders,
    prompt: async (folder, messages) => {
      const process = keeper.current()
      return blame(process, process.worker.prompt({ folder, messages }))
    },
    generate: (folder, request, signal) =>
      asked(request.messages, (process, { run, paths }) =>
        process.worker.generate({ run, folder, request, paths }, signal),
      ),
    score: (folder, request, signal) =>
      only(
        asked(request.messages, (process, { run, paths }) =>
          process.worker.score({ run, folder, request, paths }, signal),
        ),
      ),
    attend: (folder, request, signal) =>
      only(
        asked(request.messages, (process, { run, paths }) =>
          process.worker.attend({ run, folder, request, paths }, signal),
        ),
      ),
  }
}

/** The one thing that is told. */
async function only<T>(told: AsyncIterable<T>): Promise<T> {
  for await (const value of told) return value
  throw new Failure('cancelled', 'Cancelled.')
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
  wanted: Readonly<Wanted>,
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
  messages: readonly ModelMessage[],
  imagePath: (id: ImageId) => Promise<string>,
): Promise<Record<ImageId, string>> {
  const parts = messages.flatMap((m) => m.parts)
  const ids = new Set(parts.flatMap((p) => (p.type === 'image' ? [p.view.image] : [])))
  return Object.fromEntries(await Promise.all([...ids].map(async (id) => [id, await imagePath(id)] as const)))
}
