/** Which hub, and with which token. The token leaves this form when it is kept, and never comes back. */
import { useState, type FormEvent } from 'react'
import type { FailureData } from '../../../app/failure'
import { LabelledText } from '../../parts/Field'
import { Button } from '../../parts/Button'
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
      <LabelledText
        id="hub-endpoint"
        title={t('Address')}
        type="url"
        spellCheck={false}
        disabled={fromEnvironment.endpoint}
        value={endpoint ?? hub.endpoint}
        onChange={setEndpoint}
      />
      <LabelledText
        id="hub-token"
        title={t('Token')}
        type="password"
        autoComplete="off"
        disabled={fromEnvironment.token}
        placeholder={hub.hasToken ? t('kept') : t('none')}
        value={token}
        onChange={setToken}
      />
      {(fromEnvironment.endpoint || fromEnvironment.token) && (
        <p className="muted small-text models-wide">
          {t('The HF_ENDPOINT and HF_TOKEN environment variables take precedence.')}
        </p>
      )}
      <div className="models-foot models-wide">
        {hub.hasToken && !fromEnvironment.token && (
          <Button small onClick={() => void session.modelStore.setHub({ token: null })}>
            {t('Delete the token')}
          </Button>
        )}
        <Button submit small disabled={endpoint === undefined && token.trim() === ''}>
          {t('Keep')}
        </Button>
      </div>
      {failure !== undefined && <Problem failure={failure} />}
    </form>
  )
}
