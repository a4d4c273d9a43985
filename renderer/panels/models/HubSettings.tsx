/** Which hub, and with which token. The token leaves this form when it is kept, and never comes back. */
import { useState, type FormEvent } from 'react'
import type { FailureData } from '../../../app/failure'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { t } from '../../language/text'

/** Endpoint and token; what the environment says cannot be changed here. */
export function HubSettings() {
  const session = useActions()
  const hub = useSession((s) => s.modelStore.hub)
  const [endpoint, setEndpoint] = useState<string | undefined>(undefined)
  const [token, setToken] = useState('')
  const [failure, setFailure] = useState<FailureData | undefined>(undefined)
  if (hub === undefined) return null
  const keepIt = async (event: FormEvent) => {
    event.preventDefault()
    const change = {
      ...(endpoint === undefined ? {} : { endpoint: endpoint.trim() }),
      ...(token.trim() === '' ? {} : { token: token.trim() }),
    }
    const done = await session.modelStore.setHub(change)
    setFailure('failure' in done ? done.failure : undefined)
    if (!('failure' in done)) setToken('')
  }
  const { fromEnvironment } = hub
  return (
    <form className="server-fields models-hub" onSubmit={(e) => void keepIt(e)}>
      <label htmlFor="hub-endpoint">{t('Address')}</label>
      <input
        id="hub-endpoint"
        className="name-field"
        type="url"
        spellCheck={false}
        disabled={fromEnvironment.endpoint}
        value={endpoint ?? hub.endpoint}
        onChange={(e) => setEndpoint(e.target.value)}
      />
      <label htmlFor="hub-token">{t('Token')}</label>
      <input
        id="hub-token"
        className="name-field"
        type="password"
        autoComplete="off"
        disabled={fromEnvironment.token}
        placeholder={hub.hasToken ? t('kept') : t('none')}
        value={token}
        onChange={(e) => setToken(e.target.value)}
      />
      {(fromEnvironment.endpoint || fromEnvironment.token) && (
        <p className="muted small-text models-wide">
          {t('The HF_ENDPOINT and HF_TOKEN environment variables take precedence.')}
        </p>
      )}
      <div className="models-foot models-wide">
        {hub.hasToken && !fromEnvironment.token && (
          <button
            type="button"
            className="button small"
            onClick={() => void session.modelStore.setHub({ token: null })}
          >
            {t('Delete the token')}
          </button>
        )}
        <button
          type="submit"
          className="button small"
          disabled={endpoint === undefined && token.trim() === ''}
        >
          {t('Keep')}
        </button>
      </div>
      {failure !== undefined && <Problem failure={failure} />}
    </form>
  )
}
