/** What a project in the list came of, and finding some of them. Pure. */
import { isResultProject } from '../../../app/host/evaluations'
import type { ProjectSummary } from '../../../app/trace/project'

/** Begun by a person; a trace of a file that was changed or reviewed; a row of an evaluation that was opened. */
export const projectKinds = ['own', 'trace', 'result'] as const
export type ProjectKind = (typeof projectKinds)[number]

/** What a project came of. */
export function projectKind({ id, origin }: Pick<ProjectSummary, 'id' | 'origin'>): ProjectKind {
  if (origin !== undefined) return 'trace'
  return isResultProject(id) ? 'result' : 'own'
}

/** How many there are of each kind. */
export function countKinds(projects: readonly ProjectSummary[]): Readonly<Record<ProjectKind, number>> {
  const counts = { own: 0, trace: 0, result: 0 }
  for (const project of projects) counts[projectKind(project)]++
  return counts
}

/** Those of a kind that have every word in title, question, answer or file, in the order given. */
export function matchingProjects(
  projects: readonly ProjectSummary[],
  kind: ProjectKind,
  words: string,
): readonly ProjectSummary[] {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean)
  return projects.filter((project) => {
    if (projectKind(project) !== kind) return false
    const { title, question, answer = '', origin } = project
    const text = [title, question, answer, origin?.file ?? ''].join('\n').toLowerCase()
    return parts.every((part) => text.includes(part))
  })
}

/** In which order projects are listed. */
export const projectOrders = ['changed', 'created', 'title'] as const
export type ProjectOrder = (typeof projectOrders)[number]

/** By when they were changed, as they are given; newest first; or by title as a person counts: 2 before 10. */
export function projectsInOrder(
  projects: readonly ProjectSummary[],
  order: ProjectOrder,
): readonly ProjectSummary[] {
  if (order === 'title') {
    const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
    return projects.toSorted((a, b) => compare(a.title, b.title))
  }
  // As they are given.
  if (order === 'changed') return projects
  return projects.toSorted((a, b) => b.createdAt - a.createdAt)
}

/** One after the other as they are drawn: traces under the name of their file. */
export type ProjectLine = { readonly type: 'project'; readonly project: ProjectSummary } | Heading

interface Heading {
  readonly type: 'file'
  readonly file: string
  readonly collection: string
  readonly count: number
}

/** The lines of a list; files in the order of their newest trace. */
export function projectLines(projects: readonly ProjectSummary[]): readonly ProjectLine[] {
  const files = new Map<string, ProjectSummary[]>()
  const alone: ProjectLine[] = []
  for (const project of projects) {
    const { origin } = project
    if (origin === undefined) alone.push({ type: 'project', project })
    else files.set(origin.collection, [...(files.get(origin.collection) ?? []), project])
  }
  return [
    ...alone,
    ...[...files].flatMap(([collection, those]): readonly ProjectLine[] => {
      const file = those[0]?.origin?.file ?? ''
      return [
        { type: 'file', file, collection, count: those.length },
        ...those.map((project) => ({ type: 'project', project }) as const),
      ]
    }),
  ]
}
