/** Where projects, images, models and settings lie, and moving them to another place. */
import { useState } from 'react'
import { formatBytes } from '../../../app/bytes'
import type { FailureData } from '../../../app/failure'
import type { DataFolder } from '../../../app/host/desktop'
import { t } from '../../language/text'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { RestartNote } from './RestartNote'
import { OnSecondWord } from './OnSecondWord'
import { SettingRow } from './SettingRow'

type Tell = (work: Promise<FailureData | undefined>) => Promise<void>

export function DataPlace() {
  const { settings } = useActions()
  const data = useSession((s) => s.settings.data)
  const folder = useSession((s) => s.host.about?.dataFolder ?? '')
  const [failure, setFailure] = useState<FailureData>()
  const tell: Tell = async (work) => setFailure(await work)
  const desktop = data !== null && data !== undefined
  const busy = data?.move?.type === 'copying' || data?.move?.type === 'ready'
  return (
    <>
      <SettingRow
        title={t('Data folder')}
        note={<span className="prefs-path">{data?.folder ?? folder}</span>}
      >
        {desktop && (
          <Button small onClick={() => void tell(settings.showPlace('data'))}>
            {t('Show')}
          </Button>
        )}
        {desktop && data.chosenBy !== 'environment' && (
          <Button small disabled={busy} onClick={() => void tell(settings.moveData())}>
            {t('Move…')}
          </Button>
        )}
      </SettingRow>
      <p className="muted small-text">
        {!desktop
          ? t('It is chosen where the server is started (--data, RELOOK_DATA).')
          : data.chosenBy === 'environment'
            ? t('RELOOK_DATA names it: change it there.')
            : t('Projects, images, models, keys and settings. Uninstalling Relook leaves them.')}
      </p>
      {data?.move !== undefined && <Move move={data.move} tell={tell} />}
      {data?.old !== undefined && <Old old={data.old} tell={tell} />}
      <Problem failure={failure} />
    </>
  )
}

/** How far it is, and the way back as long as there is one. */
function Move({ move, tell }: { move: NonNullable<DataFolder['move']>; tell: Tell }) {
  const { settings } = useActions()
  if (move.type === 'failed') return <Problem failure={{ code: 'internal', message: move.message }} />
  const cancel = (
    <Button small onClick={() => void tell(settings.cancelMove())}>
      {move.type === 'copying' ? t('Cancel') : t('Do not move')}
    </Button>
  )
  if (move.type === 'copying')
    return (
      <div className="prefs-move">
        <span>{t('Copying to {to}', { to: move.to })}</span>
        <progress
          className="models-bar"
          aria-label={t('Copying to {to}', { to: move.to })}
          value={move.done}
          max={Math.max(move.total, 1)}
        />
        <span className="prefs-foot">
          <span className="muted small-text">
            {t('{done} of {total}', { done: formatBytes(move.done), total: formatBytes(move.total) })}
          </span>
          {cancel}
        </span>
      </div>
    )
  return (
    <RestartNote also={cancel}>
      {t('Everything is copied to {to} and compared ({size}). Relook switches over when it is closed.', {
        to: move.to,
        size: formatBytes(move.bytes),
      })}
    </RestartNote>
  )
}

/** What is left at the place before: gone on a second word. */
function Old({ old, tell }: { old: NonNullable<DataFolder['old']>; tell: Tell }) {
  const { settings } = useActions()
  const [kept, setKept] = useState(0)
  const remove = async () => {
    const done = await settings.removeOldData()
    if ('value' in done) setKept(done.value.kept)
    await tell(Promise.resolve('failure' in done ? done.failure : undefined))
  }
  return (
    <div className="prefs-move">
      <span>
        {t('The old copy is still in {folder} ({size}).', {
          folder: old.folder,
          size: formatBytes(old.bytes),
        })}
      </span>
      {kept > 0 && (
        <span>{t('{kept, plural, one {# file} other {# files}} changed since and stayed.', { kept })}</span>
      )}
      <span className="prefs-foot">
        <span className="muted small-text">
          {t('Only what was copied is removed; what changed since stays.')}
        </span>
        <OnSecondWord label={t('Remove the old copy…')} text={t('Remove it')} onSure={() => void remove()} />
      </span>
    </div>
  )
}
