/** A person's changes go to the host one by one; each is one undo, kept before it is shown as kept. */
import type { EditChange } from '../../../app/trace/change'
import type { DraftChanges } from '../../../app/trace/draft'
import { nextRedo, undoable } from '../../../app/trace/undo'
import type { Draft, ProjectId } from '../../../app/trace/project'
import type { Context } from '../context'
import { attempted, dismiss } from '../notices/notices'
import type { Preview } from '../editing/editing-state'
import type { State } from '../state'
import { untilState } from '../until'
import { touching } from '../review/own-looks'
import { isReviewing } from '../view/mode'

/** Ways to change a project. False: it could not be kept, which has been said then. */
export interface Edits {
  /** Hands a change to the host, of the project that is open when it is called or of a named one. */
  readonly edit: (change: EditChange, project?: ProjectId) => Promise<boolean>
  /** One draft; null takes it away. */
  readonly draft: (key: string, draft: Draft | null) => Promise<boolean>
  /** Several drafts as one undo; undefined or nothing: there is nothing to do, and that is well. */
  readonly drafts: (changes: DraftChanges | undefined) => Promise<boolean>
}

/** Makes the one way by which the window changes projects. A failure is shown at the step. */
export function createEdits(context: Context): Edits {
  const { host, get, set } = context
  const edit = async (change: EditChange, project = get().document.id): Promise<boolean> => {
    if (project === undefined) return false
    // From now on undo is about this.
    dismiss(context, 'reading')
    set((s) => ({
      document: { sending: [...s.document.sending, project] },
      review: { touched: touching(s, change, project) },
    }))
    const { sent } = get().review
    const retry = () => void edit(change, project)
    const kept = await attempted(context, { place: 'step', retry }, () => host.edit({ project, change }))
    if (change.type === 'undone' || change.type === 'redone') forgetSent(context, project, sent)
    whenFolded(context, project, () =>
      set(({ document }) => ({ document: { sending: withoutOne(document.sending, project) } })),
    )
    return kept
  }
  return {
    edit,
    draft: (key, draft) => edit({ type: 'drafted', key, draft, ...signedBy(get()) }),
    drafts: async (changes = {}) => {
      const [first, ...more] = Object.entries(changes)
      if (first === undefined) return true
      const [key, draft] = first
      // One alone is what it always was.
      return edit(
        more.length === 0
          ? { type: 'drafted', key, draft, ...signedBy(get()) }
          : { type: 'drafted-all', drafts: changes, ...signedBy(get()) },
      )
    },
  }
}

/**
 * Whose a change is, so that several annotators at one trace undo apart: of who reviews. Outside review mode a change is nobody's in
 * particular, and undo takes back whatever was last.
 */
export function signedBy(state: State): { readonly by?: string } {
  const { annotator } = state.review
  return isReviewing(state) && annotator !== undefined ? { by: annotator } : {}
}

/** Reviews that were on their way before an undo: what stands now is for the project alone to say. */
function forgetSent(context: Context, project: ProjectId, before: State['review']['sent']): void {
  const forget = () =>
    context.set(({ review }) => ({ review: { sent: review.sent.filter((one) => !before.includes(one)) } }))
  if (before.length > 0) whenFolded(context, project, () => context.schedule(forget))
}

/**
 * Calls back once what the host has answered is in the project that is shown: what it told before is folded in by the next frame, but
 * only of a project that is followed already.
 */
export function whenFolded(
  { store, schedule }: Pick<Context, 'store' | 'schedule'>,
  project: ProjectId | undefined,
  then: () => void,
): void {
  void untilState(
    store,
    ({ document }) => document.id !== project || document.live || project === undefined,
  ).then(() => schedule(then))
}

function withoutOne(list: readonly ProjectId[], id: ProjectId): readonly ProjectId[] {
  const at = list.indexOf(id)
  return at < 0 ? list : list.toSpliced(at, 1)
}

/** How many edits of the open project could be taken back by who is at it. */
export function editsBy(state: State): number {
  const { project } = state.document
  return project === undefined ? 0 : undoable(project.history, signedBy(state).by)
}

/** Whether anything can be undone: what is in the history, on its way there, or moved and not handed in yet. */
export function canUndo(state: State): boolean {
  const { project } = state.document
  return project !== undefined && (editsBy(state) > 0 || isChanging(state))
}

/** Whether anything that was undone can be made again. */
export function canRedo(state: State): boolean {
  const { project } = state.document
  return project !== undefined && nextRedo(project.history, signedBy(state).by) >= 0
}

/** Whether a change of the open project is under way that its history does not show yet. */
export function isChanging({ document: { id, sending }, editing }: State): boolean {
  return isMoved(editing.preview) || (id !== undefined && sending.includes(id))
}

/** Whether a region was moved for good and is not handed in yet: by keys or by typing its numbers. */
export function isMoved(preview: Preview | undefined): preview is Preview {
  return preview?.state === 'nudged' || preview?.state === 'typed'
}

/** Remembers which branch is open; the returned question is whether it still is. For what is shown after waiting. */
export function rememberPlace({ get }: Pick<Context, 'get'>): () => boolean {
  const { id, branch } = get().document
  return () => get().document.id === id && get().document.branch === branch
}
