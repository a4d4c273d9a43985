/** Said while the host cannot be reached, and, where it does not know this page, how to come in. */
import { useState, type FormEvent } from 'react'
import { t } from './language/text'
import { keepToken, pastedToken } from './ports/token'
import { useSession } from './use-session'

/** Nothing while the host answers. */
export function Lost() {
  const connected = useSession((s) => s.host.connected)
  const refused = useSession((s) => s.host.refused)
  if (connected) return null
  if (refused) return <Refused />
  return (
    <div className="lost" role="status" data-testid="lost">
      {t(
        'Connection lost, reconnecting… Runs continue without this window. If Relook was restarted, open the address it printed.',
      )}
    </div>
  )
}

function Refused() {
  const [text, setText] = useState('')
  const token = pastedToken(text)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token === undefined) return
    keepToken(token, sessionStorage)
    // The address says where one was.
    location.reload()
  }
  return (
    <form className="lost refused" data-testid="refused" onSubmit={submit}>
      <h1 className="refused-title">{t('This page has no key to Relook')}</h1>
      <p>
        {t(
          'Relook answers only to pages that know its key. Open the address it printed when it was started, or paste it here.',
        )}
      </p>
      <div className="refused-row">
        <input
          aria-label={t('Address that Relook printed')}
          placeholder="http://127.0.0.1:8899/#token=…"
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoFocus
          spellCheck={false}
          autoComplete="off"
        />
        <button className="button primary" type="submit" disabled={token === undefined}>
          {t('Open')}
        </button>
      </div>
    </form>
  )
}
