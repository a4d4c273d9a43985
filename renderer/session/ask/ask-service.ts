/** Asking the model: the question and its settings, new runs, re-runs from a step, stopping. Knows no React. */
import { given } from '../../../app/given'
import type { ForcedAlternative, RunRequest, TokenPlace } from '../../../app/host'
import type { BranchId, Settings } from '../../../app/trace/project'
import type { Context } from '../context'
import { selectedBranch, selectedRows, type Row } from '../document/rows'
import { attempt, dismiss } from '../notices/notices'
import { comparingWith } from '../view/mode'
import type { State } from '../state'
import { soughtFor } from './sought'

export type AskService = ReturnType<typeof createAskService>

/** Where a re-run begins: the last row it keeps, and the step the host is told. */
export interface RerunPoint {
  /** Last row kept; undefined keeps nothing. */
  readonly row: Row | undefined
  /** Last recorded step kept. */
  readonly step: string | undefined
}

interface Needs {
  /** Learns what must be known of a model before it is run. */
  readonly readyModel: (model: string) => Promise<void>
  readonly stopTrial: () => void
  /** Hands in what is still being typed or moved. */
  readonly handIn: () => Promise<void>
}

/** A run to start: the project it is in and where it begins. */
type Request = Omit<RunRequest, 'settings' | 'model'> & {
  readonly model: string | undefined
  /** Absent: those that are set for the next run. */
  readonly settings?: Settings
}

/** What starts and stops runs. */
export function createAskService(context: Context, needs: Needs) {
  const { get, set, memory } = context
  const start = (request: Request) => startRun(context, needs, request)
  const setModel = (model: string) => chooseModel(context, model)
  const run = async () => {
    const { document, ask } = get()
    if (document.id !== undefined)
      await start({ project: document.id, question: ask.question, model: ask.model })
  }
  return {
    setQuestion: (question: string) => set({ ask: { question } }),
    setModel,
    setSettings: (change: Partial<Settings>) => {
      const settings = { ...get().ask.settings, ...change }
      memory.setItem('relook-settings', JSON.stringify(settings))
      set({ ask: { settings } })
    },
    /** Whether special tokens written in the question are sent as text. Not remembered: it is about this question. */
    setPlainQuestion: (plain: boolean) => {
      const { plainQuestion: _, ...settings } = get().ask.settings
      set({ ask: { settings: plain ? { ...settings, plainQuestion: true } : settings } })
    },
    run,
    ...soughtFor(context, { setModel, run }),
    /** From the selected step; where to begin is decided before what is half done is handed in. */
    rerun: async () => {
      const project = get().document.id
      const branch = selectedBranch(get())
      const point = rerunPoint(get())
      if (project === undefined || branch === undefined || point === undefined) return
      await needs.handIn()
      const from = { branch: branch.id, ...given({ step: point.step }) }
      await start({ project, from, question: branch.question, model: get().ask.model ?? branch.model })
    },
    ...afterTrouble(context, needs),
    ...goingOn(context, needs),
    ...dueling(context, needs),
    stop: async () => {
      const { servers, document } = get()
      if (servers.awaited !== undefined) return needs.stopTrial()
      const { id: project, branch } = document
      if (project !== undefined && branch !== undefined)
        await attempt(context, 'ask', () => context.host.stop({ project, branch }))
    },
  }
}

function chooseModel({ set, memory }: Context, model: string): void {
  memory.setItem('relook-model', model)
  set({ ask: { model } })
}

/** After a run that ended badly. */
function afterTrouble(context: Context, needs: Needs) {
  const { get } = context
  return {
    /** Goes on from its last step, or as it was begun. */
    retry: async () => {
      const project = get().document.id
      const branch = selectedBranch(get())
      if (project === undefined || branch === undefined) return
      const last = branch.path.at(-1)
      const from = last === undefined ? branch.fork : { branch: branch.id, step: last }
      const { question, model } = branch
      await startRun(context, needs, { project, ...given({ from }), question, model })
    },
    /** Its question again, of another model, which stays chosen. */
    askInstead: async (model: string) => {
      const project = get().document.id
      const branch = selectedBranch(get())
      if (project === undefined || branch === undefined) return
      chooseModel(context, model)
      await startRun(context, needs, { project, question: branch.question, model })
    },
  }
}

/** Two models on the same question. */
function dueling(context: Context, needs: Needs) {
  const { get, set } = context
  const start = (request: Request) => startRun(context, needs, request)
  return {
    /**
     * The same question to another model, beside the run that is shown; where there is none yet, the chosen model begins, too. Both are
     * compared while they write.
     */
    duel: async (rival: string) => {
      const { document, ask } = get()
      const project = document.id
      if (project === undefined) return
      const shown = selectedBranch(get())
      const { question, settings } = shown ?? ask
      const first = shown?.id ?? (await start({ project, question, model: ask.model }))
      if (first === undefined || get().document.id !== project) return
      const second = await start({ project, question, model: rival, settings })
      if (second === undefined || get().document.id !== project) return
      set(({ view }) => ({ view: { mode: comparingWith(first, view.mode) } }))
    },
  }
}

/** Leaving the selected branch between its tokens. */
function goingOn(context: Context, needs: Needs) {
  const { get } = context
  return {
    /** With other tokens from a place of the selected branch on, and all else as it was run. */
    goOnWith: async (place: TokenPlace, forced: readonly ForcedAlternative[]) => {
      const project = get().document.id
      const branch = selectedBranch(get())
      if (project === undefined || branch === undefined) return
      await needs.handIn()
      const { question, model, settings } = branch
      const from = { branch: branch.id, token: { ...place, forced: [...forced] } }
      await startRun(context, needs, { project, from, question, model, settings })
    },
  }
}

/** Starts a run, one at a time, and goes to its branch where one is still at the project. Undefined: none was started. */
async function startRun(context: Context, needs: Needs, request: Request): Promise<BranchId | undefined> {
  const { host, get, set } = context
  const { starting } = get().ask
  const { model, project, settings = get().ask.settings } = request
  const question = request.question.trim()
  if (model === undefined || starting || question === '') return undefined
  dismiss(context, 'ask')
  set({ ask: { starting: true }, player: { playing: false } })
  const retry = () => void startRun(context, needs, request)
  const made = await attempt(context, { place: 'ask', retry }, async () => {
    await needs.readyModel(model)
    return host.run({ ...request, question, model, settings })
  })
  set({ ask: { starting: false } })
  if (made === undefined || get().document.id !== project) return made?.branch
  set({
    document: { branch: made.branch },
    selection: { step: undefined, box: undefined },
    editing: { writing: undefined, preview: undefined },
  })
  return made.branch
}

/**
 * From the selected step; without one from the last edit, else the last look. An answer as the model wrote it is not kept:
 * it is what is asked for again. Undefined where there is nothing to re-run.
 */
export function rerunPoint(state: State): RerunPoint | undefined {
  const rows = selectedRows(state)
  if (selectedBranch(state) === undefined) return undefined
  const chosen =
    rows.find((r) => r.id === state.selection.step) ??
    rows.findLast((r) => r.draft !== undefined) ??
    rows.findLast((r) => r.type === 'look')
  if (chosen === undefined) return { row: undefined, step: undefined }
  const edited = chosen.draft !== undefined || state.editing.writing?.id === chosen.id
  const keep = chosen.type === 'answer' && !edited ? rows[chosen.number - 2] : chosen
  return { row: keep, step: recorded(rows, keep) }
}

/** What a person put in comes with the recorded step before it. */
function recorded(rows: readonly Row[], row: Row | undefined): string | undefined {
  if (row === undefined) return undefined
  if (!row.added) return row.id
  return rows.slice(0, row.number).findLast((r) => !r.added && r.type !== 'observation')?.id
}
