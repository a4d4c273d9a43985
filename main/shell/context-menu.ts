/** What a click of the other button offers: editing in a text field, copying what is selected. Plain data; imports no Electron. */
import type { MenuEntry } from './menu'

/** What was clicked, as Electron tells it. */
export interface Clicked {
  readonly isEditable: boolean
  readonly selectionText: string
  readonly editFlags: {
    readonly canUndo: boolean
    readonly canRedo: boolean
    readonly canCut: boolean
    readonly canCopy: boolean
    readonly canPaste: boolean
    readonly canSelectAll: boolean
  }
}

/** The entries; none where there is nothing to do: the page may have a menu of its own there. */
export function contextMenu({ isEditable, selectionText, editFlags: can }: Clicked): MenuEntry[] {
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy' }]
  return [
    { role: 'undo', enabled: can.canUndo },
    { role: 'redo', enabled: can.canRedo },
    { type: 'separator' },
    { role: 'cut', enabled: can.canCut },
    { role: 'copy', enabled: can.canCopy },
    { role: 'paste', enabled: can.canPaste },
    { type: 'separator' },
    { role: 'selectAll', enabled: can.canSelectAll },
  ]
}
