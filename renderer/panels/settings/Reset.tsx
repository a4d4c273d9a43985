/** Settings as they were at the first start, on a second word. */
import { useState } from 'react'
import type { FailureData } from '../../../app/failure'
import { t } from '../../language/text'
import { failureOf } from '../../session/failure-of'
import { useActions } from '../../use-session'
import { Problem } from '../servers/Problem'
import { OnSecondWord } from './OnSecondWord'
import { SettingRow } from './SettingRow'

export function Reset() {
  const { settings } = useActions()
  const [done, setDone] = useState(false)
  const [failure, setFailure] = useState<FailureData>()
  const reset = async () => {
    const failed = await failureOf(settings.reset)
    setFailure(failed)
    setDone(failed === undefined)
  }
  return (
    <>
      <SettingRow
        title={t('All settings')}
        note={t(
          'Theme, language, text size, sampling, what models run on, memory, idle time, updates. Projects, models, keys and the places of folders stay.',
        )}
      >
        <OnSecondWord label={t('Reset…')} text={t('Reset now')} onSure={() => void reset()} />
      </SettingRow>
      {done && (
        <p className="muted" role="status">
          {t('All settings are as they were at the first start.')}
        </p>
      )}
      <Problem failure={failure} />
    </>
  )
}
