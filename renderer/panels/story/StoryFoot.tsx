/** What can be done with the selected step: undo, redo, and re-run from here. */
import type { Row } from '../../session/document/rows'
import { rerunPoint } from '../../session/ask/ask-service'
import { useSession } from '../../use-session'
import { CommandButton } from '../../controls/CommandButton'
import { CommandKeys } from '../../controls/CommandKeys'
import { t } from '../../language/text'

/** Always in view. Lights up when there is an edit to run. */
export function StoryFoot() {
  const keeps = useSession((s) => {
    const point = rerunPoint(s)
    return point === undefined ? undefined : keptRows(point.row)
  })
  const edited = useSession(
    (s) => Object.keys(s.document.project?.drafts ?? {}).length > 0 || s.editing.writing !== undefined,
  )
  const traces = useSession((s) => s.collections.id !== undefined)
  const hasBranch = useSession((s) => s.document.branch !== undefined)
  if (!hasBranch) return null
  return (
    <footer className="story-foot" data-edited={edited}>
      <CommandButton id="undo" icon="undo" testid="undo" />
      <CommandButton id="redo" icon="redo" testid="redo" />
      {/* Over the list of a file there is one that says how far it has come, too. */}
      {!traces && (
        <CommandButton id="review" className="button small">
          {t('Review')} <CommandKeys id="review" />
        </CommandButton>
      )}
      <span className="muted small-text story-keeps">{keeps === undefined ? '' : keepWords(keeps)}</span>
      <CommandButton id="rerun" className={edited ? 'button primary' : 'button'} testid="rerun">
        {t('Re-run from here')} <CommandKeys id="rerun" />
      </CommandButton>
    </footer>
  )
}

/** A look keeps its crop. */
function keptRows(row: Row | undefined): number {
  if (row === undefined) return 0
  return row.type === 'look' && row.seen !== undefined ? row.number + 1 : row.number
}

function keepWords(keeps: number): string {
  if (keeps === 0) return t('from the start')
  return keeps === 1 ? t('keeps step 1') : t('keeps 1–{keeps}', { keeps })
}
