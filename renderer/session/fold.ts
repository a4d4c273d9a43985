/** What comes from the host, folded into the state. Pure. */
import { applyChange, type Change } from '../../app/trace/change'
import { branchOf, mainBranch, type BranchId, type Project } from '../../app/trace/project'
import { announcement, endWords } from './words'

/** The whole project came: at first, or again after the connection was lost. */
export function opened(project: Project, branch: BranchId | undefined, question: string) {
  const kept = branch !== undefined && branchOf(project, branch) !== undefined
  const main = kept ? branchOf(project, branch) : mainBranch(project)
  return {
    project,
    branch: main?.id,
    question: question === '' ? (main?.question ?? '') : question,
    preview: undefined,
  }
}

/** A batch of changes applied, what to read out, and a preview that became a draft taken away. */
export function changed(
  project: Project | undefined,
  changes: readonly Change[],
  branch: BranchId | undefined,
  preview: { readonly id: string } | undefined,
) {
  if (project === undefined) return {}
  const next = changes.reduce(applyChange, project)
  const said = changes.flatMap((change) => announced(change, next, branch))
  const settled = changes.some((c) => c.type === 'drafted' && c.key === preview?.id)
  return {
    project: next,
    ...(settled ? { preview: undefined } : {}),
    ...(said.length === 0 ? {} : { announced: said.join(' ') }),
  }
}

function announced(change: Change, project: Project, branch: BranchId | undefined): readonly string[] {
  if (change.type === 'run-ended' && change.branch === branch) return [endWords(change.reason)]
  if (change.type !== 'steps-added' || change.branch !== branch) return []
  const path = branchOf(project, change.branch)?.path ?? []
  return change.steps.map((step) => announcement(step, path.indexOf(step.id) + 1))
}
