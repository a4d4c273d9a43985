/** Commands that change the project: undo, drafts, the box in hand. */
import { msg } from '../../app/message'
import { canRedo, canUndo } from '../session/document/edits'
import { isRunning, selectedRows } from '../session/document/rows'
import type { Session } from '../session/session'
import type { State } from '../session/state'
import type { CommandEntry } from './command'

const edit = { menu: 'edit', area: 'project', on: 'trace' } as const
const box = { ...edit, scope: 'box', enabled: (s: State) => s.selection.box !== undefined } as const
const nudge = (dx: number, dy: number) => (s: Session) => s.regions.nudge(dx, dy)
const grow = (dx: number, dy: number) => (s: Session) => s.regions.grow(dx, dy)
/** From a reading just chosen for the whole file to the one before, while nothing was changed since. */
const wayBack = (s: State) => s.notices.at.reading?.action?.perform
const drafted = (s: State) => selectedRows(s).some((r) => r.id === s.selection.step && r.draft !== undefined)

/** The look that is selected, or whose crop is. */
const selectedLook = (s: State) =>
  selectedRows(s).find((r) => r.type === 'look' && [r.id, r.seen?.id].includes(s.selection.step))?.id

export const editCommands = [
  {
    ...edit,
    id: 'undo',
    title: msg('Undo'),
    keys: ['Mod+Z'],
    enabled: (s) => canUndo(s) || wayBack(s) !== undefined,
    perform: (s) => {
      const back = wayBack(s.get())
      if (back === undefined) void s.document.undo()
      else back()
    },
  },
  {
    ...edit,
    id: 'redo',
    title: msg('Redo'),
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    enabled: canRedo,
    perform: (s) => void s.document.redo(),
  },
  {
    ...edit,
    id: 'edit-text',
    title: msg('Edit this thought or answer'),
    keys: ['E'],
    enabled: (s) => {
      const type = selectedRows(s).find((r) => r.id === s.selection.step)?.type
      return (type === 'thought' || type === 'answer') && !isRunning(s)
    },
    perform: (s) => {
      const id = s.get().selection.step
      if (id !== undefined) s.writing.start(id)
    },
  },
  {
    ...edit,
    id: 'keep-text',
    title: msg('Keep the edit without running'),
    keys: ['Mod+S'],
    scope: 'typing',
    enabled: (s) => s.editing.writing !== undefined,
    perform: (s) => void s.writing.keep(),
  },
  {
    ...edit,
    id: 'remove-draft',
    title: msg('Revert this edit'),
    keys: ['Delete', 'Backspace'],
    enabled: drafted,
    perform: (s) => {
      const id = s.get().selection.step
      if (id !== undefined) void s.steps.takeBack(id)
    },
  },
  {
    ...edit,
    id: 'take-box',
    title: msg('Take the box of the look, or place one while drawing'),
    keys: ['Enter'],
    enabled: (s) => !isRunning(s) && (s.editing.tool === 'draw' || selectedLook(s) !== undefined),
    perform: (s) =>
      s.get().editing.tool === 'draw' ? void s.regions.placeBox() : s.selection.take(selectedLook(s.get())),
  },
  { ...box, id: 'nudge-left', title: msg('Move box left'), keys: ['ArrowLeft'], perform: nudge(-1, 0) },
  { ...box, id: 'nudge-right', title: msg('Move box right'), keys: ['ArrowRight'], perform: nudge(1, 0) },
  { ...box, id: 'nudge-up', title: msg('Move box up'), keys: ['ArrowUp'], perform: nudge(0, -1) },
  { ...box, id: 'nudge-down', title: msg('Move box down'), keys: ['ArrowDown'], perform: nudge(0, 1) },
  {
    ...box,
    id: 'far-left',
    title: msg('Move box left by 10'),
    keys: ['Shift+ArrowLeft'],
    perform: nudge(-10, 0),
  },
  {
    ...box,
    id: 'far-right',
    title: msg('Move box right by 10'),
    keys: ['Shift+ArrowRight'],
    perform: nudge(10, 0),
  },
  { ...box, id: 'far-up', title: msg('Move box up by 10'), keys: ['Shift+ArrowUp'], perform: nudge(0, -10) },
  {
    ...box,
    id: 'far-down',
    title: msg('Move box down by 10'),
    keys: ['Shift+ArrowDown'],
    perform: nudge(0, 10),
  },
  { ...box, id: 'narrower', title: msg('Decrease box width'), keys: ['Mod+ArrowLeft'], perform: grow(-1, 0) },
  { ...box, id: 'wider', title: msg('Increase box width'), keys: ['Mod+ArrowRight'], perform: grow(1, 0) },
  { ...box, id: 'lower', title: msg('Decrease box height'), keys: ['Mod+ArrowUp'], perform: grow(0, -1) },
  { ...box, id: 'higher', title: msg('Increase box height'), keys: ['Mod+ArrowDown'], perform: grow(0, 1) },
  {
    ...box,
    id: 'let-go',
    title: msg('Deselect box'),
    keys: ['Escape'],
    // While the model runs, Esc stops it.
    enabled: (s) => s.selection.box !== undefined && !isRunning(s),
    perform: (s) => s.selection.take(undefined),
  },
] as const satisfies readonly CommandEntry[]
