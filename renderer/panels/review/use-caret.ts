/** Tells the session where in a step's words the cursor of the page stands. The one place that reads it. */
import { useEffect } from 'react'
import type { Caret } from '../../session/editing/caret'
import { useActions } from '../../use-session'

/** Follows the cursor while the view is shown. */
export function useCaret(): void {
  const { get, writing } = useActions()
  useEffect(() => {
    const tell = () => {
      const caret = caretOf(document, get().editing.writing?.id)
      if (caret !== undefined || get().editing.caret !== undefined) writing.moveCaret(caret)
    }
    document.addEventListener('selectionchange', tell)
    return () => document.removeEventListener('selectionchange', tell)
  }, [get, writing])
}

function caretOf(page: Document, written: string | undefined): Caret | undefined {
  const field = page.activeElement
  if (field instanceof HTMLTextAreaElement)
    return written === undefined ? undefined : { type: 'field', step: written, at: field.selectionStart }
  const selection = page.getSelection()
  const node = selection?.anchorNode
  const words = node?.parentElement?.closest('.rationale')
  const card = words?.closest<HTMLElement>('[data-steps]')
  if (selection === null || node == null || words == null || card == null) return undefined
  const before = page.createRange()
  before.setStart(words, 0)
  before.setEnd(node, selection.anchorOffset)
  return { type: 'shown', steps: (card.dataset['steps'] ?? '').split(' '), before: before.toString() }
}
