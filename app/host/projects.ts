/** The list of projects as it is told: whole at first, then what changed. Of thousands, one change is one. Pure. */
import type { ProjectId, ProjectSummary } from '../trace/project'

/** What a list is now; `all`: nothing else is in it. */
export interface ProjectsNews {
  readonly all: boolean
  /** New, or not what they were; newest first. */
  readonly projects: readonly ProjectSummary[]
  readonly gone: readonly ProjectId[]
}

/** What changed since the list was told. The same object is the same summary. */
export function newsOf(
  before: readonly ProjectSummary[] | undefined,
  now: readonly ProjectSummary[],
): ProjectsNews {
  if (before === undefined) return { all: true, projects: now, gone: [] }
  const known = new Set(before)
  const ids = new Set(now.map((p) => p.id))
  return {
    all: false,
    projects: now.filter((p) => !known.has(p)),
    gone: before.map((p) => p.id).filter((id) => !ids.has(id)),
  }
}

/** The list with what changed, newest change first. */
export function withNews(
  list: readonly ProjectSummary[],
  { all, projects, gone }: ProjectsNews,
): readonly ProjectSummary[] {
  if (all) return projects
  const over = new Set([...gone, ...projects.map((p) => p.id)])
  return [...list.filter((p) => !over.has(p.id)), ...projects].sort(byTime)
}

/** Newest change first; of one moment in an order of its own. */
export function byTime(a: ProjectSummary, b: ProjectSummary): number {
  return b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1)
}
