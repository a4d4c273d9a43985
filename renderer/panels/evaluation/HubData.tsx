/** A data set brought here from the hub by its name: progress, cancel, and why not. Knows no run. */
import { useEffect, useRef, useState } from 'react'
import { formatBytes } from '../../../app/bytes'
import { toFailureData } from '../../../app/failure'
import { TextField } from '../../parts/Field'
import { Button } from '../../parts/Button'
import { useActions } from '../../use-session'
import { heard, t } from '../../language/text'

type State =
  | { readonly type: 'idle' }
  | { readonly type: 'loading'; readonly done: number; readonly total: number }
  | { readonly type: 'failed'; readonly message: string }

/** A field for `OWNER/NAME` and its button; `onFetched` gets the folder when every byte is there. */
export function HubData({ onFetched }: { onFetched: (path: string) => void }) {
  const session = useActions()
  const [name, setName] = useState('')
  const [state, setState] = useState<State>({ type: 'idle' })
  const end = useRef<AbortController>(undefined)
  useEffect(() => () => end.current?.abort(), [])
  const source = `hf:${name.trim().replace(/^hf:/, '')}`
  const fetchIt = async () => {
    const mine = new AbortController()
    end.current = mine
    setState({ type: 'loading', done: 0, total: 0 })
    const told = (done: number, total: number) => setState({ type: 'loading', done, total })
    try {
      const path = await session.evaluations.downloadData(source, told, mine.signal)
      setState({ type: 'idle' })
      if (path !== undefined) onFetched(path)
    } catch (error) {
      setState(
        mine.signal.aborted ? { type: 'idle' } : { type: 'failed', message: toFailureData(error).message },
      )
    }
  }
  const loading = state.type === 'loading'
  return (
    <>
      <div className="run-field">
        <span className="run-field-title">{t('From a hub')}</span>
        <span className="run-field-body">
          <TextField
            label={t('Data set on the hub')}
            placeholder={t('lmms-lab/DocVQA/InfographicVQA/validation')}
            spellCheck={false}
            value={name}
            disabled={loading}

            onChange={setName}
            onKeyDown={(e) => {
              if (e.key !== 'Enter' || loading) return
              // Enter in this field fetches; it does not start a run.
              e.preventDefault()
              if (name.includes('/')) void fetchIt()
            }}
          />
          {loading ? (
            <Button small onClick={() => end.current?.abort()}>
              {t('Cancel')}
            </Button>
          ) : (
            <Button small disabled={!name.includes('/')} onClick={() => void fetchIt()}>
              {t('Download')}
            </Button>
          )}
        </span>
      </div>
      {loading && (
        <div className="field-note hub-progress" role="status">
          <progress
            aria-label={t('Download of {name}', { name })}
            {...(state.total > 0 ? { max: state.total, value: state.done } : {})}
          />
          <span className="muted small-text">
            {state.total > 0
              ? t('{size} of {size2}', { size: formatBytes(state.done), size2: formatBytes(state.total) })
              : t('asking the hub…')}
          </span>
        </div>
      )}
      {state.type === 'failed' && (
        <p className="field-note problem" role="alert">
          {heard(state.message)}
        </p>
      )}
    </>
  )
}
