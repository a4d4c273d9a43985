/** Going to a place by its address: opening what it names, in whatever is open now. Knows no React and no history. */
import { toFailureData } from '../../../app/failure'
import { branchOf, type ProjectId } from '../../../app/trace/project'
import type { Context } from '../context'
import { notify } from '../notices/notices'
import { failureNotice } from '../notices/notices-state'
import type { Session } from '../session'
import { until } from '../until'
import { comparingWith, withoutComparison } from '../view/mode'
import {
  fragmentOf,
  placeOf,
  type EvaluationPlace,
  type Place,
  type RolloutsPlace,
  type TracePlace,
} from './place'

export type PlacesService = ReturnType<typeof createPlaces>

/** What opens things. */
type Needs = Pick<
  Session,
  'document' | 'collections' | 'evaluations' | 'exports' | 'rollouts' | 'selection' | 'review'
>

/** What can be done with places. */
export function createPlaces(context: Context, needs: Needs) {
  let going = 0
  let left = new AbortController()
  return {
    /** Ends being on the way: something else was opened. */
    stay: () => left.abort(),
    /** Whether one is on the way: what is shown meanwhile is no place to come back to. */
    isGoing: () => going > 0,
    /**
     * Goes there, and no farther than the host lets one: what is not there any more is told, and the nearest place that is there
     * is shown. A second call overtakes the first.
     */
    go: async (place: Place): Promise<void> => {
      left.abort()
      left = new AbortController()
      const { signal } = left
      if (fragmentOf(place) === fragmentOf(placeOf(context.get()))) return
      going++
      try {
        await context.ready()
        if (!signal.aborted) await open(context, needs, place, signal)
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

async function open(context: Context, needs: Needs, place: Place, signal: AbortSignal): Promise<void> {
  switch (place.type) {
    case 'home':
      return needs.document.close()
    case 'trace':
      return openTrace(context, needs, place, signal)
    case 'evaluation':
      return openEvaluation(context, needs, place)
    case 'rollouts':
      return openRollouts(context, needs, place, signal)
  }
}

function showDialog({ get, set }: Context, needs: Needs, dialog: Place['dialog']): void {
  if (get().view.dialog === dialog) return
  // It is filled in for what is in hand.
  if (dialog === 'export') needs.exports.open()
  else set({ view: { dialog } })
}

async function openTrace(
  context: Context,
  needs: Needs,
  place: TracePlace,
  signal: AbortSignal,
): Promise<void> {
  const { get, set } = context
  const { file, project, branch, step, beside, reviewing } = place
  set({ view: { area: { type: 'project' } } })
  if (file !== undefined) await openInFile(context, needs, { file, project }, signal)
  else if (project !== undefined && (get().document.id !== project || get().collections.id !== undefined))
    needs.document.open(project)
  if (project === undefined || !(await hasCome(context, project, signal))) return
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
}

/** The file, and the trace of it where that is still in it; else its first. */
async function openInFile(
  context: Context,
  needs: Needs,
  { file, project }: { readonly file: string; readonly project: ProjectId | undefined },
  signal: AbortSignal,
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

/** Waits for a project; false where it does not come, or another took its place. */
async function hasCome({ store, get }: Context, id: ProjectId, signal: AbortSignal): Promise<boolean> {
  const { document } = await until(
    store,
    (s) => s.document.project?.id === id || (s.document.id !== id && s.collections.row?.project !== id),
    signal,
  )
  return document.project?.id === id && get().document.id === id
}

async function openEvaluation(
  { set }: Context,
  needs: Needs,
  { runs, item }: EvaluationPlace,
): Promise<void> {
  set({ view: { area: { type: 'evaluation' } } })
  needs.evaluations.chooseAll(runs)
  needs.evaluations.showResult(item)
}

async function openRollouts(
  context: Context,
  needs: Needs,
  { dump, at, project, group }: RolloutsPlace,
  signal: AbortSignal,
): Promise<void> {
  const { get, set } = context
  if (project !== undefined && group !== undefined) {
    if (get().document.id !== project) needs.document.open(project)
    if (await hasCome(context, project, signal)) needs.rollouts.showGroup(group)
    return
  }
  set({ view: { area: { type: 'rollouts' } } })
  if (dump === undefined) return
  if (get().rollouts.dump !== dump) needs.rollouts.chooseDump(dump)
  if (at !== undefined) await needs.rollouts.openGroup(dump, at)
}
