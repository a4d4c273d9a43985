/** The rollouts of a project by group, and the seeds they are sampled with. Pure; knows no reward. */
import { groupBy } from '../lists'
import type { Branch, EndReason, Project } from '../trace/project'
import type { RolloutMark } from '../trace/rollout'

/** A branch that is a rollout. */
export type RolloutBranch = Branch & { readonly rollout: RolloutMark }

/** The rollouts of one group, in order. */
export interface BranchGroup {
  readonly group: string
  readonly branches: readonly RolloutBranch[]
}

/** Whether a branch is one of a group. */
export function isRollout(branch: Branch): branch is RolloutBranch {
  return branch.rollout !== undefined
}

/** The groups of a project, the newest first; each with its branches in order, those in the bin left out. */
export function groupsOf(project: Pick<Project, 'branches'>): readonly BranchGroup[] {
  const live = project.branches.filter(isRollout).filter((branch) => !branch.binned)
  return [...groupBy(live, (branch) => branch.rollout.group)]
    .map(([group, branches]) => ({
      group,
      branches: branches.toSorted((a, b) => a.rollout.index - b.rollout.index),
    }))
    .reverse()
}

/** Whether a rollout is still to be made or was broken off. A limit reached or a missing answer is a result. */
export function isUnfinished({ run }: Branch): boolean {
  return run.type !== 'ended' || brokenOff.has(run.reason)
}

const brokenOff: ReadonlySet<EndReason> = new Set<EndReason>(['stopped', 'cut-off', 'failed'])

/**
 * The seed of one rollout of a group. The loop draws segment k from seed + k (app/reasoning/loop.ts), so neighbours would
 * share streams of random numbers; mixing keeps them apart. Finaliser: Austin Appleby's MurmurHash3 `fmix32`, in 31 bits.
 */
export function rolloutSeed(seed: number, index: number): number {
  if (index === 0) return seed
  let h = (seed ^ Math.imul(index, 0x9e3779b1)) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 1) % (2 ** 31 - 65)
}
