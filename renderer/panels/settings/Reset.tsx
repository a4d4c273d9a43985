/** Settings as they were at the first start, on a second word. */
import { useState } from 'react'
import type { FailureData } from '../../../app/failure'
import { t } from '../../language/text'
import { failureOf } from '../../session/failure-of'
import { Button } from '../../parts/Button'
import { useActions } from '../../use-session'
import { Problem } from '../servers/Problem'
import { SettingRow } from './SettingRow'

export function Reset() {
  const { settings } = useActions()
  const [state, setState] = useState<'asked' | 'done' | undefined>(undefined)
  const [failure, setFailure] = useState<FailureData | undefined>(undefined)
  const reset = async () => {
    const failed = await failureOf(settings.reset)
    setFailure(failed)
    setState(failed === undefined ? 'done' : undefined)
  }
  return (
    <>
      <SettingRow
        title={t('All settings')}
        note={t(
          'Theme, language, text size, sampling, what models run on, memory, idle time, updates. Projects, models, keys and the places of folders stay.',
        )}
      >
        {state === 'asked' ? (
          <>
            <Button small danger onClick={() => void reset()}>
              {t('Reset now')}
            </Button>
            <Button small onClick={() => setState(undefined)}>
              {t('Cancel')}
            </Button>
          </>
        ) : (
          <Button small onClick={() => setState('asked')}>
            {t('Reset…')}
          </Button>
        )}
      </SettingRow>
      {state === 'done' && (
        <p className="muted" role="status">
          {t('All settings are as they were at the first start.')}
        </p>
      )}
      {failure !== undefined && <Problem failure={failure} />}
    </>
  )
}
