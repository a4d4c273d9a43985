/** A whole branch as a person corrected it: what diffs, exports and merges work with. Pure; the same every time. */
import { sizedImageOf } from '../trace/image'
import { dialectOf, type Budgets } from '../dialects'
import { Failure } from '../failure'
import type { Branch, Project } from '../trace/project'
import type { Step } from '../trace/step'
import { branchUnits, makeSteps } from './fork'
import { given } from '../given'

/** How a correction is made into steps. */
export interface CorrectionOptions {
  /** How large the model's images are; absent: as the dialect's published evaluation had them. */
  readonly budgets?: Budgets
  /** Who corrected it. */
  readonly by?: string
}

/** Whether a person has changed anything about the steps of this branch. */
export function isCorrected(project: Project, branch: Branch): boolean {
  const own = new Set(branch.path)
  return Object.entries(project.drafts).some(([key, draft]) =>
    'branch' in draft ? draft.branch === branch.id : own.has(key),
  )
}

/**
 * The branch with all its drafts made real. Steps that nobody changed are the very same objects; ids of new ones are made
 * of the branch's, so that the same project always gives the same steps.
 * @throws Failure `bad-input` for a dialect Relook does not know.
 */
export function correctedSteps(
  project: Project,
  branch: Branch,
  how: CorrectionOptions = {},
): readonly Step[] {
  const dialect = dialectOf(branch.dialect)
  if (dialect === undefined)
    throw new Failure('bad-input', `Relook does not know “${branch.dialect}”, which this was written in.`)
  let made = 0
  return makeSteps({ project, branch }, branchUnits(project, branch), {
    dialect,
    image: sizedImageOf(project.image),
    view: branch.view,
    budgets: how.budgets ?? dialect.budgets,
    author: branch.author,
    before: [],
    newId: () => `${branch.id}~${++made}`,
    idOf: (key) => key,
    now: () => branch.createdAt,
    ...given({ by: how.by }),
  })
}
