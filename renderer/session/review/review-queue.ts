/** The next trace to review: of the open file, or of the list of projects where no file is open. */
import type { TraceQuery, TraceRow } from '../../../app/host/collections'
import { given } from '../../../app/given'
import type { ProjectSummary } from '../../../app/trace/project'
import type { Context } from '../context'
import { isMine, isOwnTrace, openElsewhere } from '../queue/own-part'
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
  const { id: collection } = state.collections
  if (collection === undefined || from?.row === undefined) return nextProject(state, queue)
  if (queue === 'disagreed') return nextDisagreed(context, collection, from.row)
  const query = queryOf(state, queue)
  const ask = (after: number) => context.host.nextTrace({ collection, query, from: after, step: 1 })
  const current = from.row.row
  const found =
    (await freeTrace(context, ask, current)) ??
    (await freeTrace(context, ask, -1)) ??
    // All that are left are open elsewhere: two at one trace is better than an end that is none.
    (await ask(current)) ??
    (await ask(-1))
  return found === null || found.row === current ? undefined : { project: found.project, row: found }
}

/** Traces that others have open and are passed over; more than these are not looked at. */
const mostOpen = 50

/** The next trace that nobody else has open. Within one's own part all are one's own. */
async function freeTrace(
  { get }: Context,
  ask: (after: number) => Promise<TraceRow | null>,
  after: number,
): Promise<TraceRow | null> {
  const taken = isMine(get()) ? new Set<string>() : openElsewhere(get())
  let row = await ask(after)
  for (let n = 0; n < mostOpen && row !== null && taken.has(row.project); n++) row = await ask(row.row)
  return row !== null && taken.has(row.project) ? null : row
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
  const mine = isMine(state)
  const all = ownProjects(state).filter((p) => !mine || isOwnTrace(state, p.id))
  const at = all.findIndex((p) => p.id === state.document.id)
  const around = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))]
  const taken = mine ? new Set<string>() : openElsewhere(state)
  const left = around.filter((p) => p.id !== state.document.id && inQueue(p, queue, state.review.annotator))
  const next = left.find((p) => !taken.has(p.id)) ?? left[0]
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

/** In one's own part it is one's own decision that counts: it may go to others, too. */
function queryOf(state: State, queue: Exclude<Queue, 'disagreed'>): TraceQuery {
  const { query } = state.collections
  if (queue === 'all') return query
  const by = isMine(state) ? state.review.annotator : undefined
  return { ...query, review: queue === 'unreviewed' ? 'none' : queue, ...given({ by }) }
}
