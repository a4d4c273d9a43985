/** Writes a person's review: each change at once, what is typed after a pause. Knows no React. */
import { given } from '../../../app/given'
import { reviewBy, withTime, type Review } from '../../../app/trace/review'
import type { Context } from '../context'
import type { Edits } from '../document/edits'
import { untilState } from '../until'
import type { State } from '../state'
import { dayOf, type ActiveTime } from './active-time'
import { ownLooks } from './own-looks'
import type { ReviewTarget, SentReview, TypedReview } from './review-state'
import { ownReview, reviewTarget, reviewToWrite } from './review-target'

export interface ReviewWriter {
  /** Changes the person's own review, of what is open or of a branch of it, together with what is being typed about it. */
  readonly write: (change: Partial<Review>, target?: ReviewTarget) => Promise<void>
  /** Kept when nothing more is typed, and at once when one goes elsewhere. */
  readonly type: (typed: TypedReview) => void
  readonly keepTyped: () => void
}

/** What is typed is one edit once nothing was typed for this long. */
const typedMs = 700

/** Makes the writer. `time` is what a review takes. */
export function createReviewWriter(
  context: Context,
  { edit }: Pick<Edits, 'edit'>,
  time: ActiveTime,
): ReviewWriter {
  const { get, set } = context
  let typing: ReturnType<typeof setTimeout> | undefined

  const write = async (change: Partial<Review>, target = reviewTarget(get())): Promise<void> => {
    const before = reviewToWrite(get(), target)
    if (before === undefined || target === undefined) return
    const texts = typedAbout(get(), target)
    // Later than the last, also within a millisecond: by its time it is known again.
    const at = Math.max(context.now(), before.at + 1)
    const written = { ...before, ...texts, ...change, looks: ownLooks(get(), before), at }
    const review = withTime(written, { ms: time.take(), day: dayOf(context.now()) })
    const sent: SentReview = { ...target, review }
    clearTimeout(typing)
    set((s) => ({ review: { sent: [...s.review.sent, sent], typed: undefined } }))
    const kept = await edit({ type: 'reviewed', branch: target.branch, review, own: true }, target.project)
    // What comes next builds on it until it is in the project itself: the answer may come before what the host tells of it.
    if (kept) await untilState(context.store, (s) => isTold(s, sent))
    set((s) => ({ review: { sent: s.review.sent.filter((one) => one !== sent) } }))
  }
  const keepTyped = () => {
    clearTimeout(typing)
    const { typed } = get().review
    if (typed === undefined) return
    if (Object.keys(typedAbout(get(), typed)).length > 0) void write({}, typed)
    else set({ review: { typed: undefined } })
  }
  return {
    write,
    keepTyped,
    type: (texts) => {
      const target = reviewTarget(get())
      if (target === undefined) return
      set(({ review }) => ({ review: { typed: { ...review.typed, ...target, ...texts } } }))
      clearTimeout(typing)
      typing = setTimeout(keepTyped, typedMs)
    },
  }
}

/** Whether a review that was sent need not be remembered: it is in the open project, another is open, or it was undone meanwhile. */
function isTold({ document: { project }, review }: State, sent: SentReview): boolean {
  if (project?.id !== sent.project || !review.sent.includes(sent)) return true
  const known = reviewBy(project.reviews, sent.branch, sent.review.by)
  return known !== undefined && known.at >= sent.review.at
}

/** What is being typed about a branch and is not what its review says already. */
function typedAbout(state: State, { project, branch }: ReviewTarget): TypedReview {
  const { typed } = state.review
  if (typed?.project !== project || typed.branch !== branch) return {}
  const review = ownReview(state, { project, branch })
  const note = typed.note === (review?.note ?? '') ? undefined : typed.note
  const gold = typed.gold === (review?.gold ?? '') ? undefined : typed.gold
  return given({ note, gold })
}
