/** What a click of the other button offers: editing in a text field, copying what is selected. Plain data; imports no Electron. */
import { by, type MenuEntry } from './menu'

/** What was clicked, as Electron tells it. */
export interface ClickTarget {
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
export function contextMenu({ isEditable, selectionText, editFlags: can }: ClickTarget): MenuEntry[] {
  if (!isEditable) return selectionText.trim() === '' ? [] : [by('copy')]
  return [
    { ...by('undo'), enabled: can.canUndo },
    { ...by('redo'), enabled: can.canRedo },
    { type: 'separator' },
    { ...by('cut'), enabled: can.canCut },
    { ...by('copy'), enabled: can.canCopy },
    { ...by('paste'), enabled: can.canPaste },
    { type: 'separator' },
    { ...by('selectAll'), enabled: can.canSelectAll },
  ]
}
