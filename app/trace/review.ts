/** What people decided about a trace. Plain data, part of the project, undoable with the drafts. Knows no clock. */
import { given } from '../given'
import type { Box } from '../geometry/box'
import type { StepId } from './step'

/** What an annotator decided about a trace. */
export type Verdict = 'accepted' | 'rejected' | 'flagged' | 'skipped'

/** Every verdict, in the order they are offered. */
export const verdicts = ['accepted', 'rejected', 'flagged', 'skipped'] as const satisfies readonly Verdict[]

/** How good a step is, for process rewards. */
export type StepVerdict = 'good' | 'neutral' | 'bad'

/** Every verdict on a step, from the best to the worst. */
export const stepVerdicts = ['good', 'neutral', 'bad'] as const satisfies readonly StepVerdict[]

/** Failure tags offered at first; the list is the person's to change. */
export const defaultTags = [
  'wrong place',
  'misread crop',
  'wrong reasoning',
  'format',
  'hallucination',
] as const

/** One annotator's review of one branch. */
export interface Review {
  /** Absent: looked at, not decided. */
  readonly verdict?: Verdict
  readonly tags: readonly string[]
  readonly note: string
  /** Where the answer really stands. */
  readonly goldBoxes: readonly Box<'image'>[]
  /** The right answer, where the person knows it. */
  readonly gold?: string
  readonly by: string
  /** Milliseconds since 1970 of the last change. */
  readonly at: number
  /** Milliseconds a person spent on it in all. */
  readonly spent: number
  /** Annotators whose differing reviews this one has seen and settles. */
  readonly settles?: readonly string[]
  /** It came from another annotator's file: the drafts here are not theirs. */
  readonly merged?: boolean
  /** How good single steps are, by step id; of a step that a person added, the key of its draft. */
  readonly steps?: Readonly<Record<StepId, StepVerdict>>
  /** Points by criterion of the queue's rubric. */
  readonly scores?: Readonly<Record<string, number>>
  /** `spent` by the days of the person's own calendar (`2026-11-30`), in milliseconds; what came before Relook kept it is in none. */
  readonly days?: Readonly<Record<string, number>>
  /** Looks that this person moved, added or removed, as far as those changes stand. */
  readonly looks?: readonly StepId[]
  /** A model scored it. Its review has no verdict and decides nothing. */
  readonly judge?: boolean
}

/** A review in short, for lists. */
export interface ReviewMark extends Pick<
  Review,
  'by' | 'verdict' | 'tags' | 'at' | 'spent' | 'days' | 'scores' | 'judge'
> {
  /** How many looks this person corrected; absent for none. */
  readonly looks?: number
}

/** All reviews of a project, by `reviewKey`. */
export type Reviews = Readonly<Record<string, Review>>

/** Under which key an annotator's review of a branch is kept. */
export function reviewKey(branch: string, by: string): string {
  return `${branch}/${by}`
}

/** A review of somebody who has not decided anything yet. */
export function blankReview(by: string, at: number): Review {
  return { tags: [], note: '', goldBoxes: [], by, at, spent: 0 }
}

/** One annotator's review of a branch, if there is one. */
export function reviewBy(reviews: Reviews, branch: string, by: string): Review | undefined {
  return reviews[reviewKey(branch, by)]
}

/** All reviews of a branch, the newest first. */
export function reviewsOf(reviews: Reviews, branch: string): readonly Review[] {
  return Object.entries(reviews)
    .filter(([key, review]) => key === reviewKey(branch, review.by))
    .map(([, review]) => review)
    .toSorted((a, b) => b.at - a.at)
}

/** The reviews with one put in its place. */
export function withReview(reviews: Reviews, branch: string, review: Review): Reviews {
  return { ...reviews, [reviewKey(branch, review.by)]: review }
}

/** Time spent is never taken back, whatever is undone: the larger of both stays. */
export function keepingTime(to: Reviews, from: Reviews): Reviews {
  return Object.fromEntries(
    Object.entries(to).map(([key, review]) => {
      const before = from[key]
      if (before === undefined || before.spent <= review.spent) return [key, review]
      const { spent, days } = before
      return [key, { ...review, spent, ...given({ days }) }]
    }),
  )
}

/** A review with time added to it, and to the day it was spent on where that is known. */
export function withTime<T extends Pick<Review, 'spent' | 'days'>>(
  review: T,
  { ms, day }: { readonly ms: number; readonly day?: string | undefined },
): T {
  const spent = review.spent + ms
  if (day === undefined || ms === 0) return { ...review, spent }
  return { ...review, spent, days: { ...review.days, [day]: (review.days?.[day] ?? 0) + ms } }
}
