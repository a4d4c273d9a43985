/** Commands that only change what is shown: steps, player, branches, zoom, theme. */
import { msg } from '../../app/message'
import { isRunning, selectedRows } from '../session/document/rows'
import type { Session } from '../session/session'
import type { State } from '../session/state'
import type { CommandEntry } from './command'
import { comparedBranch } from '../session/view/mode'

const open = (s: State) => s.document.project !== undefined
const hasRows = (s: State) => selectedRows(s).length > 0
const view = { menu: 'view', area: 'project' } as const
const trace = { ...view, on: 'trace' } as const

const walk = (to: number | 'first' | 'last') => (s: Session) => {
  s.player.pause()
  s.selection.walk(to)
}

/** The branch the selected one left; else its neighbour in the list. */
function branchToCompare(s: State): string | undefined {
  const branches = s.document.project?.branches.filter((b) => !b.binned) ?? []
  const at = branches.findIndex((b) => b.id === s.document.branch)
  const parent = branches.find((b) => b.id === branches[at]?.fork?.branch)
  return (parent ?? branches[at - 1] ?? branches[at + 1])?.id
}

/** The branch `by` places away among those not in the bin; stays at the ends. */
function branchBy(by: number) {
  return (s: Session) => {
    const branches = s.get().document.project?.branches.filter((b) => !b.binned) ?? []
    const at = branches.findIndex((b) => b.id === s.get().document.branch)
    const next = branches[Math.min(Math.max(at + by, 0), branches.length - 1)]
    if (next !== undefined) s.selection.branch(next.id)
  }
}

export const viewCommands = [
  {
    ...trace,
    id: 'previous-step',
    title: msg('Previous step'),
    keys: ['ArrowLeft'],
    enabled: hasRows,
    perform: walk(-1),
  },
  {
    ...trace,
    id: 'next-step',
    title: msg('Next step'),
    keys: ['ArrowRight'],
    enabled: hasRows,
    perform: walk(1),
  },
  {
    ...trace,
    id: 'first-step',
    title: msg('First step'),
    keys: ['Home', 'Mod+ArrowUp'],
    enabled: hasRows,
    perform: walk('first'),
  },
  {
    ...trace,
    id: 'last-step',
    title: msg('Last step'),
    keys: ['End', 'Mod+ArrowDown'],
    enabled: hasRows,
    perform: walk('last'),
  },
  {
    ...trace,
    id: 'play',
    title: msg('Play back or pause'),
    keys: ['Space'],
    enabled: hasRows,
    perform: (s) => (s.get().player.playing ? s.player.pause() : s.player.play()),
  },
  {
    ...view,
    id: 'slower',
    title: msg('Play slower'),
    keys: ['['],
    enabled: hasRows,
    perform: (s) => s.player.changeSpeed(-1),
  },
  {
    ...view,
    id: 'faster',
    title: msg('Play faster'),
    keys: [']'],
    enabled: hasRows,
    perform: (s) => s.player.changeSpeed(1),
  },
  {
    ...trace,
    id: 'live',
    title: msg('Jump to latest'),
    keys: ['L'],
    enabled: (s) => s.selection.step !== undefined && open(s),
    perform: (s) => s.selection.step(undefined),
  },
  {
    ...view,
    id: 'select-tool',
    title: msg('Select tool'),
    keys: ['V'],
    enabled: open,
    perform: (s) => s.regions.setTool('select'),
  },
  {
    ...trace,
    id: 'draw-tool',
    title: msg('Draw a region to look at'),
    keys: ['R'],
    enabled: (s) => s.document.branch !== undefined && !isRunning(s),
    perform: (s) => s.regions.setTool('draw'),
  },
  {
    ...view,
    id: 'fit',
    title: msg('Fit the image'),
    keys: ['F'],
    enabled: open,
    perform: (s) => s.view.fit(),
  },
  {
    ...trace,
    id: 'zoom-selection',
    title: msg('Zoom to the selected region, and back'),
    keys: ['Z'],
    enabled: open,
    perform: (s) => s.view.zoomToSelection(),
  },
  {
    ...view,
    id: 'zoom-in',
    title: msg('Zoom in'),
    keys: ['Mod+=', 'Mod++', '+', '='],
    enabled: open,
    perform: (s) => s.view.zoomBy(1.25),
  },
  {
    ...view,
    id: 'zoom-out',
    title: msg('Zoom out'),
    keys: ['Mod+-', '-'],
    enabled: open,
    perform: (s) => s.view.zoomBy(0.8),
  },
  {
    ...view,
    id: 'zoom-actual',
    title: msg('Actual pixels (100 %)'),
    keys: ['Mod+0', '0'],
    enabled: open,
    perform: (s) => s.view.zoomTo(1),
  },
  {
    ...view,
    id: 'hide-boxes',
    title: msg('Hide boxes (hold)'),
    keys: ['`'],
    enabled: open,
    perform: (s) => s.view.hideBoxes(true),
    release: (s) => s.view.hideBoxes(false),
  },
  {
    ...trace,
    id: 'previous-branch',
    title: msg('Previous branch'),
    keys: ['Alt+ArrowUp', 'Alt+ArrowLeft'],
    enabled: open,
    perform: branchBy(-1),
  },
  {
    ...trace,
    id: 'next-branch',
    title: msg('Next branch'),
    keys: ['Alt+ArrowDown', 'Alt+ArrowRight'],
    enabled: open,
    perform: branchBy(1),
  },
  {
    ...trace,
    id: 'compare',
    title: msg('Compare with parent branch'),
    keys: ['C'],
    enabled: (s) => comparedBranch(s) !== undefined || branchToCompare(s) !== undefined,
    perform: (s) =>
      s.view.compare(comparedBranch(s.get()) === undefined ? branchToCompare(s.get()) : undefined),
  },
  {
    ...trace,
    id: 'stop-comparing',
    title: msg('Stop comparing'),
    keys: ['Escape'],
    enabled: (s) => comparedBranch(s) !== undefined,
    perform: (s) => s.view.compare(undefined),
  },
  {
    ...view,
    id: 'token-colours',
    title: msg('Show words by token probability'),
    keys: ['P'],
    enabled: open,
    perform: (s) => s.view.setTokenColours(!s.get().view.tokenColours),
  },
  {
    ...view,
    id: 'only-step',
    title: msg('Only this step, or all of them'),
    keys: ['H'],
    enabled: hasRows,
    perform: (s) => s.view.setOnlyStep(!s.get().view.onlyStep),
  },
  {
    ...view,
    id: 'brighten',
    title: msg('Brighten the image on the screen, or not'),
    keys: ['Shift+B'],
    enabled: open,
    perform: (s) => s.view.brighten(),
  },
  {
    ...view,
    id: 'drawer',
    title: msg('Show or hide the step'),
    keys: ['I'],
    enabled: (s) => s.view.narrow && open(s),
    perform: (s) => s.view.setDrawer(!s.get().view.drawer),
  },
  {
    ...view,
    id: 'left-column',
    title: msg('Show or hide the left column'),
    keys: ['Mod+B'],
    scope: 'typing',
    perform: (s) => s.view.toggleColumn('left'),
  },
  {
    ...view,
    id: 'right-column',
    title: msg('Show or hide the right column'),
    keys: ['Mod+J'],
    scope: 'typing',
    enabled: open,
    perform: (s) => s.view.toggleColumn('right'),
  },
  {
    menu: 'view',
    id: 'theme',
    title: msg('Theme: light, dark or system'),
    perform: (s) => {
      const next = { system: 'light', light: 'dark', dark: 'system' } as const
      s.view.setTheme(next[s.get().view.theme])
    },
  },
] as const satisfies readonly CommandEntry[]
