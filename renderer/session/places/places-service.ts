/** Going to a place by its address: opening what it names, in whatever is open now. Knows no React and no history. */
import { toFailureData } from '../../../app/failure'
import { branchOf, type ProjectId } from '../../../app/trace/project'
import type { CollectionsService } from '../collections/collections-service'
import type { Context } from '../context'
import type { DocumentService } from '../document/document-service'
import type { EvaluationsService } from '../evaluations/evaluations-service'
import type { ExportsService } from '../exports/exports-service'
import { notify } from '../notices/notices'
import { failureNotice } from '../notices/notices-state'
import type { PresentService } from '../present/present-service'
import type { ReviewService } from '../review/review-service'
import type { RolloutsService } from '../rollouts/rollouts-service'
import type { SelectionService } from '../selection/selection-service'
import type { State } from '../state'
import { untilState } from '../until'
import { comparingWith, withoutComparison } from '../view/mode'
import {
  fragmentOf,
  sessionPlaceOf,
  type EvaluationPlace,
  type SessionPlace,
  type RolloutsPlace,
  type TracePlace,
} from './place'

/** What opens things. */
interface Needs {
  readonly document: DocumentService
  readonly collections: CollectionsService
  readonly evaluations: EvaluationsService
  readonly exports: ExportsService
  readonly rollouts: RolloutsService
  readonly selection: SelectionService
  readonly review: ReviewService
  readonly present: PresentService
}

/** What can be done with places. */
export function createPlacesService(context: Context, needs: Needs) {
  let going = 0
  let left = new AbortController()
  return {
    /** Ends being on the way: something else was opened. */
    stay: () => left.abort(),
    /** Whether one is on the way: what is shown meanwhile is no place to come back to. */
    isGoing: () => going > 0,
    /**
     * Goes there, and no farther than the host lets one: what no longer exists is told, and the nearest place that is there
     * is shown. A second call overtakes the first.
     */
    go: async (place: SessionPlace): Promise<void> => {
      left.abort()
      left = new AbortController()
      const { signal } = left
      if (fragmentOf(place) === fragmentOf(sessionPlaceOf(context.get()))) return
      going++
      try {
        await context.ready()
        if (!signal.aborted) await open({ context, needs, signal }, place)
        if (!signal.aborted) showDialog(context, needs, place.dialog)
      } catch (error) {
        const failure = toFailureData(error)
        if (failure.code !== 'cancelled') notify(context, failureNotice('window', failure))
      } finally {
        going--
      }
    },
  }
}

/** On the way to a place: what opens things, and when somebody wants to be elsewhere. */
interface Way {
  readonly context: Context
  readonly needs: Needs
  readonly signal: AbortSignal
}

async function open(way: Way, place: SessionPlace): Promise<void> {
  switch (place.type) {
    case 'home':
      way.needs.present.end()
      return way.needs.document.close()
    case 'trace':
      return openTrace(way, place)
    case 'evaluation':
      return openEvaluation(way, place)
    case 'rollouts':
      return openRollouts(way, place)
  }
}

function showDialog({ get, set }: Context, needs: Needs, dialog: SessionPlace['dialog']): void {
  if (get().view.dialog === dialog) return
  // It is filled in for what is in hand.
  if (dialog === 'export') needs.exports.open()
  else set({ view: { dialog } })
}

async function openTrace(way: Way, place: TracePlace): Promise<void> {
  if (place.presenting !== true) way.needs.present.end()
  const { context, needs } = way
  const { get, set } = context
  const { file, project, branch, step, beside, reviewing, presenting } = place
  set({ view: { area: { type: 'project' } } })
  if (file !== undefined) await openInFile(way, { file, project })
  else if (project !== undefined && (get().document.id !== project || get().collections.id !== undefined))
    needs.document.open(project)
  if (project === undefined || !(await hasCome(way, project))) return
  const { document } = get()
  if (document.project === undefined) return
  if (branch !== undefined && branch !== document.branch && branchOf(document.project, branch) !== undefined)
    needs.selection.branch(branch)
  const compared = beside !== undefined && branchOf(document.project, beside) !== undefined
  set(({ view: { mode } }) => ({
    view: { mode: compared ? comparingWith(beside, mode) : withoutComparison(mode) },
  }))
  if (reviewing === true && get().view.mode.type === 'transcript') needs.review.start()
  needs.selection.step(step)
  if (presenting === true) needs.present.start()
}

/** The file, and the trace of it where that is still in it; else its first. */
async function openInFile(
  { context, needs, signal }: Way,
  { file, project }: { readonly file: string; readonly project: ProjectId | undefined },
): Promise<void> {
  const { host, get } = context
  const isOpen = get().collections.id === file
  if (isOpen && (project === undefined || get().collections.row?.project === project)) return
  const found = project === undefined ? null : await host.findTrace({ project }, signal)
  if (signal.aborted) return
  if (!isOpen) needs.collections.open(file, found?.row)
  else if (found !== null) await needs.collections.openTrace(found.row, undefined)
  if (found !== null) needs.collections.find()
}

/** Waits for a project; false where another took its place, or it no longer exists: then the home page is, and why is told. */
async function hasCome({ context, needs, signal }: Way, id: ProjectId): Promise<boolean> {
  const { store, get } = context
  const before = get().notices.at.window
  const isRefused = ({ notices: { at } }: State) => at.window !== before && at.window?.tone === 'error'
  const isLeft = (s: State) => s.document.id !== id && s.collections.row?.project !== id
  await untilState(store, (s) => s.document.project?.id === id || isLeft(s) || isRefused(s), signal)
  const { document } = get()
  if (document.project?.id === id) return true
  if (document.id === id && isRefused(get())) needs.document.close()
  return false
}

async function openEvaluation({ context, needs }: Way, { runs, item }: EvaluationPlace): Promise<void> {
  context.set({ view: { area: { type: 'evaluation' } } })
  needs.evaluations.chooseAll(runs)
  needs.evaluations.showResult(item)
}

async function openRollouts(way: Way, place: RolloutsPlace): Promise<void> {
  const { needs } = way
  const { get, set } = way.context
  const { dump, at, project, group } = place
  if (project !== undefined && group !== undefined) {
    if (get().document.id !== project) needs.document.open(project)
    if (await hasCome(way, project)) needs.rollouts.showGroup(group)
    return
  }
  set({ view: { area: { type: 'rollouts' } } })
  if (dump === undefined) return
  if (get().rollouts.dump !== dump) needs.rollouts.chooseDump(dump)
  if (at !== undefined) await needs.rollouts.openGroup(dump, at)
}
