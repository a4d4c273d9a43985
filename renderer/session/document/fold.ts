/** What comes from the host, folded into the state. Pure. */
import { sameBox } from '../../../app/geometry/box'
import { draftEdit, type Change as ProjectChange } from '../../../app/trace/change'
import { branchOf, mainBranch, type BranchId, type Project } from '../../../app/trace/project'
import { applyChanges } from '../../../app/trace/replay'
import { announcement, endWords } from '../../words/trace'
import type { Preview } from '../editing/editing-state'
import type { StateChange, State } from '../state'

/** The whole project came: at first, or again. One stays at the branch that still exists, and a typed question is kept. */
export function opened(project: Project, { document, ask, editing }: State) {
  const { branch: id } = document
  const kept = id === undefined ? undefined : branchOf(project, id)
  const branch = kept ?? mainBranch(project)
  const sending = document.sending.includes(project.id)
  return {
    document: { project, branch: branch?.id },
    ask: { question: ask.question === '' ? (branch?.question ?? '') : ask.question },
    // What was sent is in the project, unless it is still on its way; what is moved stays in hand.
    editing: { preview: editing.preview?.state === 'sent' && !sending ? undefined : editing.preview },
  } satisfies StateChange
}

/** A batch of changes applied, what to read out, and a preview that became a draft taken away. */
export function changed({ document, editing }: State, changes: readonly ProjectChange[]): StateChange {
  if (document.project === undefined) return {}
  const project = applyChanges(document.project, changes)
  const said = changes.flatMap((change) => announced(change, project, document.branch))
  const settled = changes.some((change) => isDrafted(change, project, editing.preview))
  return {
    document: { project },
    ...(settled && { editing: { preview: undefined } }),
    ...(said.length > 0 && { notices: { announced: said.join(' ') } }),
  }
}

/** Whether a change is the draft that a preview was sent as, and not an earlier one of the same look. */
function isDrafted(change: ProjectChange, project: Project, preview: Preview | undefined): boolean {
  if (preview?.state !== 'sent' || (change.type !== 'drafted' && change.type !== 'drafted-all')) return false
  const draft = draftEdit(change).drafts[preview.id]
  if (draft === undefined) return false
  const step = project.steps[preview.id]
  // Without a draft it is back where the model had it.
  const region = draft === null ? step?.type === 'look' && step.region : 'region' in draft && draft.region
  return region !== false && region !== undefined && sameBox(region, preview.region)
}

function announced(change: ProjectChange, project: Project, branch: BranchId | undefined): readonly string[] {
  if (change.type === 'run-ended' && change.branch === branch) return [endWords(change.reason)]
  if (change.type !== 'steps-added' || change.branch !== branch) return []
  const path = branchOf(project, change.branch)?.path ?? []
  return change.steps.map((step) => announcement(step, path.indexOf(step.id) + 1))
}
