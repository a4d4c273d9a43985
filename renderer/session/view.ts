/** How things are shown: theme, tool, dialogs, zoom. Nothing here is part of the project. */
import type { CanvasHandle } from '../canvas/props'
import type { Context } from './context'
import { dismiss } from './context'
import { lookOf, selectedRows } from './rows'
import type { Dialog, Place, Theme, Tool } from './state'

export type ViewActions = ReturnType<typeof viewActions>

/** Actions over the view. */
export function viewActions(context: Context) {
  const { get, set, memory } = context
  let framed = false

  return {
    setTheme: (theme: Theme) => {
      memory.setItem('relook-theme', theme)
      set({ theme })
    },
    setTool: (tool: Tool) => set({ tool, drawing: 'look' }),
    setZoom: (zoom: number) => set({ zoom }),
    setCanvas: (canvas: CanvasHandle | undefined) => set({ canvas }),
    hideBoxes: (hideBoxes: boolean) => set({ hideBoxes }),
    showDialog: (dialog: Dialog | undefined) => set({ dialog }),
    setDrawer: (drawer: boolean) => set({ drawer }),
    setNarrow: (narrow: boolean) => set(narrow ? { narrow } : { narrow, drawer: false }),
    setTokenColours: (tokenColours: boolean) => set({ tokenColours }),
    dismiss: (place: Place) => dismiss(context, place),
    /** Frames the selected look; again: everything. */
    zoomToSelection: () => {
      const { canvas, step } = get()
      const row = lookOf(selectedRows(get()), step)
      if (row === undefined || framed) canvas?.fit()
      else canvas?.frame(row.region)
      framed = row !== undefined && !framed
    },
    fit: () => {
      framed = false
      get().canvas?.fit()
    },
  }
}
