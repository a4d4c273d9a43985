/** Where models are fetched from, and which keys Relook keeps. A key is never shown. */
import { useEffect, useState } from 'react'
import type { FailureData } from '../../../app/failure'
import type { ServerInfo } from '../../../app/host/servers'
import { t } from '../../language/text'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { HubSettings } from '../models/HubSettings'
import { Problem } from '../servers/Problem'
import { SettingRow } from './SettingRow'

export function HubAndKeys() {
  const session = useActions()
  useEffect(() => void session.modelStore.readHub(), [session])
  return (
    <>
      <section aria-labelledby="prefs-hub">
        <h3 id="prefs-hub" className="models-title">
          {t('Hub')}
        </h3>
        <HubSettings />
      </section>
      <section aria-labelledby="prefs-keys">
        <h3 id="prefs-keys" className="models-title">
          {t('Keys of servers')}
        </h3>
        <Keys />
      </section>
    </>
  )
}

function Keys() {
  const session = useActions()
  const servers = useSession((s) => s.servers.list)
  const [failure, setFailure] = useState<FailureData>()
  const forget = async (server: string) => setFailure(await session.servers.change(server, { key: null }))
  const open = (server: string | undefined) => {
    session.servers.show(server)
    session.view.showDialog('servers')
  }
  return (
    <>
      {servers.length === 0 && <p className="muted">{t('No server was added.')}</p>}
      {servers.map(({ id, name, key }) => (
        <SettingRow key={id} title={name} note={keyWord(key)}>
          {key === 'kept' && (
            <Button small onClick={() => void forget(id)}>
              {t('Forget the key')}
            </Button>
          )}
          <Button small onClick={() => open(id)}>
            {t('Open…')}
          </Button>
        </SettingRow>
      ))}
      <Problem failure={failure} />
      <div>
        <Button small onClick={() => open(undefined)}>
          {t('Add a server')}
        </Button>
      </div>
    </>
  )
}

function keyWord(key: ServerInfo['key']): string {
  if (key === 'environment') return t('from Relook’s environment')
  return key === 'kept' ? t('kept') : t('none')
}
