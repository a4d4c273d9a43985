/** Going through a project: steps, boxes, branches. Nothing here changes the project itself. */
import { branchOf, type BranchId } from '../../app/trace/project'
import type { Context } from './context'
import { lookOf, selectedRows } from './rows'

export type WalkingActions = ReturnType<typeof walkingActions>

/** Actions that select. `leave` hands in what is half typed or half moved before one goes elsewhere. */
export function walkingActions({ get, set }: Context, leave: () => void) {
  const select = (step: string | undefined) => {
    leave()
    set({ step, box: undefined, writing: undefined })
  }
  return {
    selectStep: select,
    /** Takes a box in hand: from the canvas or its list row. */
    takeBox: (id: string | undefined) => {
      if (id === undefined) return set({ box: undefined })
      const row = lookOf(selectedRows(get()), id)
      if (row === undefined) return
      leave()
      set({ step: row.id, box: row.id, writing: undefined, playing: false })
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
      leave()
      const { project } = get()
      const branch = project === undefined ? undefined : branchOf(project, id)
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
