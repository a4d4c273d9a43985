/**
 * Another annotator's copy of a trace brought together with the one here: their reviews stand beside ours, their
 * corrections become a branch of theirs. Pure; nothing of ours is changed. Doing it twice does nothing the second time.
 */
import { given } from '../given'
import type { Change } from '../trace/change'
import { branchOf, stepsOf, type Branch, type Project } from '../trace/project'
import { reviewKey, reviewsOf, type Review, type Reviews } from '../trace/review'
import { correctionBy } from '../trace/review-agreement'
import type { Step, StepId } from '../trace/step'
import { correctedSteps, isCorrected } from './corrected'

/** What is new of theirs, as changes to ours. */
export interface ReviewMerge {
  readonly changes: readonly Change[]
  readonly reviews: number
  readonly corrections: number
}

/** Whether both are the same trace, whatever their ids: same image (by content), question and words. */
export function sameTrace(ours: Project, theirs: Project): boolean {
  if (ours.id === theirs.id) return true
  return theirs.branches.some((b) => counterpart(ours, theirs, b) !== undefined)
}

/** Their reviews and corrections. `newId` makes ids of the new branch and steps. */
export function mergeTrace(ours: Project, theirs: Project, newId: () => string): ReviewMerge {
  const changes: Change[] = []
  let reviews: Reviews = {}
  let corrections = 0
  for (const branch of theirs.branches) {
    const local = counterpart(ours, theirs, branch)
    if (local === undefined) continue
    const found = reviewsOf(theirs.reviews, branch.id)
    for (const review of found) {
      const key = reviewKey(local.id, review.by)
      const known = ours.reviews[key]
      // The newer of two reviews of one person counts; the same one again is nothing new.
      if (known !== undefined && known.at >= review.at) continue
      reviews = { ...reviews, [key]: { ...withStepsOf(review, branch, local), merged: true } }
    }
    const author = authorOf(found)
    if (author === undefined || !isCorrected(theirs, branch)) continue
    const added = correction({ ours, local, theirs, branch }, author, newId)
    changes.push(...added)
    if (added.length > 0) corrections++
  }
  const told: Change[] = Object.keys(reviews).length === 0 ? [] : [{ type: 'reviews-merged', reviews }]
  return { changes: [...changes, ...told], reviews: Object.keys(reviews).length, corrections }
}

/** Our steps by theirs: both branches say the same, so the n-th of theirs is the n-th of ours. */
function stepsHere(theirs: Branch, ours: Branch): ReadonlyMap<StepId, StepId> {
  return new Map(theirs.path.map((id, i) => [id, ours.path[i] ?? id]))
}

/** Their review with what it says of steps said of ours. */
function withStepsOf(review: Review, theirs: Branch, ours: Branch): Review {
  const known = stepsHere(theirs, ours)
  const here = (id: StepId) => known.get(id) ?? id
  const { steps, looks } = review
  return {
    ...review,
    ...given({
      steps: steps && Object.fromEntries(Object.entries(steps).map(([id, verdict]) => [here(id), verdict])),
      looks: looks?.map(here),
    }),
  }
}

/** Drafts carry no name: they are of whoever reviewed it there, the one who did so last. Merged reviews are a third's. */
function authorOf(reviews: readonly Review[]): string | undefined {
  return reviews.find((r) => r.merged !== true && r.judge !== true)?.by
}

/** Our branch that says the same as theirs: by id, else by question and words. */
function counterpart(ours: Project, theirs: Project, branch: Branch): Branch | undefined {
  const words = rawOf(theirs, branch)
  const same = (b: Branch) =>
    b.question === branch.question && rawOf(ours, b) === words && words !== '' && b.author.type !== 'person'
  const byId = branchOf(ours, branch.id)
  if (byId !== undefined && same(byId)) return byId
  return ours.branches.find(same)
}

/** All words and regions of a branch: what makes it this one. */
function rawOf(project: Project, branch: Branch): string {
  return rawOfSteps(stepsOf(project, branch))
}

function rawOfSteps(steps: readonly Step[]): string {
  return steps.map((s) => `${s.type}\u0000${s.raw}`).join('\u0001')
}

/** One branch, here and there. */
interface Pair {
  readonly ours: Project
  readonly local: Branch
  readonly theirs: Project
  readonly branch: Branch
}

/** Their corrected steps as a branch of ours; steps they left as they were are ours. */
function correction(
  { ours, local, theirs, branch }: Pair,
  by: string,
  newId: () => string,
): readonly Change[] {
  const steps = correctedSteps(theirs, branch, { by })
  const known = stepsHere(branch, local)
  const ids = new Map(steps.map((s) => [s.id, known.get(s.id) ?? newId()]))
  const fresh = steps.flatMap((s): Step[] => (known.has(s.id) ? [] : [reborn(s, { ids, known }, ours)]))
  const path = steps.map((s) => ids.get(s.id) ?? s.id)
  const before = correctionBy(ours, local, by)
  if (before !== undefined && rawOf(ours, before) === rawOfSteps(steps)) return []
  const added: Branch = {
    ...local,
    id: newId(),
    name: `${by}’s correction`,
    star: false,
    author: { type: 'person', name: by },
    fork: { branch: local.id },
    path,
    open: { text: '', tokens: [] },
    binned: false,
  }
  const gone: Change[] =
    before === undefined ? [] : [{ type: 'branch-binned', branch: before.id, binned: true }]
  return [{ type: 'branch-added', branch: added, steps: fresh, clears: [] }, ...gone]
}

function reborn(
  step: Step,
  { ids, known }: Readonly<Record<'ids' | 'known', ReadonlyMap<StepId, StepId>>>,
  ours: Project,
): Step {
  const { replaces, ...rest } = step
  const common = {
    id: ids.get(step.id) ?? step.id,
    ...(replaces === undefined ? {} : { replaces: known.get(replaces) ?? replaces }),
  }
  return rest.type === 'observation'
    ? {
        ...rest,
        ...common,
        look: ids.get(rest.look) ?? rest.look,
        view: { ...rest.view, image: ours.image.id },
      }
    : { ...rest, ...common }
}
