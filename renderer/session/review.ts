/**
 * Reviewing: deciding, tagging, noting, going to the next. A decision is sent and the next trace shown at once; what could
 * not be kept is said, with the way to try again. Knows no React.
 */
import type { Box } from '../../app/geometry/box'
import { toFailureData } from '../../app/failure'
import type { EditChange } from '../../app/trace/change'
import { blankReview, reviewBy, type Review, type Verdict } from '../../app/trace/review'
import { createActiveTime } from './active-time'
import { notify, type Context } from './context'
import { verdictWords, type Queue, type ReviewTab } from './review-state'
import { here, nextStop, ownProjects, inQueue, type Stop } from './review-queue'
import { failureNotice, type State } from './state'
import { placeOf } from './trace-pages'
import type { TraceRow } from '../../app/host/collections'

export type ReviewActions = ReturnType<typeof reviewActions>

interface Needs {
  /** Hands in what is half typed or half moved. */
  readonly settle: () => Promise<void>
  readonly openProject: (id: string) => void
  readonly openTrace: (row: TraceRow, at: number | undefined) => Promise<void>
  readonly undo: () => Promise<boolean>
}

/** A note is one edit once nothing was typed for this long. */
const typedMs = 700

/** Actions of review mode. */
export function reviewActions(context: Context, needs: Needs) {
  const { get, set, memory } = context
  const time = createActiveTime(context.now)
  /** Where one was, the latest last; `done`: something was changed there, so that undo can go back to it. */
  let visited: (Stop & { readonly decided: boolean; readonly done: boolean })[] = []
  /** Edits each trace had when one first came to it in this sitting: what undo does not go behind. */
  const began = new Map<string, number>()
  let ahead: { readonly from: string; readonly next: Promise<Stop | undefined> } | undefined
  let at: { readonly project: string; readonly branch: string; readonly edits: number } | undefined
  let typing: ReturnType<typeof setTimeout> | undefined
  let typed: (() => void) | undefined

  const send = (project: string, change: EditChange): Promise<void> =>
    context.host.edit({ project, change }).catch((error: unknown) => {
      const again = { title: 'Try again', perform: () => void send(project, change) }
      notify(context, failureNotice('step', toFailureData(error), again))
    })

  const reviewed = (change: Partial<Review>): Promise<void> => {
    const { projectId, branch, annotator } = get()
    const review = myReview(get(), context.now())
    if (projectId === undefined || branch === undefined || review === undefined || annotator === undefined)
      return Promise.resolve()
    const next = { ...review, ...change, at: context.now(), spent: review.spent + time.take() }
    return send(projectId, { type: 'reviewed', branch, review: next })
  }

  const handInTyped = () => {
    clearTimeout(typing)
    typed?.()
    typed = undefined
  }

  /** Time spent since the last decision, where anything was done at all: only looking writes nothing. */
  const leave = () => {
    handInTyped()
    const ms = time.take()
    const { project, annotator } = get()
    if (at === undefined || annotator === undefined || ms < 1000 || project?.id !== at.project) return
    const known = reviewBy(project.reviews, at.branch, annotator) !== undefined
    if (known || project.history.past.length !== at.edits)
      void send(at.project, { type: 'review-timed', branch: at.branch, by: annotator, ms })
  }

  const lookAhead = () => {
    const from = get().projectId
    if (from === undefined) return
    ahead = { from, next: nextStop(context, get().queue).catch(() => undefined) }
  }

  /** Whether anything was changed about the open trace in this sitting that is not undone. */
  const changedHere = (): boolean => {
    const { project } = get()
    return project !== undefined && project.history.past.length > (began.get(project.id) ?? Infinity)
  }

  const go = async (to: Stop) => {
    if (to.row === undefined) needs.openProject(to.project)
    else await needs.openTrace(to.row, placeOf(get(), to.row.row))
  }

  let way: Promise<void> = Promise.resolve()
  /** A key pressed on the way must not decide about the trace one has left, nor about one nobody has seen yet. */
  const travel = (work: () => Promise<void>): Promise<void> => {
    if (get().travelling) return Promise.resolve()
    set({ travelling: true })
    way = work().finally(() => set({ travelling: false }))
    return way
  }

  const advance = async (decided: boolean) => {
    const from = here(get())
    const known = ahead !== undefined && ahead.from === from?.project ? ahead.next : undefined
    const next = (await known) ?? (await nextStop(context, get().queue).catch(() => undefined))
    leave()
    if (from !== undefined) visited.push({ ...from, decided, done: decided || changedHere() })
    if (next === undefined) {
      const words = get().queue === 'all' ? 'There is no other trace.' : 'Nothing is left in this queue.'
      notify(context, { place: 'step', tone: 'info', message: words })
      return set({ announced: words })
    }
    await go(next)
  }

  return {
    /** Turns review mode on; it asks for a name where none is known. */
    startReview: () => {
      visited = []
      began.clear()
      time.take()
      time.sign()
      set({ reviewing: true, decided: 0, compare: undefined, playing: false, reviewTab: 'reasoning' })
      const { projectId } = get()
      const first = ownProjects(get()).find((p) => inQueue(p, get().queue, get().annotator))
      if (projectId === undefined && first !== undefined) needs.openProject(first.id)
    },
    stopReview: () => {
      leave()
      set({ reviewing: false, drawing: 'look', tool: 'select', inserting: undefined })
    },
    setAnnotator: (name: string) => {
      const annotator = name.trim().slice(0, 100)
      if (annotator === '') return
      memory.setItem('relook-annotator', annotator)
      set({ annotator })
    },
    renameAnnotator: () => set({ annotator: undefined }),
    setQueue: (queue: Queue) => {
      set({ queue })
      lookAhead()
    },
    setReviewTab: (reviewTab: ReviewTab) => set({ reviewTab }),
    /** A trace has come: time begins, the next one is looked for. */
    arriveReview: () => {
      const { project, branch } = get()
      if (project === undefined || branch === undefined) return
      if (at?.project !== project.id) time.take()
      at = { project: project.id, branch, edits: project.history.past.length }
      if (!began.has(project.id)) began.set(project.id, project.history.past.length)
      time.sign()
      lookAhead()
    },
    reviewSign: () => time.sign(),
    reviewAway: () => time.away(),
    /** Decides and goes on. */
    decide: (verdict: Verdict) =>
      travel(async () => {
        await needs.settle()
        handInTyped()
        void reviewed({ verdict })
        set((s) => ({ decided: s.decided + 1, announced: `${verdictWords[verdict]}.` }))
        await advance(true)
      }),
    advanceReview: () =>
      travel(async () => {
        await needs.settle()
        await advance(false)
      }),
    backReview: () =>
      travel(async () => {
        const last = visited.pop()
        if (last === undefined) return set({ announced: 'This is where you began.' })
        await needs.settle()
        leave()
        await go(last)
      }),
    toggleTag: (tag: string) => {
      const tags = myReview(get(), 0)?.tags ?? []
      void reviewed({ tags: tags.includes(tag) ? tags.filter((t) => t !== tag) : [...tags, tag] })
    },
    setFailureTags: (failureTags: readonly string[]) => {
      memory.setItem('relook-failure-tags', JSON.stringify(failureTags))
      set({ failureTags })
    },
    /** Kept when nothing more is typed, and at once when one goes elsewhere. */
    writeNote: (note: string) => {
      clearTimeout(typing)
      typed = () => void (myReview(get(), 0)?.note !== note && reviewed({ note }))
      typing = setTimeout(handInTyped, typedMs)
    },
    handInTyped,
    setGold: (gold: string) => {
      const review = myReview(get(), 0)
      if ((review?.gold ?? '') !== gold) void reviewed({ gold })
    },
    addGoldBox: (box: Box<'image'>) =>
      reviewed({ goldBoxes: [...(myReview(get(), 0)?.goldBoxes ?? []), box] }),
    removeGoldBox: (index: number) =>
      reviewed({ goldBoxes: (myReview(get(), 0)?.goldBoxes ?? []).filter((_, i) => i !== index) }),
    /** Ends a disagreement: mine stays, or theirs is taken over. */
    settleWith: (other: Review, take: 'mine' | 'theirs') => {
      const mine = myReview(get(), 0)
      const settles = [...new Set([...(mine?.settles ?? []), other.by])]
      const { verdict, tags, gold, goldBoxes } = other
      const theirs = { tags, goldBoxes, ...(verdict && { verdict }), ...(gold !== undefined && { gold }) }
      return reviewed(take === 'mine' ? { settles } : { ...theirs, settles })
    },
    /** Undo across traces: with nothing done here, back to the last trace where something was, whose last edit is undone. */
    undoReview: async () => {
      await way.catch(() => undefined)
      const last = visited.findLastIndex((stop) => stop.done)
      const stop = visited[last]
      if (changedHere() || stop === undefined) return void (await needs.undo())
      visited = visited.slice(0, last)
      leave()
      await travel(() => go(stop))
      await send(stop.project, { type: 'undone' })
      if (stop.decided) set((s) => ({ decided: Math.max(0, s.decided - 1) }))
    },
  }
}

/** The person's own review of what is open, blank where there is none yet; undefined without name or branch. */
export function myReview(state: State, now: number): Review | undefined {
  const { project, branch, annotator } = state
  if (project === undefined || branch === undefined || annotator === undefined) return undefined
  return ownReview(state) ?? blankReview(annotator, now)
}

/** What the person who reviews has written about the open branch; undefined before anything is. */
export function ownReview({ project, branch, annotator }: State): Review | undefined {
  if (project === undefined || branch === undefined || annotator === undefined) return undefined
  return reviewBy(project.reviews, branch, annotator)
}

/** Whether keys of review mode count. */
export function canReview(state: State): boolean {
  return state.reviewing && !state.travelling && state.annotator !== undefined && state.project !== undefined
}
