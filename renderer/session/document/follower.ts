/** Follows one project at a time: its changes are folded into the store once per frame. Selects nothing by itself. */
import type { ProjectCondition, ProjectEvent } from '../../../app/host'
import type { Project, ProjectId } from '../../../app/trace/project'
import type { Context } from '../context'
import { dismiss, notify } from '../notices/notices'
import type { Notice } from '../notices/notices-state'
import { withChange, type StateChange, type State } from '../state'
import { subscribe } from '../subscribe'
import { noTokens } from '../tokens/tokens-state'
import { withoutComparison } from '../view/mode'
import { createBatch } from './batch'
import { changed, opened } from './fold'
import { heard, t } from '../../language/text'

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

/** Makes the one that follows the open project. `handIn` keeps what is half done before another takes its place. */
export function createFollower(context: Context, handIn: () => Promise<void>): Follower {
  const { get, set } = context
  /** Until when what is shown is followed, and what comes next: the one shown stays alive until the next has come. */
  let shown = new AbortController()
  let coming = new AbortController()
  const leave = () => {
    shown.abort()
    coming.abort()
  }
  const follow = (id: ProjectId, show: (project: Project) => void) => {
    if (coming !== shown) coming.abort()
    const own = new AbortController()
    coming = own
    dismiss(context, 'import')
    // What was said of the one before; an edit of it that could not be kept waits for its answer.
    if (get().notices.at.step?.action === undefined) dismiss(context, 'step')
    const come = (project: Project) => {
      if (shown !== own) shown.abort()
      shown = own
      show(project)
      set({ document: { live: true } })
    }
    followProject(context, { id, show: come, signal: own.signal })
  }
  const refresh = (project: Project) => set((s) => opened(project, s))
  const turn = (project: Project) => {
    // Also what was begun after the next one was asked for, while this one was still shown.
    if (project.id !== get().document.id) void handIn()
    set((s) => turned(s, project))
  }
  return {
    open: (id, question = '') => {
      void handIn()
      leave()
      set((s) => ({ ...closed(s), document: { ...noProject, id }, ask: { question } }))
      follow(id, refresh)
    },
    turnTo: (id, ahead) => {
      if (ahead !== undefined) {
        leave()
        turn(ahead)
        set({ document: { live: false } })
      }
      follow(id, ahead === undefined ? turn : refresh)
    },
    close: () => {
      void handIn()
      leave()
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
    else set((s) => opened(event.project, s))
    come = true
  }
  void subscribe(context, { items: (end) => host.follow({ project: id }, end), take, signal })
}

/** What could not be read of a journal, or that it is a newer version's. */
function conditionNotice({ readOnly, issues }: ProjectCondition): Notice {
  const [first] = issues
  const place =
    first?.line === undefined
      ? ''
      : t('Line {line}: {message}', { line: first.line, message: heard(first.message) })
  const message =
    readOnly ??
    t(
      '{n, plural, one {One line of this project could not be read as it is; it is kept} other {# lines of this project could not be read as they are; they are kept}}, and nothing else is lost.',
      { n: issues.length },
    )
  return { place: 'step', tone: readOnly === undefined ? 'info' : 'error', message, detail: place }
}

const noProject = { id: undefined, project: undefined, branch: undefined, live: false }

/** Nothing of the open project is left: not where one was in it, nor what was being changed or checked. */
function closed({ view, tokens, editing: { tool, drawing } }: State) {
  return {
    document: noProject,
    selection: { step: undefined, box: undefined, hovered: undefined },
    editing: {
      preview: undefined,
      writing: undefined,
      inserting: undefined,
      caret: undefined,
      // A purpose is of one trace; the bare tool stays.
      drawing: 'look',
      tool: drawing === 'look' && tool !== 'extreme' ? tool : 'select',
      points: [],
    },
    tokens: { ...noTokens, depth: tokens.depth },
    checks: { findings: undefined, judged: undefined, trials: undefined },
    player: { playing: false },
    view: { mode: withoutComparison(view.mode) },
  } satisfies StateChange
}

/** The next trace in place of the open one; the same one, read again, as it is now. */
function turned(s: State, project: Project): StateChange {
  const nothing = closed(s)
  const exists = (step: string | undefined) => step !== undefined && project.steps[step] !== undefined
  const step = exists(s.selection.step) ? s.selection.step : undefined
  if (project.id === s.document.id)
    return { ...opened(project, s), selection: { step }, checks: nothing.checks }
  const next = opened(project, withChange(withChange(s, nothing), { ask: { question: '' } }))
  return {
    ...nothing,
    ...next,
    document: { id: project.id, ...next.document },
    editing: nothing.editing,
    selection: { ...nothing.selection, step },
  }
}
