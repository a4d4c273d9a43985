/**
 * A re-run's beginning: the steps kept from a branch, with a person's drafts made real. Pure; the original stays as it is.
 * Playing back is not this: it shows what is stored.
 */
import { Failure } from '../failure'
import { unitsOf, type Unit } from '../trace/correct'
import { orderKey } from '../trace/draft'
import type { Branch, Project } from '../trace/project'
import { stepsOf } from '../trace/project'
import type { Step, StepId } from '../trace/step'
import { dressed } from './dress'
import { madeReal, type MakingContext } from './making'
import { isFurther } from './moved-code'

/** What a branch that runs on from a step begins with. */
export interface Fork {
  /** Steps the new branch begins with: shared ones as they are, changed ones new. */
  readonly steps: readonly Step[]
  /** Draft keys that became steps. */
  readonly used: readonly string[]
}

/** A branch of a project. */
interface BranchPoint {
  readonly project: Project
  readonly branch: Branch
}

/**
 * The branch up to and including step `upTo` (absent: nothing recorded), drafts applied. A look always keeps its
 * observation. A shared step keeps its id; observations of changed looks are made again.
 * @throws Failure `not-found` when the step is not on the branch, `bad-input` for a region without area.
 */
export function forkSteps(
  { project, branch, upTo }: BranchPoint & { readonly upTo: StepId | undefined },
  context: MakingContext,
): Fork {
  const units = keptUnits(project, branch, upTo)
  const keys = units.flatMap((u) => (u.type === 'new' || u.draft !== undefined ? [u.key] : []))
  const order = orderKey(branch.id)
  const ordered = units.length > 0 && project.drafts[order] !== undefined ? [order] : []
  return { steps: makeSteps({ project, branch }, units, context), used: [...keys, ...ordered] }
}

/** The steps that these units of a branch make. */
export function makeSteps(
  { project, branch }: BranchPoint,
  units: readonly Unit[],
  context: MakingContext,
): readonly Step[] {
  return dressed(stepsOf(project, branch), madeReal(units, context), context)
}

/** All units of a branch. */
export function branchUnits(project: Project, branch: Branch): readonly Unit[] {
  return unitsOf({ steps: stepsOf(project, branch), drafts: project.drafts, branch: branch.id })
}

/** The units up to the one that holds the step, and what a person put in right after it. */
function keptUnits(project: Project, branch: Branch, upTo: StepId | undefined): readonly Unit[] {
  const units = branchUnits(project, branch)
  const at = units.findIndex((u) => u.type === 'kept' && u.steps.some((s) => s.id === upTo))
  if (upTo !== undefined && at < 0) throw new Failure('not-found', 'That step is no longer on this branch.')
  const next = units.findIndex(
    // Further looks of a block of code stay with it.
    (u, i) => i > at && (u.type === 'kept' ? !isFurther(u.steps[0]) : u.draft.type === 'answer'),
  )
  return units.slice(0, next < 0 ? units.length : next)
}
