/** Follows the queue of whoever reviews, whichever it is: what is said of it, and who else is there. Knows no React. */
import { given } from '../../../app/given'
import type { Context } from '../context'
import type { State } from '../state'
import { subscribe } from '../subscribe'
import { withoutComparison } from '../view/mode'
import { hasPart, queueOf } from './own-part'
import { noQueue } from './queue-state'

/** Where it is remembered that the instructions of a queue were folded away, and which they were. */
export const foldedKey = (queue: string) => `relook-instructions-${queue}`

type Place = readonly (string | undefined)[]

/** Until the signal fires. `showMine` narrows to one's own part. */
export function followQueue(context: Context, showMine: (mine: boolean) => void, signal: AbortSignal): void {
  const { get, store } = context
  const setup = createSetupFollower(context, showMine)
  const attendance = createAttendance(context)
  let at: Place = []
  const look = () => {
    const now = placeOf(get())
    if (now.every((part, i) => part === at[i]) && at.length > 0) return
    const [id, by, project] = now
    const [before, byBefore] = at
    at = now
    if (id !== before) setup.follow(id)
    // Somebody has said who they are: their part is known only now.
    else if (by !== byBefore && hasPart(get())) showMine(true)
    attendance.attend(id, by, project)
  }
  const end = store.subscribe(look)
  signal.addEventListener('abort', () => {
    end()
    setup.end()
    attendance.end()
  })
}

function createSetupFollower(context: Context, showMine: (mine: boolean) => void) {
  const { host, get, set, memory } = context
  let following: AbortController | undefined
  const take = (first: boolean, kept: State['queue']['kept']) => {
    set({ queue: { kept } })
    // Whoever has a part begins with it; who wants all of it says so, and is not asked again.
    if (first && hasPart(get())) showMine(true)
  }
  return {
    end: () => following?.abort(),
    follow: (id: string | undefined) => {
      following?.abort()
      following = undefined
      const folded = id === undefined ? undefined : (memory.getItem(foldedKey(id)) ?? undefined)
      set({ queue: { ...noQueue, id, folded } })
      if (id === undefined) return
      const own = new AbortController()
      following = own
      let first = true
      void subscribe(context, {
        items: (end) => host.queueSetup({ queue: id }, end),
        take: (kept) => {
          take(first, kept)
          first = false
        },
        signal: own.signal,
      })
    },
  }
}

function createAttendance(context: Context) {
  const { host, set } = context
  let attending: AbortController | undefined
  return {
    end: () => attending?.abort(),
    attend: (id: string | undefined, by: string | undefined, project: string | undefined) => {
      const before = attending
      attending = undefined
      if (id !== undefined && by !== undefined) {
        const own = new AbortController()
        attending = own
        void subscribe(context, {
          items: (end) => host.attend({ queue: id, by, ...given({ project }) }, end),
          take: (present) => {
            if (attending === own) set({ queue: { present } })
          },
          signal: own.signal,
        })
      }
      // Only now: in between one would be seen to leave.
      before?.abort()
    },
  }
}

/** Which queue one reviews, as whom, and which trace is open; nothing while one does not review. */
function placeOf(state: State): Place {
  const { view, review, document } = state
  const reviews = view.area.type === 'project' && withoutComparison(view.mode).type === 'review'
  return reviews ? [queueOf(state), review.annotator, document.id] : [undefined, undefined, undefined]
}
