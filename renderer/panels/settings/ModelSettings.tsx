/** What models run on, what they may keep in memory, where they lie. */
import { useState } from 'react'
import type { EngineState } from '../../../app/host'
import type { FailureData } from '../../../app/failure'
import { heard, t } from '../../language/text'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { heldWords } from '../../words/engine'
import { useEngineChoices } from '../engine-choices'
import { Problem } from '../servers/Problem'
import { RestartNote } from './RestartNote'
import { SettingRow, SettingSelect } from './SettingRow'

export function ModelSettings() {
  const engine = useSession((s) => s.host.engine)
  return (
    <>
      {engine.type === 'ready' ? (
        <Ready engine={engine} />
      ) : (
        <p className="muted">
          {engine.type === 'starting'
            ? t('The inference process is starting.')
            : t('Everything written so far is kept; the next run starts it again.')}
        </p>
      )}
      <Folder />
    </>
  )
}

function Ready({ engine }: { engine: EngineState & { readonly type: 'ready' } }) {
  const { provider, kept, idle } = useEngineChoices(engine)
  return (
    <>
      <SettingSelect note={engine.note && heard(engine.note)} {...provider} />
      <SettingSelect note={heldWords(engine.memory)} {...kept} />
      <SettingSelect note={t('The next run loads it again.')} {...idle} />
    </>
  )
}

/** Where downloads and linked models lie. Only a desktop can ask for another place. */
function Folder() {
  const { settings, view } = useActions()
  const folder = useSession((s) => s.modelStore.folder)
  const next = useSession((s) => s.settings.modelsNext)
  const dialogs = useSession((s) => s.host.about?.dialogs === true)
  const data = useSession((s) => s.host.about?.dataFolder)
  const [failure, setFailure] = useState<FailureData>()
  const put = async (where: { usual?: true }) => setFailure(await settings.setModelsFolder(where))
  const isUsual = data === undefined || folder.startsWith(data)
  return (
    <>
      <SettingRow title={t('Models folder')} note={<span className="prefs-path">{next ?? folder}</span>}>
        <Button small onClick={() => view.showDialog('models')}>
          {t('Models…')}
        </Button>
        {dialogs && (
          <Button small onClick={() => void put({})}>
            {t('Change…')}
          </Button>
        )}
        {dialogs && !isUsual && (
          <Button small onClick={() => void put({ usual: true })}>
            {t('Back to the data folder')}
          </Button>
        )}
      </SettingRow>
      {next !== undefined && (
        <RestartNote>
          {t(
            'Models go there from the next start on. Those that are here stay where they are and are found there, too.',
          )}
        </RestartNote>
      )}
      <Problem failure={failure} />
    </>
  )
}
