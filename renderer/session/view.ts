/** How things are shown: theme, tool, player, dialogs, zoom. Nothing here is part of the project. */
import type { CanvasHandle } from '../canvas/props'
import type { Context } from './context'
import { dismiss } from './context'
import { firstToPlay, holdMs, nextToPlay, shiftSpeed } from './player'
import { lookOf, selectedRows } from './rows'
import type { Dialog, Place, Theme, Tool } from './state'

export type ViewActions = ReturnType<typeof viewActions>

/** Actions over the view. */
export function viewActions(context: Context) {
  const { get, set, memory } = context
  let timer: ReturnType<typeof setTimeout> | undefined
  let framed = false

  const pause = () => {
    clearTimeout(timer)
    if (get().playing) set({ playing: false })
  }
  const hold = () => {
    clearTimeout(timer)
    const rows = selectedRows(get())
    const row = rows.find((r) => r.id === get().step)
    if (row === undefined) return pause()
    timer = setTimeout(
      () => {
        const next = nextToPlay(selectedRows(get()), get().step)
        if (!get().playing || next === undefined) return pause()
        set({ step: next.id, box: undefined })
        hold()
      },
      holdMs(row, get().speed),
    )
  }

  return {
    setTheme: (theme: Theme) => {
      memory.setItem('relook-theme', theme)
      set({ theme })
    },
    setTool: (tool: Tool) => set({ tool }),
    setZoom: (zoom: number) => set({ zoom }),
    setCanvas: (canvas: CanvasHandle | undefined) => set({ canvas }),
    hideBoxes: (hideBoxes: boolean) => set({ hideBoxes }),
    showDialog: (dialog: Dialog | undefined) => set({ dialog }),
    setDrawer: (drawer: boolean) => set({ drawer }),
    setNarrow: (narrow: boolean) => set(narrow ? { narrow } : { narrow, drawer: false }),
    setTokenColours: (tokenColours: boolean) => set({ tokenColours }),
    dismiss: (place: Place) => dismiss(context, place),
    play: () => {
      const first = firstToPlay(selectedRows(get()), get().step)
      if (first === undefined) return
      set({ playing: true, step: first.id, box: undefined, writing: undefined })
      hold()
    },
    pause,
    changeSpeed: (by: 1 | -1) => {
      const speed = shiftSpeed(get().speed, by)
      memory.setItem('relook-speed', String(speed))
      set({ speed })
      if (get().playing) hold()
    },
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
