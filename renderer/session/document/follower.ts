/** Follows one project at a time: its changes are folded into the store once per frame. Selects nothing by itself. */
import type { Condition, ProjectEvent } from '../../../app/host'
import type { Project, ProjectId } from '../../../app/trace/project'
import type { Context } from '../context'
import { dismiss, notify } from '../notices/notices'
import type { Notice } from '../notices/notices-state'
import type { Change, State } from '../state'
import { subscribe } from '../subscribe'
import { withoutComparison } from '../view/mode'
import { createBatch } from './batch'
import { changed, opened } from './fold'

export interface Follower {
  /** Leaves what is open and opens another project. Without a question, that of its main branch is asked. */
  readonly open: (id: ProjectId, question?: string) => void
  /**
   * Goes from one trace to the next: what is shown stays until the next has come. `ahead`: fetched before, shown at once.
   * Tool and zoom stay; a step that both have (the same trace read again) stays selected.
   */
  readonly turnTo: (id: ProjectId, ahead?: Project) => void
  readonly close: () => void
}

/** Makes the one that follows the open project. */
export function createFollower(context: Context): Follower {
  const { set } = context
  let leave = new AbortController()
  const follow = (id: ProjectId, show: (project: Project) => void) => {
    leave.abort()
    leave = new AbortController()
    dismiss(context, 'import')
    dismiss(context, 'step')
    followProject(context, { id, show, signal: leave.signal })
  }
  const refresh = (project: Project) =>
    set((s) => opened(project, { branch: s.document.branch, question: s.ask.question }))
  return {
    open: (id, question = '') => {
      set((s) => ({ ...closed(s), document: { ...noProject, id }, ask: { question } }))
      follow(id, refresh)
    },
    turnTo: (id, ahead) => {
      const show = (project: Project) => set((s) => turned(s, project))
      if (ahead !== undefined) show(ahead)
      follow(id, ahead === undefined ? show : refresh)
    },
    close: () => {
      leave.abort()
      set((s) => {
        const nothing = closed(s)
        return { ...nothing, ask: { question: '' }, editing: { ...nothing.editing, tool: 'select' } }
      })
    },
  }
}

interface Following {
  readonly id: ProjectId
  /** Takes the project when it first comes. */
  readonly show: (project: Project) => void
  readonly signal: AbortSignal
}

function followProject(context: Context, { id, show, signal }: Following): void {
  const { host, set } = context
  let come = false
  const batch = createBatch((changes) => {
    if (!signal.aborted) set((s) => changed(s, changes))
  }, context.schedule)
  const take = (event: ProjectEvent) => {
    if (event.type === 'change') return batch.add(event.change)
    batch.clear()
    if (event.condition !== undefined) notify(context, conditionNotice(event.condition))
    if (!come) show(event.project)
    else set((s) => opened(event.project, { branch: s.document.branch, question: s.ask.question }))
    come = true
  }
  void subscribe(context, { items: (end) => host.follow({ project: id }, end), take, signal })
}

/** What could not be read of a journal, or that it is a newer version's. */
function conditionNotice({ readOnly, issues }: Condition): Notice {
  const [first] = issues
  const place = first?.line === undefined ? '' : ` Line ${first.line}: ${first.message}`
  const lines = issues.length === 1 ? 'One line' : `${issues.length} lines`
  const message =
    readOnly ??
    `${lines} of this project could not be read as they are; they are kept, and nothing else is lost.`
  return { place: 'step', tone: readOnly === undefined ? 'info' : 'error', message, detail: place.trim() }
}

const noProject = { id: undefined, project: undefined, branch: undefined }

/** Nothing of the open project is left: not where one was in it, nor what was being changed or checked. */
function closed({ view }: State) {
  return {
    document: noProject,
    selection: { step: undefined, box: undefined, hovered: undefined },
    editing: { preview: undefined, writing: undefined, inserting: undefined, caret: undefined },
    checks: { findings: undefined, judged: undefined, trials: undefined },
    review: { sent: undefined },
    player: { playing: false },
    view: { mode: withoutComparison(view.mode) },
  } satisfies Change
}

/** The next trace in place of the open one. */
function turned(s: State, project: Project): Change {
  const nothing = closed(s)
  const now = opened(project, { branch: undefined, question: '' })
  const { step } = s.selection
  const stays = step !== undefined && project.steps[step] !== undefined
  return {
    ...nothing,
    ...now,
    document: { id: project.id, ...now.document },
    editing: nothing.editing,
    selection: { ...nothing.selection, step: stays ? step : undefined },
  }
}
