/** One's part of the queue, and what others have open: questions to the state. Pure. */
import { isDivided, partsRule, peopleIn, type PartsRule } from '../../../app/queues/parts'
import type { QueueParts } from '../../../app/queues/setup'
import type { ProjectId, ProjectSummary } from '../../../app/trace/project'
import type { State } from '../state'

/** The queue one is at: the open file, or the projects of no file. */
export function queueOf({ collections }: State): string {
  return collections.id ?? 'projects'
}

/** Whether the queue is divided and one has a part of it. */
export function hasPart({ queue, review }: State): boolean {
  const { parts } = queue.kept.setup
  return review.annotator !== undefined && isDivided(parts) && peopleIn(parts).includes(review.annotator)
}

/** Whether one goes through one's own part alone. */
export function isMine({ collections, queue, review }: State): boolean {
  if (review.annotator === undefined) return false
  return collections.id === undefined ? queue.mine : collections.query.part === review.annotator
}

/** What a trace of the queue is told apart by. */
export function queueKeyOf(project: ProjectId, queue: string): string {
  return project.startsWith(`${queue}-`) ? project.slice(queue.length + 1) : project
}

/** Whether a project is of one's part. */
export function isOwnTrace(state: State, project: ProjectId): boolean {
  const { annotator } = state.review
  return (
    annotator !== undefined &&
    ruleOf(state.queue.kept.setup.parts).isOf(annotator, queueKeyOf(project, queueOf(state)))
  )
}

/** The projects of the queue. */
export function queueProjects({ host, collections }: State): readonly ProjectSummary[] {
  return projectsOf(host.projects, collections.id)
}

/** The projects of a file, or (undefined) those of none. */
export function projectsOf(
  projects: readonly ProjectSummary[] | undefined,
  collection: string | undefined,
): readonly ProjectSummary[] {
  return (projects ?? []).filter((p) => p.origin?.collection === collection)
}

/** Traces that somebody else has open. */
export function openElsewhere({ queue }: State): ReadonlySet<ProjectId> {
  return new Set(queue.present.flatMap((one) => one.project ?? []))
}

const rules = new WeakMap<QueueParts, PartsRule>()

/** Made once for each setup: every row of a list asks. */
export function ruleOf(parts: QueueParts): PartsRule {
  const known = rules.get(parts) ?? partsRule(parts)
  rules.set(parts, known)
  return known
}
