/** Work under way, each under a key: begun once, asked to pause or ended by its signals, waited for. Knows nothing of what is done. */
import { Failure } from '../../app/failure'

/** What a work is ended by. */
export interface WorkEnd {
  /** Give up what is under way. Its `reason` is `closing` where the app is about to end: then the work is to go on next time. */
  readonly signal: AbortSignal
  /** Begin nothing new; finish what is under way. */
  readonly pausing: AbortSignal
}

export interface RunningWorks {
  readonly running: (key: string) => boolean
  /** Begins a work that settles its own failures. @throws Failure `busy` while there is one under this key. */
  readonly start: (key: string, work: (ending: WorkEnd) => Promise<void>) => void
  readonly pause: (key: string) => void
  /** Ends a work; resolves when it is over. */
  readonly halt: (key: string) => Promise<void>
  /** Resolves when the work is over, by itself or otherwise. */
  readonly ended: (key: string) => Promise<void>
  /** Ends all because the app ends. */
  readonly close: () => Promise<void>
}

/** Why a work is ended that is to go on at the next start. */
export const closing = new Failure('cancelled', 'Relook was closed.')

interface Work {
  readonly controller: AbortController
  readonly pauser: AbortController
  readonly ended: Promise<void>
}

/** No work yet. */
export function createWorks(): RunningWorks {
  const works = new Map<string, Work>()
  const end = (work: Work | undefined, reason?: Failure): Promise<void> => {
    work?.controller.abort(reason)
    return work?.ended ?? Promise.resolve()
  }
  return {
    running: (key) => works.has(key),
    start: (key, work) => {
      if (works.has(key)) throw new Failure('busy', 'That is under way.')
      const [controller, pauser] = [new AbortController(), new AbortController()]
      const ended = work({ signal: controller.signal, pausing: pauser.signal }).finally(() =>
        works.delete(key),
      )
      works.set(key, { controller, pauser, ended })
    },
    pause: (key) => works.get(key)?.pauser.abort(),
    halt: (key) => end(works.get(key)),
    ended: (key) => works.get(key)?.ended ?? Promise.resolve(),
    close: async () => {
      await Promise.all([...works.values()].map((work) => end(work, closing)))
    },
  }
}
