/** What comes from the host, folded into the state. Pure. */
import { applyChange, type Change as ProjectChange } from '../../../app/trace/change'
import { branchOf, mainBranch, type BranchId, type Project } from '../../../app/trace/project'
import type { Review } from '../../../app/trace/review'
import { announcement, endWords } from '../../words/trace'
import type { Change, State } from '../state'

/** Where one is when a project comes: the branch stays where it still exists, a typed question in any case. */
interface Whereabouts {
  readonly branch: BranchId | undefined
  readonly question: string
}

/** The whole project came: at first, or again after the connection was lost. */
export function opened(project: Project, { branch, question }: Whereabouts) {
  const kept = branch === undefined ? undefined : branchOf(project, branch)
  const shown = kept ?? mainBranch(project)
  return {
    document: { project, branch: shown?.id },
    ask: { question: question === '' ? (shown?.question ?? '') : question },
    editing: { preview: undefined },
    review: { sent: undefined },
  } satisfies Change
}

/** A batch of changes applied, what to read out, and a preview that became a draft taken away. */
export function changed({ document, editing, review }: State, changes: readonly ProjectChange[]): Change {
  if (document.project === undefined) return {}
  const project = changes.reduce(applyChange, document.project)
  const said = changes.flatMap((change) => announced(change, project, document.branch))
  const sent = editing.preview?.state === 'sent' ? editing.preview.id : undefined
  const settled = changes.some((change) => drafts(change, sent))
  return {
    document: { project },
    ...(settled && { editing: { preview: undefined } }),
    ...(changes.some((change) => isReview(change, review.sent?.review)) && { review: { sent: undefined } }),
    ...(said.length > 0 && { notices: { announced: said.join(' ') } }),
  }
}

/** Whether a change is the draft that a preview waits for. */
function drafts(change: ProjectChange, id: string | undefined): boolean {
  if (change.type === 'drafted') return change.key === id
  return change.type === 'drafted-all' && id !== undefined && id in change.drafts
}

/** Whether a change is the review that was handed in. */
function isReview(change: ProjectChange, sent: Review | undefined): boolean {
  return change.type === 'reviewed' && change.review.by === sent?.by && change.review.at === sent.at
}

function announced(change: ProjectChange, project: Project, branch: BranchId | undefined): readonly string[] {
  if (change.type === 'run-ended' && change.branch === branch) return [endWords(change.reason)]
  if (change.type !== 'steps-added' || change.branch !== branch) return []
  const path = branchOf(project, change.branch)?.path ?? []
  return change.steps.map((step) => announcement(step, path.indexOf(step.id) + 1))
}
