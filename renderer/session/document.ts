/** Opening, following and deleting projects. */
import type { Project, ProjectId } from '../../app/trace/project'
import type { ProjectEvent } from '../../app/host'
import { createBatch } from './batch'
import { attempt, dismiss, keep, notify, type Context } from './context'
import { changed, opened } from './fold'
import { nothingOpen } from './state'

export type DocumentActions = ReturnType<typeof documentActions>

/** Actions over the followed project. */
export function documentActions(context: Context) {
  const { host, get, set } = context
  let leave = new AbortController()

  const follow = (id: ProjectId, first: (project: Project) => void) => {
    leave.abort()
    leave = new AbortController()
    const { signal } = leave
    dismiss(context, 'import')
    let come = false
    const batch = createBatch((changes) => {
      if (!signal.aborted) set((s) => changed(s.project, changes, s.branch, s.preview))
    }, context.schedule)
    const take = (event: ProjectEvent) => {
      if (event.type === 'change') return batch.add(event.change)
      batch.clear()
      if (!come) first(event.project)
      else set((s) => opened(event.project, s.branch, s.question))
      come = true
    }
    void keep(context, signal, () => host.follow({ project: id }, signal), take)
  }

  const open = (id: ProjectId, question?: string) => {
    set({ ...nothingOpen, projectId: id, question: question ?? '' })
    follow(id, (project) => set((s) => opened(project, s.branch, s.question)))
  }

  /**
   * Goes from one trace to the next: what was shown stays until the next has come. `ahead`: fetched before, shown at once.
   * `tool` and zoom stay; a step that both have (the same trace read anew) stays selected.
   */
  const turnTo = (id: ProjectId, ahead?: Project) => {
    const show = (project: Project) =>
      set((s) => {
        const step = s.step !== undefined && project.steps[s.step] !== undefined ? s.step : undefined
        return { ...nothingOpen, projectId: id, ...opened(project, undefined, ''), step }
      })
    if (ahead !== undefined) show(ahead)
    follow(id, (project) =>
      ahead === undefined ? show(project) : set((s) => opened(project, s.branch, s.question)),
    )
  }

  const close = () => {
    leave.abort()
    set({ ...nothingOpen, question: '', tool: 'select' })
  }

  return {
    openProject: open,
    turnTo,
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
    deleteProject: (id: ProjectId) => deleteProject(context, id, close),
  }
}

/** To the trash, with the way back in a notice. */
async function deleteProject(context: Context, id: ProjectId, close: () => void): Promise<void> {
  const { host, get } = context
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
}
