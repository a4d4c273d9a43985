/** Going through a project: steps, boxes, branches. Nothing here changes the project itself. Knows no React. */
import { branchOf, type BranchId } from '../../../app/trace/project'
import type { Context } from '../context'
import { lookOf, selectedRows } from '../document/rows'
import { withoutComparison } from '../view/mode'

export type SelectionService = ReturnType<typeof createSelectionService>

/** What can be selected. `handIn` hands in what is half typed or half moved before one goes elsewhere. */
export function createSelectionService({ get, set }: Context, handIn: () => Promise<void>) {
  const step = (id: string | undefined) => {
    void handIn()
    set({ selection: { step: id, box: undefined }, editing: { writing: undefined } })
  }
  return {
    step,
    /** Takes a box in hand: from the canvas or its list row. */
    take: (id: string | undefined) => {
      if (id === undefined) return set({ selection: { box: undefined } })
      const row = lookOf(selectedRows(get()), id)
      if (row === undefined) return
      void handIn()
      set({
        selection: { step: row.id, box: row.id },
        editing: { writing: undefined },
        player: { playing: false },
      })
    },
    hover: (hovered: string | undefined) => {
      if (get().selection.hovered !== hovered) set({ selection: { hovered } })
    },
    /** Steps by `by`, or to an end; the live end counts as the last step. */
    walk: (to: number | 'first' | 'last') => {
      const rows = selectedRows(get())
      const at = rows.findIndex((r) => r.id === get().selection.step)
      const from = at < 0 ? rows.length : at
      const next = to === 'first' ? 0 : to === 'last' ? rows.length - 1 : from + to
      const row = rows[Math.min(Math.max(next, 0), rows.length - 1)]
      if (row !== undefined) step(row.id)
    },
    branch: (id: BranchId) => {
      void handIn()
      const { project } = get().document
      const branch = project === undefined ? undefined : branchOf(project, id)
      set(({ selection, view, ask }) => ({
        document: { branch: id },
        // A step that both branches share stays selected.
        selection: {
          step:
            selection.step !== undefined && branch?.path.includes(selection.step)
              ? selection.step
              : undefined,
          box: undefined,
        },
        editing: { writing: undefined },
        player: { playing: false },
        view: {
          mode:
            view.mode.type === 'compare' && view.mode.branch === id
              ? withoutComparison(view.mode)
              : view.mode,
        },
        ask: { question: branch?.question ?? ask.question },
      }))
    },
  }
}
