/** A project's branch as checks look at it: corrected, with the crop each look is given. Pure. */
import { given } from '../given'
import { dialectOf, type Budgets } from '../dialects'
import { correctedSteps } from '../reasoning/corrected'
import type { Branch, Project } from '../trace/project'
import type { Step, StepId } from '../trace/step'
import type { CheckedTrace, CropStats, LookAt } from './check'

/** What to check. @throws Failure `bad-input` for a dialect Relook does not know. */
export function checkedOf(
  project: Project,
  branch: Branch,
  more: { readonly budgets?: Budgets; readonly stats?: Readonly<Record<string, CropStats>> } = {},
): CheckedTrace {
  const steps = correctedSteps(project, branch, given({ budgets: more.budgets }))
  const looks = steps.filter((s) => s.type === 'look')
  return {
    image: project.image,
    question: branch.question,
    steps,
    givesCrops: dialectOf(branch.dialect)?.shows !== 'none',
    looks: looks.map((step, i): LookAt => {
      const seen = steps.find((s) => s.type === 'observation' && s.look === step.id)
      const { id, region, flags } = step
      const view = seen?.type === 'observation' ? { view: seen.view } : {}
      return { id, number: i + 1, region, flags, ...view }
    }),
    ...given({ stats: more.stats }),
  }
}

/** Which row of the window a corrected step stands in: its own, or that of the step it was made from. */
export function rowIdOf(branch: Branch, steps: readonly Step[], id: StepId): string {
  const step = steps.find((s) => s.id === id)
  return branch.path.includes(id) ? id : (step?.replaces ?? id)
}
