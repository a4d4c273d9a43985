/**
 * Where annotators differ about a trace, and how far they agree over many. Pure; knows no person by name.
 * Cohen's kappa: J. Cohen, “A Coefficient of Agreement for Nominal Scales”, Educational and Psychological Measurement
 * 20 (1960) 37–46: κ = (pₒ − pₑ) / (1 − pₑ).
 */
import { leastOf } from '../lists'
import { given } from '../given'
import { iou, type Box } from '../geometry/box'
import { regionOf } from './correct-edits'
import { stays, unitsOf } from './correct'
import { branchOf, mainBranch, stepsOf, type Branch, type Project } from './project'
import { reviewsOf, type Review, type ReviewMark } from './review'

/** What two people see differently. */
export type Difference = 'verdict' | 'steps' | 'tags' | 'answer' | 'boxes'

/** Below this overlap two boxes for one thing count as different (the usual bar for “the same object” of VOC and COCO). */
export const sameBoxFrom = 0.5

/** Two reviews of one branch and what they differ in. */
export interface Disagreement {
  readonly a: Review
  readonly b: Review
  readonly over: readonly Difference[]
  /** Lowest overlap among regions both have, in order; absent where there is nothing to compare. */
  readonly iou?: number
}

/** All disagreements of a branch that nobody has settled. */
export function disagreements(project: Project, branch: Branch): readonly Disagreement[] {
  // A judge only gives points: it has drawn and decided nothing that anybody could differ from.
  const reviews = reviewsOf(project.reviews, branch.id).filter((r) => r.judge !== true)
  const found: Disagreement[] = []
  reviews.forEach((a, i) => {
    for (const b of reviews.slice(i + 1)) {
      if (settled(a, b) || settled(b, a)) continue
      const [x, y] = [regionsBy(project, branch, a), regionsBy(project, branch, b)]
      const lowest = lowestIou([
        [x, y],
        [a.goldBoxes, b.goldBoxes],
      ])
      const over = differences(a, b, x.length !== y.length ? 0 : lowest)
      if (over.length > 0) found.push({ a, b, over, ...given({ iou: lowest }) })
    }
  })
  return found
}

/** The reviews of what is opened first, and whether they disagree: for the list of projects. */
export function reviewMarks(project: Project): {
  readonly marks: readonly ReviewMark[]
  readonly disagree: boolean
} {
  const branch = mainBranch(project)
  if (branch === undefined) return { marks: [], disagree: false }
  const marks = reviewsOf(project.reviews, branch.id).map(markOf)
  return { marks, disagree: marks.length > 1 && disagreements(project, branch).length > 0 }
}

function markOf({ by, verdict, tags, at, spent, days, scores, judge, looks = [] }: Review): ReviewMark {
  const corrected = looks.length === 0 ? undefined : looks.length
  return { by, tags, at, spent, ...given({ verdict, days, scores, judge, looks: corrected }) }
}

/** The branch that holds another annotator's corrections of this one. */
export function correctionBy(project: Project, branch: Branch, by: string): Branch | undefined {
  return project.branches.findLast(
    (b) => !b.binned && b.fork?.branch === branch.id && b.author.type === 'person' && b.author.name === by,
  )
}

/** How far two annotators agree over what both decided. */
export interface Agreement {
  /** Traces both decided. */
  readonly both: number
  /** Share of equal verdicts, 0..1. */
  readonly share: number
  /** Cohen's kappa; undefined where chance alone explains everything (both always said the same one thing). */
  readonly kappa?: number
}

/** From what two annotators said of the same things. Undefined without a pair. */
export function agreement<T>(pairs: readonly (readonly [T, T])[]): Agreement | undefined {
  const both = pairs.length
  if (both === 0) return undefined
  const share = pairs.filter(([a, b]) => a === b).length / both
  const said = (side: 0 | 1, verdict: T) => pairs.filter((p) => p[side] === verdict).length / both
  const chance = [...new Set(pairs.flat())].reduce((sum, v) => sum + said(0, v) * said(1, v), 0)
  return chance === 1 ? { both, share } : { both, share, kappa: (share - chance) / (1 - chance) }
}

/** Agreement of every two annotators over many traces. */
export function agreements(
  traces: readonly (readonly ReviewMark[])[],
): readonly (Agreement & { readonly a: string; readonly b: string })[] {
  return pairwise(traces, judged, agreement)
}

/** Whoever skipped it has not judged it. */
function judged({ verdict }: Pick<Review, 'verdict'>): Review['verdict'] {
  return verdict === 'skipped' ? undefined : verdict
}

/** How far every two who scored agree about one criterion; a judge counts as anybody. */
export function scoreAgreements(
  traces: readonly (readonly ReviewMark[])[],
  criterion: string,
): readonly (Agreement & { readonly a: string; readonly b: string })[] {
  return pairwise(traces, (mark) => mark.scores?.[criterion], weighted)
}

/**
 * With quadratic weights: points far apart differ more than neighbours. J. Cohen, “Weighted kappa: Nominal scale agreement with provision
 * for scaled disagreement or partial credit”, Psychological Bulletin 70 (1968) 213–220: κ = 1 − Σ w·pₒ / Σ w·pₑ with w = (i − j)².
 */
function weighted(pairs: readonly (readonly [number, number])[]): Agreement | undefined {
  const plain = agreement(pairs)
  if (plain === undefined) return undefined
  const { both, share } = plain
  const seen = pairs.reduce((sum, [a, b]) => sum + (a - b) ** 2, 0) / both
  const chance =
    pairs.reduce((sum, [a]) => sum + pairs.reduce((s, [, b]) => s + (a - b) ** 2, 0), 0) / both ** 2
  return chance === 0 ? { both, share } : { both, share, kappa: 1 - seen / chance }
}

/** Every two annotators over what both said. */
function pairwise<T>(
  traces: readonly (readonly ReviewMark[])[],
  said: (mark: ReviewMark) => T | undefined,
  measure: (pairs: readonly (readonly [T, T])[]) => Agreement | undefined,
): readonly (Agreement & { readonly a: string; readonly b: string })[] {
  const names = [...new Set(traces.flat().map((m) => m.by))].toSorted()
  const by = traces.map((marks) => new Map(marks.map((m) => [m.by, said(m)])))
  return names.flatMap((a, i) =>
    names.slice(i + 1).flatMap((b) => {
      const pairs = by.flatMap((of): [T, T][] => {
        const [x, y] = [of.get(a), of.get(b)]
        return x === undefined || y === undefined ? [] : [[x, y]]
      })
      const found = measure(pairs)
      return found === undefined ? [] : [{ ...found, a, b }]
    }),
  )
}

function settled(by: Review, other: Review): boolean {
  return by.settles?.includes(other.by) === true
}

function differences(a: Review, b: Review, lowest: number | undefined): readonly Difference[] {
  const over: Difference[] = []
  const [x, y] = [judged(a), judged(b)]
  if (x !== undefined && y !== undefined && x !== y) over.push('verdict')
  if (x !== undefined && y !== undefined && a.tags.toSorted().join('\n') !== b.tags.toSorted().join('\n'))
    over.push('tags')
  if (Object.entries(a.steps ?? {}).some(([id, said]) => (b.steps?.[id] ?? said) !== said)) over.push('steps')
  if (a.gold !== undefined && b.gold !== undefined && a.gold.trim() !== b.gold.trim()) over.push('answer')
  if (lowest !== undefined && lowest < sameBoxFrom) over.push('boxes')
  return over
}

/** The looks as this annotator has them: their own branch where it was merged in; else as the drafts here leave them. */
function regionsBy(project: Project, branch: Branch, review: Review): readonly Box<'image'>[] {
  const theirs = correctionBy(project, branch, review.by)
  const of = theirs === undefined ? branch : (branchOf(project, theirs.id) ?? branch)
  const drafts = theirs === undefined && review.merged !== true ? project.drafts : {}
  const units = unitsOf({ steps: stepsOf(project, of), drafts, branch: of.id })
  return units.filter(stays).flatMap((u) => regionOf(u) ?? [])
}

/** Looks are compared with looks and gold boxes with gold boxes, however many the one has more of. */
function lowestIou(
  sides: readonly (readonly [readonly Box<'image'>[], readonly Box<'image'>[]])[],
): number | undefined {
  const pairs = sides.flatMap(([a, b]) => a.flatMap((box, i) => (b[i] === undefined ? [] : [iou(box, b[i])])))
  return pairs.length === 0 ? undefined : leastOf(pairs)
}
