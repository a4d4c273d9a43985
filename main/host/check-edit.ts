/** Whether an edit is about something that is there. What is not is a mistake to be told, not a line to be kept. */
import { Failure } from '../../app/failure'
import type { EditChange } from '../../app/trace/change'
import type { Draft } from '../../app/trace/draft'
import { branchOf, type Project } from '../../app/trace/project'

/** Lets pass what can be folded into the project. @throws Failure `not-found`. */
export function checkEdit(project: Project, change: EditChange): void {
  if ('branch' in change) needBranch(project, change.branch)
  if (change.type === 'drafted') checkDraft(project, change.key, change.draft)
  if (change.type === 'drafted-all')
    for (const [key, draft] of Object.entries(change.drafts)) checkDraft(project, key, draft)
}

function checkDraft(project: Project, key: string, draft: Draft | null): void {
  if (draft === null) return
  if ('branch' in draft) needBranch(project, draft.branch)
  else if (!Object.hasOwn(project.steps, key)) throw new Failure('not-found', 'That step no longer exists.')
}

function needBranch(project: Project, id: string): void {
  if (branchOf(project, id) === undefined) throw new Failure('not-found', 'That branch no longer exists.')
}
