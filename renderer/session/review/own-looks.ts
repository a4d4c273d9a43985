/** Which looks the person in this window has corrected: theirs alone, whoever else works on the trace. Pure. */
import { draftEdit, type EditChange } from '../../../app/trace/change'
import type { Draft } from '../../../app/trace/draft'
import type { Project, ProjectId } from '../../../app/trace/project'
import type { Review } from '../../../app/trace/review'
import type { StepId } from '../../../app/trace/step'
import type { State } from '../state'
import type { TouchedTrace } from './review-state'

/** What was touched once this change is sent. */
export function touching(
  { document, review: { touched } }: State,
  change: EditChange,
  id: ProjectId,
): TouchedTrace | undefined {
  const { project } = document
  if (change.type !== 'drafted' && change.type !== 'drafted-all') return touched
  const looks = Object.entries(draftEdit(change).drafts).filter(([key, draft]) => isLook(project, key, draft))
  if (looks.length === 0 || project?.id !== id) return touched
  const before = touched?.project === id ? touched.looks : {}
  const now = Object.fromEntries(looks.map(([key, draft]) => [key, draft !== null]))
  return { project: id, looks: { ...before, ...now } }
}

/** Looks that this person corrected: as their review has it and as they changed it since, as far as the changes stand. */
export function ownLooks({ document, review: { touched } }: State, before: Review): readonly StepId[] {
  const { project, sending } = document
  const mine = touched?.project === project?.id ? (touched?.looks ?? {}) : {}
  const sent = project !== undefined && sending.includes(project.id)
  const stands = (id: StepId) => (sent && mine[id] !== undefined ? mine[id] : isDrafted(project, id))
  return [...new Set([...(before.looks ?? []), ...Object.keys(mine)])].filter(stands)
}

function isDrafted(project: Project | undefined, id: StepId): boolean {
  return project !== undefined && Object.hasOwn(project.drafts, id)
}

function isLook(project: Project | undefined, key: StepId, draft: Draft | null): boolean {
  if (draft?.type === 'look' || draft?.type === 'region') return true
  const known = project?.drafts[key]
  return project?.steps[key]?.type === 'look' || known?.type === 'look'
}
