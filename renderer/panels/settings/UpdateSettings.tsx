/** New versions: looked for when a person says so, or at each start where that was switched on. */
import { useState } from 'react'
import { formatBytes } from '../../../app/bytes'
import type { FailureData } from '../../../app/failure'
import type { Updates } from '../../../app/host/desktop'
import { heard, t } from '../../language/text'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { SettingRow } from './SettingRow'

export function UpdateSettings() {
  const { settings } = useActions()
  const updates = useSession((s) => s.settings.updates)
  const version = useSession((s) => s.host.about?.version ?? '')
  const [failure, setFailure] = useState<FailureData>()
  const tell = async (work: Promise<FailureData | undefined>) => setFailure(await work)
  const step = nextStep(updates)
  return (
    <>
      <SettingRow title={t('Relook {version}', { version })} note={updates && wordsOf(updates)}>
        {step !== undefined && (
          <Button small disabled={step.busy} onClick={() => void tell(settings.update(step.id))}>
            {step.title}
          </Button>
        )}
      </SettingRow>
      {updates?.type === 'idle' && (
        <SettingRow
          title={t('Look for new versions at each start')}
          note={t(
            'Asks GitHub which version is the newest, and nobody else. Nothing is fetched without your word.',
          )}
        >
          <input
            type="checkbox"
            aria-label={t('Look for new versions at each start')}
            checked={updates.automatic}
            onChange={(e) => void tell(settings.setAutomaticUpdates(e.target.checked))}
          />
        </SettingRow>
      )}
      <Problem failure={failure} />
    </>
  )
}

function wordsOf(updates: Updates) {
  switch (updates.type) {
    case 'none':
      return <span>{heard(updates.why)}</span>
    case 'idle':
      return updates.checkedAt === undefined
        ? t('Nobody is asked for new versions.')
        : t('This is the newest version.')
    case 'checking':
      return t('Looking…')
    case 'available':
      return t('{version} is there.', { version: updates.version })
    case 'downloading':
      return t('{version}: {done} of {total}', {
        version: updates.version,
        done: formatBytes(updates.done),
        total: formatBytes(updates.total),
      })
    case 'ready':
      return t('{version} is ready. Runs that are going on are stopped; your work is kept.', {
        version: updates.version,
      })
    case 'failed':
      return <span>{heard(updates.message)}</span>
  }
}

interface Step {
  readonly id: 'check' | 'download' | 'install'
  readonly title: string
  readonly busy: boolean
}

function nextStep(updates: Updates | undefined): Step | undefined {
  switch (updates?.type) {
    case undefined:
    case 'none':
      return undefined
    case 'available':
      return { id: 'download', title: t('Download'), busy: false }
    case 'ready':
      return { id: 'install', title: t('Restart now'), busy: false }
    default:
      return {
        id: 'check',
        title: t('Look now'),
        busy: updates?.type === 'checking' || updates?.type === 'downloading',
      }
  }
}
