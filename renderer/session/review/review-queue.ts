/** The next trace to review: of the open file, or of the list of projects where no file is open. */
import type { TraceQuery, TraceRow } from '../../../app/host/collections'
import { given } from '../../../app/given'
import type { ProjectSummary } from '../../../app/trace/project'
import type { Context } from '../context'
import type { Queue, Stop } from './review-state'
import type { State } from '../state'

/** Where one is now. */
export function here({ document: { id }, collections: { row } }: State): Stop | undefined {
  return id === undefined ? undefined : { project: id, ...given({ row }) }
}

/** The next of the queue after where one is, around the end once; undefined: there is none but this one. */
export async function nextStop(context: Context, queue: Queue): Promise<Stop | undefined> {
  const state = context.get()
  const from = here(state)
  const { id: collection, query: narrowed } = state.collections
  if (collection === undefined || from?.row === undefined) return nextProject(state, queue)
  if (queue === 'disagreed') return nextDisagreed(context, collection, from.row)
  const query = queryOf(narrowed, queue)
  const ask = (after: number) => context.host.nextTrace({ collection, query, from: after, step: 1 })
  const found = (await ask(from.row.row)) ?? (await ask(-1))
  return found === null || found.row === from.row.row ? undefined : { project: found.project, row: found }
}

/** Whether a project belongs to the queue, as this annotator sees it. */
export function inQueue(summary: ProjectSummary, queue: Queue, annotator: string | undefined): boolean {
  if (queue === 'all') return true
  if (queue === 'disagreed') return summary.disagree === true
  const mine = summary.reviews?.find((r) => r.by === annotator)
  return queue === 'unreviewed' ? mine?.verdict === undefined : mine?.verdict === queue
}

/** Traces of files are gone through in their file. */
export function ownProjects(state: State): readonly ProjectSummary[] {
  return (state.host.projects ?? []).filter((p) => p.origin === undefined)
}

function nextProject(state: State, queue: Queue): Stop | undefined {
  const all = ownProjects(state)
  const at = all.findIndex((p) => p.id === state.document.id)
  const around = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))]
  const next = around.find((p) => p.id !== state.document.id && inQueue(p, queue, state.review.annotator))
  return next === undefined ? undefined : { project: next.id }
}

/** Only traces that were changed can be disagreed about, and those are in the list of projects with their row. */
async function nextDisagreed(
  context: Context,
  collection: string,
  from: TraceRow,
): Promise<Stop | undefined> {
  const rows = (context.get().host.projects ?? [])
    .flatMap((p) => (p.disagree === true && p.origin?.collection === collection ? [p.origin.row] : []))
    .toSorted((a, b) => a - b)
  const row = rows.find((r) => r > from.row) ?? rows.find((r) => r !== from.row)
  if (row === undefined) return undefined
  const found = await context.host.nextTrace({ collection, query: {}, from: row - 1, step: 1 })
  return found === null ? undefined : { project: found.project, row: found }
}

function queryOf(query: TraceQuery, queue: Exclude<Queue, 'disagreed'>): TraceQuery {
  if (queue === 'all') return query
  return { ...query, review: queue === 'unreviewed' ? 'none' : queue }
}
