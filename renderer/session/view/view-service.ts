/** How things are shown: area, mode, theme, dialogs, zoom. Nothing here is part of the project. Knows no React. */
import type { Theme } from '../../../app/host/desktop'
import type { BranchId } from '../../../app/trace/project'
import type { CanvasHandle } from '../../canvas/props'
import type { LanguageChoice, LanguageId } from '../../language/spoken'
import type { ProjectOrder } from '../host/project-kinds'
import type { Context } from '../context'
import { lookOf, selectedRows } from '../document/rows'
import { comparingWith, withoutComparison } from './mode'
import type { Area, Dialog, FieldName, TextSize, ViewState } from './view-state'

export type ViewService = ReturnType<typeof createViewService>

/** What can be shown and how. */
export function createViewService(context: Context) {
  const { set, memory } = context
  /** Also for the next start. */
  const keep = (key: string, value: string, view: Partial<ViewState>) => {
    memory.setItem(`relook-${key}`, value)
    set({ view })
  }
  return {
    showArea: (type: Area['type']) => set({ view: { area: { type } } }),
    /** Beside another branch; undefined: no longer. */
    compare: (branch: BranchId | undefined) =>
      set(({ document, view: { mode } }) => ({
        view: {
          mode:
            branch === undefined || branch === document.branch
              ? withoutComparison(mode)
              : comparingWith(branch, mode),
        },
      })),
    setTheme: (theme: Theme) => keep('theme', theme, { theme }),
    setTextSize: (textSize: TextSize) => keep('text-size', String(textSize), { textSize }),
    orderProjects: (projectOrder: ProjectOrder) => keep('project-order', projectOrder, { projectOrder }),
    setLanguage: (language: LanguageChoice) => keep('language', language, { language }),
    /** The texts of a language are there. */
    setSpoken: (spoken: LanguageId) => set({ view: { spoken } }),
    hideBoxes: (hideBoxes: boolean) => set({ view: { hideBoxes } }),
    /** Whoever goes elsewhere looks for no server any more. */
    showDialog: (dialog: Dialog | undefined) => set({ view: { dialog }, ask: { soughtFor: undefined } }),
    /** Whoever shows the field gives it the cursor. */
    focusField: (field: FieldName) =>
      set(({ view }) => ({ view: { wanted: { field, times: (view.wanted?.times ?? 0) + 1 } } })),
    /** A menu, a list or a pop-up has opened (1) or closed (−1): while one is open, keys are for it. */
    countOverlay: (by: 1 | -1) => set(({ view }) => ({ view: { overlays: view.overlays + by } })),
    setDrawer: (drawer: boolean) => set({ view: { drawer } }),
    setTokenColours: (tokenColours: boolean) => set({ view: { tokenColours } }),
    setOnlyStep: (onlyStep: boolean) => set({ view: { onlyStep } }),
    ...columnsOf(context),
    ...keysOf(context),
    ...cameraOf(context),
  }
}

/** The columns beside the image. */
function columnsOf({ get, set, memory }: Context) {
  return {
    /** How much room there is: for the right column, and for the left one. */
    setNarrow: (narrow: boolean, slim = false) =>
      set(({ view: { drawer, leftDrawer } }) => ({
        view: { narrow, slim, drawer: narrow && drawer, leftDrawer: slim && leftDrawer },
      })),
    /** Shows or hides a column: for good where there is room, over the image where there is none. */
    toggleColumn: (column: 'left' | 'right') => {
      const { view } = get()
      if (column === 'left' && view.slim) return set({ view: { leftDrawer: !view.leftDrawer } })
      if (column === 'right' && view.narrow) return set({ view: { drawer: !view.drawer } })
      memory.setItem(`relook-${column}-column`, view[column] ? 'hidden' : 'shown')
      set({ view: { [column]: !view[column] } })
    },
    closeLeftDrawer: () => set({ view: { leftDrawer: false } }),
  }
}

/** The chords of commands that a person set. */
function keysOf({ get, set, memory }: Context) {
  return {
    /** Another chord for a command; empty: none; undefined: its own again. */
    setKey: (command: string, chord: string | undefined) => {
      const { [command]: _before, ...others } = get().view.keys
      const keys = chord === undefined ? others : { ...others, [command]: chord }
      memory.setItem('relook-keys', JSON.stringify(keys))
      set({ view: { keys } })
    },
    resetKeys: () => {
      memory.setItem('relook-keys', '{}')
      set({ view: { keys: {} } })
    },
  }
}

/** How many times brighter an image is shown, one after the other. */
const brightnesses = [1, 1.8, 3]

/** What is seen of the image. The canvas is a live thing that comes and goes: it is held here and is no part of the state. */
function cameraOf({ get, set }: Context) {
  let canvas: CanvasHandle | undefined
  return {
    attachCanvas: (handle: CanvasHandle | undefined) => {
      canvas = handle
    },
    setZoom: (zoom: number) => set({ view: { zoom } }),
    /** Brighter, brighter still, as it is. */
    brighten: () => {
      const at = brightnesses.indexOf(get().view.brightness)
      set({ view: { brightness: brightnesses[(at + 1) % brightnesses.length] ?? 1 } })
    },
    zoomBy: (factor: number) => canvas?.zoomBy(factor),
    zoomTo: (scale: number) => canvas?.zoomTo(scale),
    fit: () => {
      set({ view: { framed: false } })
      canvas?.fit()
    },
    /** Frames the selected look; again: everything. */
    zoomToSelection: () => {
      const row = lookOf(selectedRows(get()), get().selection.step)
      const frames = row !== undefined && !get().view.framed
      if (frames) canvas?.frame(row.region)
      else canvas?.fit()
      set({ view: { framed: frames } })
    },
  }
}
