/** Opening, following and walking through a project. */
import { applyChange, type Change } from '../../app/trace/change'
import { branchOf, mainBranch, type BranchId, type Project, type ProjectId } from '../../app/trace/project'
import type { ProjectEvent } from '../../app/host'
import { createBatch } from './batch'
import { attempt, dismiss, keep, notify, type Context } from './context'
import { lookOf, selectedBranch, selectedRows } from './rows'
import { announcement, endWords } from './words'

export type DocumentActions = ReturnType<typeof documentActions>

/** The open project's own state, as it is before one is open. */
const nothingOpen = {
  projectId: undefined,
  project: undefined,
  branch: undefined,
  step: undefined,
  box: undefined,
  hovered: undefined,
  compare: undefined,
  preview: undefined,
  writing: undefined,
  playing: false,
} as const

/** Actions over the followed project. */
export function documentActions(context: Context) {
  const { host, get, set } = context
  let leave = new AbortController()

  const open = (id: ProjectId, question?: string) => {
    leave.abort()
    leave = new AbortController()
    const { signal } = leave
    dismiss(context, 'import')
    set({ ...nothingOpen, projectId: id, ...(question === undefined ? {} : { question }) })
    const batch = createBatch((changes) => {
      if (!signal.aborted) set((s) => changed(s.project, changes, s.branch, s.preview))
    }, context.schedule)
    const take = (event: ProjectEvent) => {
      if (event.type === 'change') return batch.add(event.change)
      batch.clear()
      set((s) => opened(event.project, s.branch, s.question))
    }
    void keep(context, signal, () => host.follow({ project: id }, signal), take)
  }

  const close = () => {
    leave.abort()
    set({ ...nothingOpen, question: '', tool: 'select' })
  }

  const select = (step: string | undefined) => set({ step, box: undefined, writing: undefined })

  return {
    openProject: open,
    closeProject: close,
    openSample: async (file: string, question: string) => {
      if (get().openingSample !== undefined) return
      set({ openingSample: file })
      const made = await attempt(context, 'import', () =>
        host.createProject({ source: { type: 'sample', file } }),
      )
      set({ openingSample: undefined })
      if (made !== undefined) open(made.project, question)
    },
    deleteProject: async (id: ProjectId) => {
      const title = get().projects?.find((p) => p.id === id)?.title ?? 'Project'
      const done = await attempt(context, 'projects', async () => {
        await host.deleteProject({ project: id })
        return true
      })
      if (done === undefined) return
      if (get().projectId === id) close()
      const restore = () => {
        dismiss(context, 'projects')
        void attempt(context, 'projects', () => host.restoreProject({ project: id }))
      }
      notify(context, {
        place: 'projects',
        tone: 'info',
        message: `“${title}” is in the trash.`,
        action: { title: 'Undo', perform: restore },
      })
    },
    selectStep: select,
    /** Takes a box in hand: from the canvas or its list row. */
    takeBox: (id: string | undefined) => {
      if (id === undefined) return set({ box: undefined })
      const row = lookOf(selectedRows(get()), id)
      if (row !== undefined) set({ step: row.id, box: row.id, writing: undefined, playing: false })
    },
    hover: (id: string | undefined) => {
      if (get().hovered !== id) set({ hovered: id })
    },
    /** Steps by `by`, or to an end; the live end counts as the last step. */
    walk: (to: number | 'first' | 'last') => {
      const rows = selectedRows(get())
      const at = rows.findIndex((r) => r.id === get().step)
      const from = at < 0 ? rows.length : at
      const next = to === 'first' ? 0 : to === 'last' ? rows.length - 1 : from + to
      const row = rows[Math.min(Math.max(next, 0), rows.length - 1)]
      if (row !== undefined) select(row.id)
    },
    selectBranch: (id: BranchId) => {
      const branch = get().project === undefined ? undefined : branchOf(get().project as Project, id)
      set((s) => ({
        branch: id,
        // A step that both branches share stays selected.
        step: s.step !== undefined && branch?.path.includes(s.step) ? s.step : undefined,
        box: undefined,
        writing: undefined,
        playing: false,
        compare: s.compare === id ? undefined : s.compare,
        question: branch?.question ?? s.question,
      }))
    },
    compareWith: (id: BranchId | undefined) => set((s) => ({ compare: id === s.branch ? undefined : id })),
  }
}

/** The whole project came: at first, or again after the connection was lost. */
function opened(project: Project, branch: BranchId | undefined, question: string) {
  const kept = branch !== undefined && branchOf(project, branch) !== undefined
  const main = kept ? branchOf(project, branch) : mainBranch(project)
  return {
    project,
    branch: main?.id,
    question: question === '' ? (main?.question ?? '') : question,
    preview: undefined,
  }
}

/** A batch of changes applied, what to read out, and a preview that became a draft taken away. */
function changed(
  project: Project | undefined,
  changes: readonly Change[],
  branch: BranchId | undefined,
  preview: { readonly id: string } | undefined,
) {
  if (project === undefined) return {}
  const next = changes.reduce(applyChange, project)
  const said = changes.flatMap((change) => announced(change, next, branch))
  const settled = changes.some((c) => c.type === 'drafted' && c.key === preview?.id)
  return {
    project: next,
    ...(settled ? { preview: undefined } : {}),
    ...(said.length === 0 ? {} : { announced: said.join(' ') }),
  }
}

function announced(change: Change, project: Project, branch: BranchId | undefined): readonly string[] {
  if (change.type === 'run-ended' && change.branch === branch) return [endWords(change.reason)]
  if (change.type !== 'steps-added' || change.branch !== branch) return []
  const path = branchOf(project, change.branch)?.path ?? []
  return change.steps.map((step) => announcement(step, path.indexOf(step.id) + 1))
}

/** Whether the selected branch is running. */
export function isRunning(state: Parameters<typeof selectedBranch>[0]): boolean {
  return selectedBranch(state)?.run.type === 'running'
}
