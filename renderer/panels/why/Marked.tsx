/** Words marked in the story, by the mouse or token by token with Shift and the arrows: what can be asked of them. */
import { useEffect } from 'react'
import { spanOfText } from '../../session/why/words'
import { stepIn } from '../../session/why/why-rows'
import { useActions, useSession } from '../../use-session'
import { CommandButton } from '../../controls/CommandButton'
import { CommandKeys } from '../../controls/CommandKeys'
import { t } from '../../language/text'

/** Over the foot of the story, while words are marked. */
export function Marked() {
  const session = useActions()
  const marked = useSession((s) => s.why.marked)
  useEffect(() => {
    const read = () => {
      const found = markedText(document.getSelection())
      if (found === 'elsewhere') return
      const step = found && stepIn(session.get(), found.step)
      session.why.mark(found && step && (spanOfText(step, found.text, found.before) ?? 'lost'))
    }
    document.addEventListener('selectionchange', read)
    return () => document.removeEventListener('selectionchange', read)
  }, [session])
  if (marked === undefined) return null
  return (
    <div className="marked" role="status" data-testid="marked">
      {marked === 'lost' ? (
        <span className="small-text muted">
          {t('These words do not stand so in what the model wrote: choose them under “Why this answer”.')}
        </span>
      ) : (
        <>
          <span className="marked-words">“{marked.words}”</span>
          <CommandButton id="why-words" className="button small" testid="why-words">
            {t('Explain this')} <CommandKeys id="why-words" />
          </CommandButton>
        </>
      )}
    </div>
  )
}

/** Text marked within one card; undefined: none is; `elsewhere`: in a field or a dialog, which is nothing of ours. */
function markedText(
  selection: Selection | null,
): { readonly step: string; readonly text: string; readonly before: string } | 'elsewhere' | undefined {
  if (selection === null || selection.rangeCount === 0) return 'elsewhere'
  const from = selection.anchorNode
  const home = cardOf(from)
  if (home === undefined)
    return from instanceof Element && from.closest('.story') === null ? 'elsewhere' : undefined
  if (selection.isCollapsed || home !== cardOf(selection.focusNode)) return undefined
  const range = selection.getRangeAt(0)
  const before = document.createRange()
  before.setStart(home, 0)
  before.setEnd(range.startContainer, range.startOffset)
  return { step: home.dataset['words'] ?? '', text: range.toString(), before: before.toString() }
}

function cardOf(node: Node | null): HTMLElement | undefined {
  const element = node instanceof Element ? node : node?.parentElement
  return element?.closest<HTMLElement>('[data-words]') ?? undefined
}
