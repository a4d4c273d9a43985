/** Going through the queue: deciding and on, without deciding, back, and undo across traces. Knows no React. */
import type { Verdict } from '../../../app/trace/review'
import { placeInList } from '../collections/trace-pages'
import type { Context } from '../context'
import { editsBy, isChanging, signedBy } from '../document/edits'
import { announce, notify } from '../notices/notices'
import type { State } from '../state'
import { untilState } from '../until'
import { isArriving } from '../view/mode'
import { dayOf, type ActiveTime } from './active-time'
import { here, nextStop } from './review-queue'
import type { ReviewNeeds } from './review-needs'
import { type Stop } from './review-state'
import { canReview, ownReview } from './review-target'
import type { ReviewWriter } from './review-writer'
import { verdictWords } from '../../words/review'
import { t } from '../../language/text'

interface Needs extends ReviewNeeds {
  readonly time: ActiveTime
  readonly writer: ReviewWriter
}

/** Ways from trace to trace. */
export function createReviewTravel(context: Context, needs: Needs) {
  const { get, set } = context
  const { settle, writer } = needs
  const travel = (work: () => Promise<void>) => onTheWay(context, work)
  return {
    leave: () => leaveTrace(context, needs),
    /** Decides about the trace that is shown and goes on. */
    decide: async (verdict: Verdict): Promise<void> => {
      if (!canReview(get())) return
      await travel(async () => {
        // All of it is handed in at once: wherever one goes meanwhile, it is about what was shown.
        const settled = settle()
        void writer.write({ verdict })
        set(({ review }) => ({ review: { decided: review.decided + 1 } }))
        announce(context, `${t(verdictWords[verdict])}.`)
        await settled
        await goOn(context, needs, true)
      })
    },
    advance: () =>
      travel(async () => {
        await settle()
        await goOn(context, needs, false)
      }),
    back: () =>
      travel(async () => {
        const last = get().review.visited.at(-1)
        if (last === undefined) return announce(context, t('This is where you began.'))
        set(({ review }) => ({ review: { visited: review.visited.slice(0, -1) } }))
        await settle()
        leaveTrace(context, needs)
        await goTo(context, needs, last)
      }),
    /** Undo across traces: with nothing done here, back to the last trace where something was, whose last edit is undone. */
    undo: async (): Promise<void> => {
      if (!(await arrived(context))) return
      const { visited } = get().review
      const last = visited.findLastIndex((visit) => visit.done)
      const visit = visited[last]
      if (changedHere(get()) || visit === undefined) return void (await needs.undo())
      set({ review: { visited: visited.slice(0, last) } })
      leaveTrace(context, needs)
      await travel(async () => goTo(context, needs, visit))
      await needs.edit({ type: 'undone', ...signedBy(get()) }, visit.project)
      if (visit.decided) set(({ review }) => ({ review: { decided: Math.max(0, review.decided - 1) } }))
    },
  }
}

/** A key pressed on the way must not decide about the trace one has left, nor about one nobody has seen yet. */
async function onTheWay({ get, set }: Context, work: () => Promise<void>): Promise<void> {
  if (get().review.travelling) return
  set({ review: { travelling: true } })
  try {
    await work()
  } finally {
    set({ review: { travelling: false } })
  }
}

/** To the next of the queue; says so where there is none. */
async function goOn(context: Context, needs: Needs, decided: boolean): Promise<void> {
  const { get, set } = context
  const from = here(get())
  const next = await nextFrom(context, from)
  leaveTrace(context, needs)
  if (from !== undefined) {
    const visit = { ...from, decided, done: decided || changedHere(get()) }
    set(({ review }) => ({ review: { visited: [...review.visited, visit] } }))
  }
  if (next !== undefined) return goTo(context, needs, next)
  const message = get().review.queue === 'all' ? t('There is no other trace.') : t('This queue is empty.')
  notify(context, { place: 'step', tone: 'info', message })
  announce(context, message)
}

/** Waits until the trace one goes to is shown; false where one went elsewhere meanwhile. */
async function arrived({ get, store }: Context): Promise<boolean> {
  await untilState(store, (s) => !s.review.travelling)
  const { row } = get().collections
  await untilState(store, (s) => !isArriving(s) || s.collections.row?.row !== row?.row)
  return get().collections.row?.row === row?.row
}

/** The next of the queue: as looked up ahead, else asked for now. */
async function nextFrom(context: Context, from: Stop | undefined): Promise<Stop | undefined> {
  const { review, queue: shared } = context.get()
  const { ahead, queue } = review
  // With others at it, what was next a moment ago may be open or decided now.
  const sound = shared.present.length === 0 && ahead?.from === from?.project && ahead?.queue === queue
  const known = sound ? ahead?.next : undefined
  return known ?? nextStop(context, queue).catch(() => undefined)
}

function goTo({ get }: Context, needs: ReviewNeeds, { project, row }: Stop): Promise<void> | void {
  return row === undefined ? needs.openProject(project) : needs.openTrace(row, placeInList(get(), row.row))
}

/** Whether anything was changed about the open trace in this sitting that is not undone. */
function changedHere(state: State): boolean {
  const { project } = state.document
  if (project === undefined) return false
  return isChanging(state) || editsBy(state) > (state.review.began[project.id] ?? Infinity)
}

/** Time spent since the last decision, where anything was done at all: only looking writes nothing. */
function leaveTrace({ get, now }: Context, { time, writer, edit }: Needs): void {
  writer.keepTyped()
  const ms = time.take()
  const { project } = get().document
  const { annotator, arrived } = get().review
  if (arrived === undefined || annotator === undefined || ms < 1000 || project?.id !== arrived.project) return
  const { branch, edits } = arrived
  if (ownReview(get(), arrived) !== undefined || editsBy(get()) !== edits)
    void edit({ type: 'review-timed', branch, by: annotator, ms, day: dayOf(now()) }, project.id)
}
