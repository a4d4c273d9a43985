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
  const [name, setName] = useState('')
  const { state, fetchIt, cancel } = useDownload(onFetched)
  const loading = state.type === 'loading'
  const named = name.includes('/')
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
              if (named) void fetchIt(name)
            }}
          />
          {loading ? (
            <Button small onClick={cancel}>
              {t('Cancel')}
            </Button>
          ) : (
            <Button small disabled={!named} onClick={() => void fetchIt(name)}>
              {t('Download')}
            </Button>
          )}
        </span>
      </div>
      {loading && <Progress name={name} {...state} />}
      {state.type === 'failed' && (
        <p className="field-note problem" role="alert">
          {heard(state.message)}
        </p>
      )}
    </>
  )
}

/** A download at a time; it ends with the view. */
function useDownload(onFetched: (path: string) => void) {
  const session = useActions()
  const [state, setState] = useState<State>({ type: 'idle' })
  const end = useRef<AbortController>(undefined)
  useEffect(() => () => end.current?.abort(), [])
  const fetchIt = async (name: string) => {
    const mine = new AbortController()
    end.current = mine
    const told = (done: number, total: number) => setState({ type: 'loading', done, total })
    told(0, 0)
    try {
      const source = `hf:${name.trim().replace(/^hf:/, '')}`
      const path = await session.evaluations.downloadData(source, told, mine.signal)
      setState({ type: 'idle' })
      if (path !== undefined) onFetched(path)
    } catch (error) {
      const { message } = toFailureData(error)
      setState(mine.signal.aborted ? { type: 'idle' } : { type: 'failed', message })
    }
  }
  return { state, fetchIt, cancel: () => end.current?.abort() }
}

function Progress({ name, done, total }: { name: string; done: number; total: number }) {
  return (
    <div className="field-note hub-progress" role="status">
      <progress
        aria-label={t('Download of {name}', { name })}
        {...(total > 0 ? { max: total, value: done } : {})}
      />
      <span className="muted small-text">
        {total > 0
          ? t('{size} of {size2}', { size: formatBytes(done), size2: formatBytes(total) })
          : t('asking the hub…')}
      </span>
    </div>
  )
}
