/**
 * Reviewing: deciding, tagging, noting, going to the next. A decision is sent and the next trace shown at once; what could
 * not be kept is said, with the way to try again. Knows no React.
 */
import type { Context } from '../context'
import { editsBy } from '../document/edits'
import { createActiveTime, type ActiveTime } from './active-time'
import { createMarks } from './review-marks'
import type { ReviewNeeds } from './review-needs'
import { inQueue, nextStop, ownProjects } from './review-queue'
import type { Queue, ReviewTab } from './review-state'
import { createReviewTravel } from './review-travel'
import { createReviewWriter, type ReviewWriter } from './review-writer'

export type ReviewService = ReturnType<typeof createReviewService>

/** What a person who reviews can do. */
export function createReviewService(context: Context, needs: ReviewNeeds) {
  const time = createActiveTime(context.now)
  const writer = createReviewWriter(context, needs, time)
  const travel = createReviewTravel(context, { ...needs, time, writer })
  return {
    ...createSitting(context, { ...needs, time, writer, leave: travel.leave }),
    ...createMarks(context, writer),
    decide: travel.decide,
    advance: travel.advance,
    back: travel.back,
    undo: travel.undo,
    keepTyped: writer.keepTyped,
  }
}

interface SittingNeeds extends ReviewNeeds {
  readonly time: ActiveTime
  readonly writer: ReviewWriter
  readonly leave: () => void
}

/** Beginning and ending, who reviews, and what is gone through. */
function createSitting(context: Context, needs: SittingNeeds) {
  const { set, memory } = context
  const { time } = needs
  return {
    /** Turns review mode on; it asks for a name where none is known. */
    start: () => startSitting(context, needs),
    stop: () => {
      void needs.settle()
      needs.leave()
      set({
        view: { mode: { type: 'transcript' } },
        editing: { drawing: 'look', tool: 'select', inserting: undefined },
      })
    },
    setAnnotator: (name: string) => {
      const annotator = name.trim().slice(0, 100)
      if (annotator === '') return
      memory.setItem('relook-annotator', annotator)
      set({ review: { annotator } })
    },
    renameAnnotator: () => set({ review: { annotator: undefined } }),
    setQueue: (queue: Queue) => {
      set({ review: { queue } })
      lookAhead(context)
    },
    setTab: (tab: ReviewTab) => set({ review: { tab } }),
    arrive: () => arrive(context, time),
    sign: () => time.sign(),
    away: () => time.away(),
  }
}

function startSitting({ get, set }: Context, { time, openProject }: SittingNeeds): void {
  time.take()
  time.sign()
  set({
    view: { area: { type: 'project' }, mode: { type: 'review' } },
    review: { decided: 0, visited: [], began: {}, tab: 'reasoning' },
    player: { playing: false },
  })
  const first = ownProjects(get()).find((p) => inQueue(p, get().review.queue, get().review.annotator))
  if (get().document.id === undefined && first !== undefined) openProject(first.id)
}

/** A trace has come: time begins, the next one is looked for. */
function arrive(context: Context, time: ActiveTime): void {
  const { get, set } = context
  const { project, branch } = get().document
  if (project === undefined || branch === undefined) return
  const { arrived, began } = get().review
  const edits = editsBy(get())
  if (arrived?.project !== project.id) time.take()
  set({
    review: {
      arrived: { project: project.id, branch, edits },
      began: { [project.id]: edits, ...began },
    },
  })
  time.sign()
  lookAhead(context)
}

/** Looks up what comes after the open trace, so that going on needs not wait. */
function lookAhead(context: Context): void {
  const { get, set } = context
  const { id: from } = get().document
  const { queue } = get().review
  if (from === undefined) return
  const take = (next: Awaited<ReturnType<typeof nextStop>>) => {
    if (get().document.id === from && get().review.queue === queue)
      set({ review: { ahead: { from, queue, next } } })
  }
  // What cannot be looked up ahead is asked for when one goes on, and a failure said then.
  nextStop(context, queue).then(take, () => undefined)
}
