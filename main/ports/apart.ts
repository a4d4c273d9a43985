/**
 * Work that may hang, need too much or end its process, done in a process that can be ended: so many at once, each within its time.
 * Started when it is needed, ended when nobody needs it for a while. Works must be such that doing one twice does no harm: one that was
 * lost with another is done again, in a process of its own, so that the one that ended it is known. Knows no contract's abilities.
 */
import { createSemaphore, deferred, pause, type Deferred } from '../../app/async'
import type { Client, Contract } from '../../app/contract'
import { Failure } from '../../app/failure'
import { connect } from '../../app/port'
import type { EngineProcess } from '../models/engine'

export interface ApartOptions<C extends Contract> {
  readonly contract: C
  readonly start: () => EngineProcess
  /** Works at the same time; the others wait in the order they came. */
  readonly atOnce: number
  /** Milliseconds for one work, its waiting not counted. */
  readonly deadlineMs: number
  /** Milliseconds without work after which the process is ended. */
  readonly idleMs: number
  /** Why a work was given up; `how`: how its process ended, absent when it took too long. */
  readonly givenUp: (what: string, how?: string) => Failure
}

export interface ApartWorker<C extends Contract> {
  /** Does a work; `what` names it for people. @throws whatever it throws, and what `givenUp` says. */
  readonly use: <T>(what: string, work: (client: Client<C>) => Promise<T>) => Promise<T>
  /** Starts the process, for a work that will come soon. */
  readonly prepare: () => void
  /** Ends the process and what it does. */
  readonly close: () => void
}

interface Running<C extends Contract> {
  readonly client: Client<C>
  /** How it ended. */
  readonly died: Deferred<string>
  readonly isGone: () => boolean
  readonly kill: () => void
}

/** Nothing is started yet. */
export function createApart<C extends Contract>(options: ApartOptions<C>): ApartWorker<C> {
  const turns = createSemaphore(options.atOnce)
  const alone = createSemaphore(1)
  const processes = createProcesses(options)
  let shared: Running<C> | undefined
  let working = 0
  let idle: NodeJS.Timeout | undefined

  const current = (): Running<C> => {
    if (shared === undefined || shared.isGone()) shared = processes.start()
    return shared
  }
  const rest = () => {
    idle = setTimeout(() => shared?.kill(), options.idleMs).unref()
  }
  const again = <T>(what: string, work: Work<C, T>): Promise<T> =>
    alone.use(async () => {
      const mine = processes.start()
      try {
        return await within(mine, what, { work, options })
      } catch (error) {
        if (!isLost(error) || processes.closed()) throw error
        const how = await Promise.race([mine.died.promise, pause(1000).then(() => 'it was lost')])
        throw options.givenUp(what, how)
      } finally {
        mine.kill()
      }
    })
  return {
    use: (what, work) =>
      turns.use(async () => {
        working++
        clearTimeout(idle)
        try {
          return await within(current(), what, { work, options })
        } catch (error) {
          if (!isLost(error) || processes.closed()) throw error
          return await again(what, work)
        } finally {
          if (--working === 0) rest()
        }
      }),
    prepare: () => {
      current()
      clearTimeout(idle)
      if (working === 0) rest()
    },
    close: () => {
      clearTimeout(idle)
      processes.close()
    },
  }
}

type Work<C extends Contract, T> = (client: Client<C>) => Promise<T>

/** The processes that run now. */
function createProcesses<C extends Contract>({ contract, start }: ApartOptions<C>) {
  const all = new Set<Running<C>>()
  let closed = false
  return {
    start: (): Running<C> => {
      if (closed) throw new Failure('disconnected', 'Relook is closing.')
      const process = start()
      const mine: Running<C> = {
        client: connect(contract, process.port),
        died: deferred<string>(),
        isGone: () => !all.has(mine),
        kill: () => {
          if (all.delete(mine)) process.kill()
        },
      }
      all.add(mine)
      process.onExit((how) => {
        all.delete(mine)
        mine.died.resolve(how)
      })
      return mine
    },
    closed: () => closed,
    close: () => {
      closed = true
      for (const one of all) one.kill()
    },
  }
}

/** A work in its time; one that takes longer ends its process. */
async function within<C extends Contract, T>(
  mine: Running<C>,
  what: string,
  { work, options }: { readonly work: Work<C, T>; readonly options: ApartOptions<C> },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(options.givenUp(what))
      mine.kill()
    }, options.deadlineMs)
  })
  try {
    return await Promise.race([work(mine.client), late])
  } finally {
    clearTimeout(timer)
  }
}

function isLost(error: unknown): boolean {
  return error instanceof Failure && error.code === 'disconnected'
}
