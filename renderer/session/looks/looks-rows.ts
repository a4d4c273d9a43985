/** Which batch is about what is in hand, and what came of it. Pure. */
import { given } from '../../../app/given'
import { groupsOf } from '../../../app/groups/group'
import type { LookMarks, LooksJob, LooksSource } from '../../../app/host/looks'
import { openCollectionOf } from '../collections/open-collection'
import type { State } from '../state'
import { lookingAt } from '../evaluations/evaluation-rows'
import { isIn } from '../view/mode'
import type { LooksAsked } from './looks-state'

/** What the dialog would be about: the chosen run that has looks, the group, else the open file as its list is narrowed. */
export function looksAsked(state: State): LooksAsked | undefined {
  if (isIn(state, 'evaluation')) return askedOfRun(state)
  if (isIn(state, 'rollouts')) return askedOfGroup(state)
  const { id: collection, query } = state.collections
  const open = openCollectionOf(state)
  if (collection === undefined || open === undefined) return undefined
  const { sort: _sort, ...narrowed } = query
  const { dialect } = open.reading
  return {
    source: { type: 'collection', collection, query: narrowed },
    name: open.name,
    ...given({ dialect: dialect === '' ? undefined : dialect }),
  }
}

function askedOfRun({ evaluations: { list, chosen } }: State): LooksAsked | undefined {
  const runs = chosen.flatMap((id) => list?.find((e) => e.id === id) ?? [])
  const run = runs[lookingAt(runs)]
  if (run === undefined) return undefined
  const { id: evaluation, name, dialect, plan } = run
  return { source: { type: 'evaluation', evaluation }, name, dialect, model: plan.model }
}

function askedOfGroup({ rollouts: { place, opened, golds }, document }: State): LooksAsked | undefined {
  if (place?.type === 'dump') {
    if (opened === undefined) return undefined
    const { group, project } = opened
    return { source: { type: 'group', project, group: group.id }, name: nameOf(group.question) }
  }
  const { project } = document
  const found = place && project && groupsOf(project).find((g) => g.group === place.group)
  const [first] = found?.branches ?? []
  if (project === undefined || found === undefined || first === undefined) return undefined
  const typed = golds[found.group]?.trim()
  const gold = typed === undefined ? undefined : typed === '' ? [] : [typed]
  return {
    source: { type: 'group', project: project.id, group: found.group, ...given({ gold }) },
    name: nameOf(first.question),
    dialect: first.dialect,
    model: first.model,
  }
}

/** A question as a name: its beginning. */
function nameOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim()
  return line === '' ? '–' : line.slice(0, 300)
}

/** Whether two are about the same thing, however it is narrowed. */
function isSame(a: LooksSource, b: LooksSource): boolean {
  if (a.type === 'collection') return b.type === 'collection' && a.collection === b.collection
  if (a.type === 'evaluation') return b.type === 'evaluation' && a.evaluation === b.evaluation
  return b.type === 'group' && a.project === b.project && a.group === b.group
}

/** The newest batch about it. */
export function jobOf({ looks: { jobs } }: Pick<State, 'looks'>, source: LooksSource): LooksJob | undefined {
  return jobs.find((job) => isSame(job.source, source))
}

const none: LookMarks = {}

/** What came of the newest batch about it, by `triedKey`; of a file its list says it. */
export function lookMarksOf(state: Pick<State, 'looks'>, source: LooksSource): LookMarks {
  return state.looks.found[jobOf(state, source)?.id ?? ''] ?? none
}

/** The batches whose rows are shown, or may be: of chosen runs and of the group. */
export function watchedJobs(state: State): readonly string[] {
  const runs = state.evaluations.chosen.map((evaluation) => ({ type: 'evaluation', evaluation }) as const)
  const group = askedOfGroup(state)?.source
  const sources: readonly LooksSource[] = group === undefined ? runs : [...runs, group]
  return sources.flatMap((source) => jobOf(state, source)?.id ?? [])
}

/** Whether traces are, or are about to be, under way. */
export function isTrying({ state: { type } }: Pick<LooksJob, 'state'>): boolean {
  return type === 'waiting' || type === 'running' || type === 'pausing'
}
