/** Runs over benchmarks: watching them, starting, comparing, opening a row, a person's verdict. Knows no React. */
import type {
  DataInfo,
  Evaluation,
  EvaluationId,
  KnownData,
  StartRequest,
  TableForm,
} from '../../app/host/evaluations'
import type { ResultRow } from '../../app/metrics/result'
import { attempt, dismiss, keep, notify, type Context } from './context'
import type { DocumentActions } from './document'
import { noFilter, type RowFilter } from './evaluation-state'

export type EvaluationActions = ReturnType<typeof evaluationActions>

/** Runs compared at the same time. */
const mostRuns = 4

/** Actions of the area. */
export function evaluationActions(context: Context, document: Pick<DocumentActions, 'openProject'>) {
  const { host, get, set } = context
  const followed = new Map<EvaluationId, AbortController>()
  let watching = false

  const watch = () => {
    if (watching) return
    watching = true
    // As long as the window lives: a run goes on while one looks at something else.
    const { signal } = new AbortController()
    const take = (evaluations: Parameters<typeof listed>[1]) => set(listed(get().chosenRuns, evaluations))
    void keep(context, signal, () => host.evaluations({}, signal), take)
  }

  const follow = (id: EvaluationId) => {
    if (followed.has(id)) return
    const end = new AbortController()
    followed.set(id, end)
    const rows = new Map<string, ResultRow>()
    let due = false
    const show = () => {
      due = false
      if (end.signal.aborted) return
      const sorted = [...rows.values()].sort((a, b) => a.item.position - b.item.position)
      set((s) => ({ runRows: { ...s.runRows, [id]: sorted } }))
    }
    void keep(
      context,
      end.signal,
      () => host.followEvaluation({ evaluation: id }, end.signal),
      (event) => {
        if (event.type === 'evaluation') return
        for (const row of event.rows) rows.set(row.item.id, row)
        // Intervals are worked out anew each time: seldom where there is much to resample.
        if (!due) setTimeout(show, rows.size > 500 ? 1000 : 100)
        due = true
      },
    )
  }

  const choose = (ids: readonly EvaluationId[]) => {
    for (const [id, end] of followed) {
      if (ids.includes(id)) continue
      end.abort()
      followed.delete(id)
    }
    set((s) => ({
      chosenRuns: ids,
      runRows: Object.fromEntries(Object.entries(s.runRows).filter(([id]) => ids.includes(id))),
      planning: false,
      rowFilter: ids[0] === s.chosenRuns[0] ? s.rowFilter : noFilter,
    }))
    ids.forEach(follow)
  }

  const act = (work: () => Promise<unknown>) => attempt(context, 'evaluate', work).then(() => undefined)

  return {
    showEvaluations: (shown: boolean) => {
      watch()
      set({ evaluating: shown, ...(shown ? { rolling: false } : {}) })
    },
    planRun: (planning: boolean) => set({ planning }),
    chooseRun: (id: EvaluationId) => choose([id]),
    /** Puts a run beside those chosen, or takes it away. */
    compareRun: (id: EvaluationId) => {
      const { chosenRuns } = get()
      if (chosenRuns.includes(id)) choose(chosenRuns.filter((one) => one !== id))
      else choose([...chosenRuns, id].slice(-mostRuns))
    },
    /** The run the others are compared with. */
    setBaseRun: (id: EvaluationId) => choose([id, ...get().chosenRuns.filter((one) => one !== id)]),
    filterRows: (change: Partial<RowFilter>) => set((s) => ({ rowFilter: { ...s.rowFilter, ...change } })),
    showResult: (item: string | undefined) => set({ resultItem: item }),
    knownData: async (): Promise<readonly KnownData[]> =>
      (await attempt(context, 'evaluate', () => host.knownData({}))) ?? [],
    inspectData: (path: string, signal: AbortSignal): Promise<DataInfo> => host.inspectData({ path }, signal),
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
    startRuns: async (request: StartRequest): Promise<boolean> => {
      const made = await attempt(context, 'evaluate', () => host.startEvaluation(request))
      if (made !== undefined) choose([...made.evaluations].reverse())
      return made !== undefined
    },
    pauseRun: (evaluation: EvaluationId) => act(() => host.pauseEvaluation({ evaluation })),
    stopRun: (evaluation: EvaluationId) => act(() => host.stopEvaluation({ evaluation })),
    resumeRun: (evaluation: EvaluationId, failed = false) =>
      act(() => host.resumeEvaluation({ evaluation, failed })),
    removeRun: async (evaluation: EvaluationId) => {
      const name = get().evaluations?.find((e) => e.id === evaluation)?.name ?? 'The run'
      choose(get().chosenRuns.filter((one) => one !== evaluation))
      await act(async () => {
        await host.removeEvaluation({ evaluation })
        const restore = () => {
          dismiss(context, 'evaluate')
          void act(() => host.restoreEvaluation({ evaluation }))
        }
        notify(context, {
          place: 'evaluate',
          tone: 'info',
          message: `“${name}” is in the trash.`,
          action: { title: 'Undo', perform: restore },
        })
      })
    },
    overrideVerdict: (
      evaluation: EvaluationId,
      item: string,
      verdict: { right: boolean; reason: string } | null,
    ) => act(() => host.overrideVerdict({ evaluation, item, override: verdict })),
    /** Shows a row's steps as a project; “Evaluate” leads back. */
    openResult: async (evaluation: EvaluationId, item: string) => {
      const made = await attempt(context, 'evaluate', () => host.openResult({ evaluation, item }))
      if (made === undefined) return
      document.openProject(made.project)
      set({ evaluating: false })
    },
    saveTable: (evaluation: EvaluationId, form: TableForm) =>
      act(async () => {
        const saved = await host.saveTable({ evaluation, form })
        if (saved.type === 'download') context.downloadBytes(saved.name, bytesOf(saved.base64))
        if (saved.type === 'saved')
          notify(context, { place: 'evaluate', tone: 'info', message: `Saved as ${saved.path}.` })
      }),
  }
}

/** The list, and only chosen runs that are still in it. */
function listed(chosen: readonly EvaluationId[], evaluations: readonly Evaluation[]) {
  const there = chosen.filter((id) => evaluations.some((e) => e.id === id))
  return there.length === chosen.length ? { evaluations } : { evaluations, chosenRuns: there }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}
