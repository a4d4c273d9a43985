/** Rewriting a thought or an answer in place. Ctrl+S keeps, Ctrl+Enter re-runs, Esc leaves it as it was. */
import { Button } from '../../parts/Button'
import { onEscape } from '../../parts/on-escape'
import { useActions, useSession } from '../../use-session'
import { CommandButton } from '../../controls/CommandButton'
import { CommandKeys } from '../../controls/CommandKeys'
import { t } from '../../language/text'

/** The field and its two buttons. */
export function TextEditor() {
  const session = useActions()
  const text = useSession((s) => s.editing.writing?.text ?? '')
  return (
    <div className="text-editor">
      <textarea
        aria-label={t('Text of this step')}
        dir="auto"
        value={text}
        autoFocus
        // What is typed takes the place of what was there, as in every field that is opened by a key.
        onFocus={(e) => e.target.select()}
        rows={Math.min(16, Math.max(3, text.split('\n').length + Math.floor(text.length / 60)))}
        onChange={(e) => session.writing.type(e.target.value)}
        onKeyDown={onEscape(session.writing.stop)}
      />
      <div className="draft-row">
        <CommandButton id="keep-text" className="button small">
          {t('Keep')} <CommandKeys id="keep-text" />
        </CommandButton>
        <Button small onClick={() => session.writing.stop()}>
          {t('Cancel')}
        </Button>
      </div>
    </div>
  )
}
