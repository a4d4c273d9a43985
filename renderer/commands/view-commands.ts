/** Commands that only change what is shown: steps, player, branches, zoom, theme. */
import { isRunning } from '../session/rows'
import { selectedRows } from '../session/rows'
import type { Session } from '../session/session'
import type { State } from '../session/state'
import type { Command } from './command'

const open = (s: State) => s.project !== undefined
const hasRows = (s: State) => selectedRows(s).length > 0
const view = { menu: 'view', scope: 'window' } as const

const walk = (to: number | 'first' | 'last') => (s: Session) => {
  s.pause()
  s.walk(to)
}

/** The branch the selected one left; else its neighbour in the list. */
function branchToCompare(s: State): string | undefined {
  const branches = s.project?.branches.filter((b) => !b.binned) ?? []
  const at = branches.findIndex((b) => b.id === s.branch)
  const parent = branches.find((b) => b.id === branches[at]?.fork?.branch)
  return (parent ?? branches[at - 1] ?? branches[at + 1])?.id
}

/** The branch `by` places away among those not in the bin; stays at the ends. */
function branchBy(by: number) {
  return (s: Session) => {
    const branches = s.get().project?.branches.filter((b) => !b.binned) ?? []
    const at = branches.findIndex((b) => b.id === s.get().branch)
    const next = branches[Math.min(Math.max(at + by, 0), branches.length - 1)]
    if (next !== undefined) s.selectBranch(next.id)
  }
}

export const viewCommands = [
  {
    ...view,
    id: 'previous-step',
    title: 'Previous step',
    keys: ['ArrowLeft'],
    enabled: hasRows,
    perform: walk(-1),
  },
  { ...view, id: 'next-step', title: 'Next step', keys: ['ArrowRight'], enabled: hasRows, perform: walk(1) },
  {
    ...view,
    id: 'first-step',
    title: 'First step',
    keys: ['Home', 'Mod+ArrowUp'],
    enabled: hasRows,
    perform: walk('first'),
  },
  {
    ...view,
    id: 'last-step',
    title: 'Last step',
    keys: ['End', 'Mod+ArrowDown'],
    enabled: hasRows,
    perform: walk('last'),
  },
  {
    ...view,
    id: 'play',
    title: 'Play back or pause',
    keys: ['Space'],
    enabled: hasRows,
    perform: (s) => (s.get().playing ? s.pause() : s.play()),
  },
  {
    ...view,
    id: 'slower',
    title: 'Play slower',
    keys: ['['],
    enabled: hasRows,
    perform: (s) => s.changeSpeed(-1),
  },
  {
    ...view,
    id: 'faster',
    title: 'Play faster',
    keys: [']'],
    enabled: hasRows,
    perform: (s) => s.changeSpeed(1),
  },
  {
    ...view,
    id: 'live',
    title: 'Jump to the live end',
    keys: ['L'],
    enabled: (s) => s.step !== undefined && open(s),
    perform: (s) => s.selectStep(undefined),
  },
  {
    ...view,
    id: 'select-tool',
    title: 'Select tool',
    keys: ['V'],
    enabled: open,
    perform: (s) => s.setTool('select'),
  },
  {
    ...view,
    id: 'draw-tool',
    title: 'Draw a region to look at',
    keys: ['R'],
    enabled: (s) => s.branch !== undefined && !isRunning(s),
    perform: (s) => s.setTool('draw'),
  },
  { ...view, id: 'fit', title: 'Fit the image', keys: ['F'], enabled: open, perform: (s) => s.fit() },
  {
    ...view,
    id: 'zoom-selection',
    title: 'Zoom to the selected region, and back',
    keys: ['Z'],
    enabled: open,
    perform: (s) => s.zoomToSelection(),
  },
  {
    ...view,
    id: 'zoom-in',
    title: 'Zoom in',
    keys: ['Mod+=', 'Mod++', '+', '='],
    enabled: open,
    perform: (s) => s.get().canvas?.zoomBy(1.25),
  },
  {
    ...view,
    id: 'zoom-out',
    title: 'Zoom out',
    keys: ['Mod+-', '-'],
    enabled: open,
    perform: (s) => s.get().canvas?.zoomBy(0.8),
  },
  {
    ...view,
    id: 'zoom-actual',
    title: 'Actual pixels (100 %)',
    keys: ['Mod+0', '0'],
    enabled: open,
    perform: (s) => s.get().canvas?.zoomTo(1),
  },
  {
    ...view,
    id: 'hide-boxes',
    title: 'Hide the boxes while held',
    keys: ['`'],
    enabled: open,
    perform: (s) => s.hideBoxes(true),
    release: (s) => s.hideBoxes(false),
  },
  {
    ...view,
    id: 'previous-branch',
    title: 'Previous branch',
    keys: ['Alt+ArrowUp', 'Alt+ArrowLeft'],
    enabled: open,
    perform: branchBy(-1),
  },
  {
    ...view,
    id: 'next-branch',
    title: 'Next branch',
    keys: ['Alt+ArrowDown', 'Alt+ArrowRight'],
    enabled: open,
    perform: branchBy(1),
  },
  {
    ...view,
    id: 'compare',
    title: 'Compare with the branch it left',
    keys: ['C'],
    enabled: (s) => s.compare !== undefined || branchToCompare(s) !== undefined,
    perform: (s) => s.compareWith(s.get().compare === undefined ? branchToCompare(s.get()) : undefined),
  },
  {
    ...view,
    id: 'stop-comparing',
    title: 'Stop comparing',
    keys: ['Escape'],
    enabled: (s) => s.compare !== undefined,
    perform: (s) => s.compareWith(undefined),
  },
  {
    ...view,
    id: 'token-colours',
    title: 'Mark tokens the model was unsure of',
    keys: ['P'],
    enabled: open,
    perform: (s) => s.setTokenColours(!s.get().tokenColours),
  },
  {
    ...view,
    id: 'drawer',
    title: 'Show or hide the step',
    keys: ['I'],
    enabled: (s) => s.narrow && open(s),
    perform: (s) => s.setDrawer(!s.get().drawer),
  },
  {
    ...view,
    id: 'theme',
    title: 'Light, dark or as the system',
    keys: [],
    enabled: () => true,
    perform: (s) => {
      const next = { system: 'light', light: 'dark', dark: 'system' } as const
      s.setTheme(next[s.get().theme])
    },
  },
] as const satisfies readonly Command[]
