/**
 * What goes on for long: exports, runs over benchmarks, downloads of models. Tells how much of it there is, so that the system does not
 * sleep meanwhile, and what has ended, so that a person who looks elsewhere hears of it. Follows the host; imports no Electron.
 */
import type { HostImplementation } from '../../app/host'
import { msg } from '../../app/message'

/** Work that ended by itself. */
export interface EndedWork {
  readonly title: string
  readonly ok: boolean
}

/** One piece of work as its list has it. */
interface Piece {
  readonly id: string
  readonly title: string
  readonly state: 'busy' | 'done' | 'failed' | 'resting'
}

export interface WorkListener {
  /** How many pieces are under way. */
  readonly onCount: (count: number) => void
  readonly onEnded: (ended: EndedWork) => void
}

type Works = Pick<HostImplementation, 'exports' | 'evaluations' | 'modelStore'>

/** Follows all of it until the signal fires. */
export function followWork(host: Works, listener: WorkListener, signal: AbortSignal): void {
  const counts = new Map<string, number>()
  const follow = async (kind: string, lists: AsyncIterable<readonly Piece[]>): Promise<void> => {
    let busy = new Set<string>()
    for await (const pieces of lists) {
      for (const { id, title, state } of pieces)
        if (busy.has(id) && (state === 'done' || state === 'failed'))
          listener.onEnded({ title, ok: state === 'done' })
      busy = new Set(pieces.filter(({ state }) => state === 'busy').map(({ id }) => id))
      counts.set(kind, busy.size)
      listener.onCount([...counts.values()].reduce((sum, n) => sum + n, 0))
    }
  }
  const quietly = (work: Promise<void>) => void work.catch(() => undefined)
  quietly(follow('exports', exportsOf(host, signal)))
  quietly(follow('evaluations', evaluationsOf(host, signal)))
  quietly(follow('downloads', downloadsOf(host, signal)))
}

async function* exportsOf(host: Works, signal: AbortSignal): AsyncGenerator<readonly Piece[]> {
  for await (const jobs of host.exports({}, signal))
    yield jobs.map(({ id, name, state }) => ({
      id,
      title: msg(`Export “${name}”`),
      state: exportStates[state.type],
    }))
}
const exportStates = { running: 'busy', 'cut-off': 'resting', failed: 'failed', done: 'done' } as const

async function* evaluationsOf(host: Works, signal: AbortSignal): AsyncGenerator<readonly Piece[]> {
  for await (const evaluations of host.evaluations({}, signal))
    yield evaluations.map(({ id, name, state }) => ({
      id,
      title: msg(`Run “${name}”`),
      state: evaluationStates[state.type],
    }))
}
const evaluationStates = {
  waiting: 'busy',
  reading: 'busy',
  running: 'busy',
  pausing: 'busy',
  paused: 'resting',
  stopped: 'resting',
  'cut-off': 'resting',
  failed: 'failed',
  done: 'done',
} as const

/** A download that is through is a model, and no longer on the list; one that a person deletes is neither. */
async function* downloadsOf(host: Works, signal: AbortSignal): AsyncGenerator<readonly Piece[]> {
  let before: readonly Piece[] = []
  let models = 0
  for await (const store of host.modelStore({}, signal)) {
    const now = store.downloads.map(({ id, repo, state }): Piece => {
      const states = { running: 'busy', paused: 'resting', failed: 'failed' } as const
      return { id, title: `Download of ${repo}`, state: states[state.type] }
    })
    const gone = before.filter(({ id, state }) => state === 'busy' && !now.some((piece) => piece.id === id))
    const through =
      store.models.length > models ? gone.map((piece): Piece => ({ ...piece, state: 'done' })) : []
    models = store.models.length
    before = now
    yield [...now, ...through]
  }
}
