/** Rewriting a thought or an answer in place. Ctrl+S keeps, Ctrl+Enter re-runs, Esc leaves it as it was. */
import { useActions, useSession } from '../../session/use-session'
import { CommandButton } from '../../parts/CommandButton'
import { Keys } from '../../parts/Keys'

/** The field and its two buttons. */
export function TextEditor() {
  const session = useActions()
  const text = useSession((s) => s.writing?.text ?? '')
  return (
    <div className="text-editor">
      <textarea
        aria-label="Text of this step"
        value={text}
        autoFocus
        rows={Math.min(16, Math.max(3, text.split('\n').length + Math.floor(text.length / 60)))}
        onChange={(e) => session.write(e.target.value)}
        onKeyDown={(e) => {
          if (e.key !== 'Escape') return
          e.stopPropagation()
          session.stopWriting()
        }}
      />
      <div className="draft-row">
        <CommandButton id="keep-text" className="button small">
          Keep <Keys chord="Mod+S" />
        </CommandButton>
        <button type="button" className="button small" onClick={() => session.stopWriting()}>
          Cancel
        </button>
      </div>
    </div>
  )
}
