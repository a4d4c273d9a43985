/** Asking the model: new runs, re-runs from a step, stopping. */
import type { RunRequest } from '../../app/host'
import type { Settings } from '../../app/trace/project'
import { attempt, dismiss, type Context } from './context'
import { selectedBranch, selectedRows, type Row } from './rows'
import type { State } from './state'

export type RunActions = ReturnType<typeof runActions>

/** Where a re-run begins: the last row it keeps, and the step the host is told. */
export interface RerunPoint {
  /** Last row kept; undefined keeps nothing. */
  readonly row: Row | undefined
  /** Last recorded step kept. */
  readonly step: string | undefined
}

/** Actions that start and stop runs. `readyModel` learns what must be known of a model before it is run; it can be stopped. */
export function runActions(
  context: Context,
  trial: { readonly readyModel: (model: string) => Promise<void>; readonly stopTrial: () => void },
) {
  const { host, get, set, memory } = context

  const start = async (from: RunRequest['from'] | undefined, question: string, model: string | undefined) => {
    const { projectId, settings, starting } = get()
    if (projectId === undefined || model === undefined || starting || question.trim() === '') return
    dismiss(context, 'ask')
    set({ starting: true, playing: false })
    const request = { project: projectId, question: question.trim(), model, settings }
    const made = await attempt(
      context,
      'ask',
      async () => {
        await trial.readyModel(model)
        return host.run(from === undefined ? request : { ...request, from })
      },
      () => void start(from, question, model),
    )
    set({ starting: false })
    if (made !== undefined && get().projectId === projectId)
      set({ branch: made.branch, step: undefined, box: undefined, writing: undefined, preview: undefined })
  }

  return {
    ask: (question: string) => set({ question }),
    setModel: (model: string) => {
      memory.setItem('relook-model', model)
      set({ model })
    },
    setSettings: (change: Partial<Settings>) => {
      const settings = { ...get().settings, ...change }
      memory.setItem('relook-settings', JSON.stringify(settings))
      set({ settings })
    },
    run: () => start(undefined, get().question, get().model),
    /** `settle` hands in what is still being typed or moved; where to begin is decided before. */
    rerun: async (settle: () => Promise<void>) => {
      const branch = selectedBranch(get())
      const point = rerunPoint(get())
      if (branch === undefined || point === undefined) return
      await settle()
      const from = { branch: branch.id, ...(point.step === undefined ? {} : { step: point.step }) }
      await start(from, branch.question, get().model ?? branch.model)
    },
    /** Goes on after a run that ended badly: from its last step, or as it was begun. */
    retry: async () => {
      const branch = selectedBranch(get())
      if (branch === undefined) return
      const last = branch.path.at(-1)
      const from = last === undefined ? branch.fork : { branch: branch.id, step: last }
      await start(from, branch.question, branch.model)
    },
    stop: async () => {
      const { projectId, branch, trying } = get()
      if (trying !== undefined) return trial.stopTrial()
      if (projectId !== undefined && branch !== undefined)
        await attempt(context, 'ask', () => host.stop({ project: projectId, branch }))
    },
  }
}

/**
 * From the selected step; without one from the last edit, else the last look. An answer as the model wrote it is not kept:
 * it is what is asked for anew. Undefined where there is nothing to re-run.
 */
export function rerunPoint(state: State): RerunPoint | undefined {
  const rows = selectedRows(state)
  if (selectedBranch(state) === undefined) return undefined
  const chosen =
    rows.find((r) => r.id === state.step) ??
    rows.findLast((r) => r.draft !== undefined) ??
    rows.findLast((r) => r.type === 'look')
  if (chosen === undefined) return { row: undefined, step: undefined }
  const edited = chosen.draft !== undefined || state.writing?.id === chosen.id
  const keep = chosen.type === 'answer' && !edited ? rows[chosen.number - 2] : chosen
  return { row: keep, step: recorded(rows, keep) }
}

/** What a person put in comes with the recorded step before it. */
function recorded(rows: readonly Row[], row: Row | undefined): string | undefined {
  if (row === undefined) return undefined
  if (!row.added) return row.id
  return rows.slice(0, row.number).findLast((r) => !r.added && r.type !== 'observation')?.id
}
