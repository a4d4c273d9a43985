/** Where the window is too narrow for the reasoning beside the image: its newest line, and the way to open it. */
import { Icon } from '../parts/Icon'
import { LookChip } from '../parts/LookChip'
import { isRunning } from '../session/document/rows'
import { useActions, useRows, useSession } from '../use-session'
import { rowWords, typeWord } from '../words/trace'
import { t } from '../language/text'

/** One line under the image. */
export function Peek() {
  const session = useActions()
  const rows = useRows()
  const step = useSession((s) => s.selection.step)
  const running = useSession(isRunning)
  const shown = useSession((s) => s.view.narrow && !s.view.drawer && s.document.branch !== undefined)
  const row = rows.find((r) => r.id === step) ?? rows.at(-1)
  if (!shown) return null
  return (
    <button type="button" className="peek" data-testid="peek" onClick={() => session.view.setDrawer(true)}>
      {running && step === undefined && <span className="phase-dot" />}
      {row === undefined ? (
        <span className="muted">{t('Thinking…')}</span>
      ) : (
        <>
          {row.type === 'look' && <LookChip look={row.look} />}
          <span className="muted">{typeWord(row.type)}</span>
          <span className="clip" data-answer={row.type === 'answer'}>
            {rowWords(row)}
          </span>
        </>
      )}
      <span className="spacer" />
      <span className="peek-open">
        {t('Reasoning')} <Icon name="panel" />
      </span>
    </button>
  )
}
