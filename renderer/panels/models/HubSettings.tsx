/** Which hub, and with which token. The token leaves this form when it is kept, and never comes back. */
import { useState } from 'react'
import type { FailureData } from '../../../app/failure'
import { given } from '../../../app/given'
import { LabelledText } from '../../parts/Field'
import { Button } from '../../parts/Button'
import { Form } from '../../parts/Form'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { t } from '../../language/text'

/** Endpoint and token; what the environment says cannot be changed here. */
export function HubSettings() {
  const session = useActions()
  const hub = useSession((s) => s.modelStore.hub)
  const [endpoint, setEndpoint] = useState<string | undefined>(undefined)
  const [token, setToken] = useState('')
  const [failure, setFailure] = useState<FailureData>()
  if (hub === undefined) return null
  const keepIt = async () => {
    const change = given({ endpoint: endpoint?.trim(), token: token.trim() || undefined })
    const failed = await session.modelStore.setHub(change)
    setFailure(failed)
    if (failed === undefined) setToken('')
  }
  const { fromEnvironment } = hub
  return (
    <Form className="server-fields models-hub" onSubmit={keepIt}>
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
      <Problem failure={failure} />
    </Form>
  )
}
