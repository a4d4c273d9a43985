/** A person's changes go to the host one by one; each is one undo, kept before it is shown as kept. */
import type { EditChange } from '../../app/trace/change'
import type { DraftChanges } from '../../app/trace/draft'
import type { BranchId, Draft } from '../../app/trace/project'
import { attempt, type Context } from './context'

export type EditActions = ReturnType<typeof editActions>

/** Hands a draft to the host (null takes it away); false when it could not be kept, which has been said then. */
export type KeepDraft = (key: string, value: Draft | null) => Promise<boolean>

/** Hands several drafts to the host as one undo; undefined or nothing: there is nothing to do, and that is well. */
export type KeepDrafts = (changes: DraftChanges | undefined) => Promise<boolean>

/** Drafts as edits: one alone as it always was. */
export function keepDrafts(edit: (change: EditChange) => Promise<boolean>): KeepDrafts {
  return async (changes = {}) => {
    const [first, ...more] = Object.entries(changes)
    if (first === undefined) return true
    const [key, draft] = first
    return more.length === 0
      ? edit({ type: 'drafted', key, draft })
      : edit({ type: 'drafted-all', drafts: changes })
  }
}

/** Hands a change to the host. A failure is shown at the step. */
export function createEdit(context: Context): (change: EditChange) => Promise<boolean> {
  const edit = async (change: EditChange): Promise<boolean> => {
    const project = context.get().projectId
    if (project === undefined) return false
    const work = async () => {
      await context.host.edit({ project, change })
      return true
    }
    return (await attempt(context, 'step', work, () => void edit(change))) ?? false
  }
  return edit
}

/** Undo, and everything that only has a name. */
export function editActions(edit: (change: EditChange) => Promise<boolean>) {
  return {
    undo: () => edit({ type: 'undone' }),
    redo: () => edit({ type: 'redone' }),
    rename: (branch: BranchId, name: string) => edit({ type: 'branch-renamed', branch, name }),
    star: (branch: BranchId, star: boolean) => edit({ type: 'branch-starred', branch, star }),
    bin: (branch: BranchId, binned: boolean) => edit({ type: 'branch-binned', branch, binned }),
    renameProject: (title: string) => edit({ type: 'project-renamed', title }),
  }
}
