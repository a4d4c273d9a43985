/** What people decided about a trace. Plain data, part of the project, undoable with the drafts. Knows no clock. */
import type { Box } from '../geometry/box'

/** What an annotator decided about a trace. */
export type Verdict = 'accepted' | 'rejected' | 'flagged' | 'skipped'

/** Every verdict, in the order they are offered. */
export const verdicts = ['accepted', 'rejected', 'flagged', 'skipped'] as const satisfies readonly Verdict[]

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
}

/** A review in short, for lists. */
export interface ReviewMark {
  readonly by: string
  readonly verdict?: Verdict
  readonly tags: readonly string[]
  readonly at: number
  readonly spent: number
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
      const spent = Math.max(review.spent, from[key]?.spent ?? 0)
      return [key, spent === review.spent ? review : { ...review, spent }]
    }),
  )
}
