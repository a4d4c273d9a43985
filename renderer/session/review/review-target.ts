/** The review a person is writing: of which branch, and how it stands. Pure. */
import { blankReview, reviewBy, type Review } from '../../../app/trace/review'
import type { State } from '../state'
import { isArriving, isReviewing } from '../view/mode'
import type { ReviewTarget } from './review-state'

/** What a review would be about now; undefined where nothing is open. */
export function reviewTarget({ document: { project, branch } }: State): ReviewTarget | undefined {
  return project === undefined || branch === undefined ? undefined : { project: project.id, branch }
}

/**
 * What the person who reviews has written about a branch of the open project, also on its way to the host. Undefined
 * before anything is written.
 */
export function ownReview(state: State, target = reviewTarget(state)): Review | undefined {
  const { project } = state.document
  const { annotator, sent } = state.review
  if (target === undefined || annotator === undefined || project?.id !== target.project) return undefined
  const { branch } = target
  const own = sent.findLast(
    (s) => s.project === project.id && s.branch === branch && s.review.by === annotator,
  )
  return own?.review ?? reviewBy(project.reviews, branch, annotator)
}

/** The right answer of what is open: as this person wrote it, else as its file says; undefined: neither does. */
export function knownGold(state: State): string | undefined {
  const typed = state.review.typed?.gold ?? ownReview(state)?.gold
  if (typed !== undefined && typed.trim() !== '') return typed.trim()
  return state.document.project?.origin?.gold?.[0]
}

/** The same, blank where there is none yet; undefined without a name or a branch. */
export function reviewToWrite(state: State, target = reviewTarget(state)): Review | undefined {
  const { annotator } = state.review
  if (annotator === undefined || target?.project !== state.document.project?.id) return undefined
  return ownReview(state, target) ?? blankReview(annotator, 0)
}

/** Whether keys of review mode count. */
export function canReview(state: State): boolean {
  const { review, document } = state
  const ready = review.annotator !== undefined && document.project !== undefined
  return isReviewing(state) && ready && !isTravelling(state)
}

/** On the way to another trace: what is shown is not what will be decided about. */
export function isTravelling(state: State): boolean {
  return state.review.travelling || isArriving(state)
}
