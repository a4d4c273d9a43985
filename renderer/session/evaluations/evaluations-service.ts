/** Runs over benchmarks: watching them, starting, comparing, opening a row, a person's verdict. Knows no React. */
import type { ProjectId } from '../../../app/trace/project'
import type { EvaluationId, StartRequest, TableForm } from '../../../app/host/evaluations'
import type { Context } from '../context'
import { attempt, attempted, notify, notifyTrashed } from '../notices/notices'
import { bytesOfBase64 } from '../bytes-of'
import { subscribe } from '../subscribe'
import { untilState } from '../until'
import { isIn } from '../view/mode'
import { noFilter, type RowFilter } from './evaluations-state'
import { createRowFollower } from './follow-rows'
import { t } from '../../language/text'

export type EvaluationsService = ReturnType<typeof createEvaluationsService>

/** Runs compared at the same time. */
const mostRuns = 4

/** What can be done with runs over benchmarks. */
export function createEvaluationsService(
  context: Context,
  { openProject }: { readonly openProject: (id: ProjectId) => void },
) {
  const { host, get, set } = context
  const followRows = createRowFollower(context)
  const choose = (ids: readonly EvaluationId[]) => {
    set(({ evaluations: { chosen, filter } }) => ({
      evaluations: { chosen: ids, planning: false, filter: ids[0] === chosen[0] ? filter : noFilter },
    }))
    followRows(ids)
  }
  const without = (id: EvaluationId) => get().evaluations.chosen.filter((one) => one !== id)
  return {
    plan: (planning: boolean) => set({ evaluations: { planning } }),
    choose: (id: EvaluationId) => choose([id]),
    /** These runs and no others, the one compared with first. */
    chooseAll: (ids: readonly EvaluationId[]) => choose(ids.slice(0, mostRuns)),
    /** Puts a run beside those chosen, or takes it away. */
    compare: (id: EvaluationId) => {
      const { chosen } = get().evaluations
      choose(chosen.includes(id) ? without(id) : [...chosen, id].slice(-mostRuns))
    },
    /** The run the others are compared with. */
    setBase: (id: EvaluationId) => choose([id, ...without(id)]),
    filter: (change: Partial<RowFilter>) =>
      set(({ evaluations }) => ({ evaluations: { filter: { ...evaluations.filter, ...change } } })),
    showResult: (item: string | undefined) => set({ evaluations: { item } }),
    /** Shows a row's steps as a project; “Evaluate” leads back. */
    openResult: async (evaluation: EvaluationId, item: string) => {
      const made = await attempt(context, 'evaluate', () => host.openResult({ evaluation, item }))
      if (made !== undefined) openProject(made.project)
    },
    ...runsOf(context, { choose, without }),
    ...dataOf(context),
  }
}

interface Choosing {
  readonly choose: (ids: readonly EvaluationId[]) => void
  /** Those chosen, but for one. */
  readonly without: (id: EvaluationId) => readonly EvaluationId[]
}

/** Starting, pausing, ending runs; verdicts; tables. */
function runsOf(context: Context, { choose, without }: Choosing) {
  const { host, get } = context
  const act = (work: () => Promise<unknown>) => attempted(context, 'evaluate', work)
  return {
    start: async (request: StartRequest): Promise<boolean> => {
      const made = await attempt(context, 'evaluate', () => host.startEvaluation(request))
      if (made !== undefined) choose([...made.evaluations].reverse())
      return made !== undefined
    },
    pause: (evaluation: EvaluationId) => act(() => host.pauseEvaluation({ evaluation })),
    stop: (evaluation: EvaluationId) => act(() => host.stopEvaluation({ evaluation })),
    resume: (evaluation: EvaluationId, failed = false) =>
      act(() => host.resumeEvaluation({ evaluation, failed })),
    /** To the trash, with the way back in a notice. */
    remove: async (evaluation: EvaluationId) => {
      const name = get().evaluations.list?.find((e) => e.id === evaluation)?.name ?? t('The run')
      choose(without(evaluation))
      if (await act(() => host.removeEvaluation({ evaluation })))
        notifyTrashed(context, { place: 'evaluate', name }, () => host.restoreEvaluation({ evaluation }))
    },
    overrideVerdict: (
      evaluation: EvaluationId,
      item: string,
      override: { right: boolean; reason: string } | null,
    ) => act(() => host.overrideVerdict({ evaluation, item, override })),
    saveTable: (evaluation: EvaluationId, form: TableForm) =>
      act(async () => {
        const saved = await host.saveTable({ evaluation, form })
        if (saved.type === 'download') context.downloadBytes(saved.name, bytesOfBase64(saved.base64))
        if (saved.type === 'saved')
          notify(context, {
            place: 'evaluate',
            tone: 'info',
            message: t('Saved as {path}.', { path: saved.path }),
          })
      }),
  }
}

/** Data of benchmarks: what is known here, what a path holds, what the hub has. */
function dataOf(context: Context) {
  const { host } = context
  return {
    knownData: async () => (await attempt(context, 'evaluate', () => host.knownData({}))) ?? [],
    inspectData: (path: string, signal: AbortSignal) => host.inspectData({ path }, signal),
    /** Brings a data set of the hub here; gives its path. @throws what the host says; ends with the signal. */
    downloadData: async (
      source: string,
      told: (done: number, total: number) => void,
      signal: AbortSignal,
    ): Promise<string | undefined> => {
      for await (const one of host.downloadData({ source }, signal)) {
        if (one.type === 'done') return one.path
        told(one.done, one.total)
      }
      return undefined
    },
  }
}

/** Follows the runs from when the area is first shown, until the signal fires. A run goes on while one looks elsewhere. */
export async function followEvaluations(context: Context, signal: AbortSignal): Promise<void> {
  await untilState(context.store, (s) => isIn(s, 'evaluation'), signal)
  await subscribe(context, {
    items: (end) => context.host.evaluations({}, end),
    take: (list) =>
      context.set(({ evaluations: { chosen } }) => {
        // Only chosen runs that are still there.
        const there = chosen.filter((id) => list.some((e) => e.id === id))
        return { evaluations: { list, chosen: there.length === chosen.length ? chosen : there } }
      }),
    signal,
  })
}
