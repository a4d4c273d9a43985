/** The middle while a file of traces is open and no trace of it is: being read, failed, empty. */
import { useEffect, useRef } from 'react'
import { formatBytes } from '../../../app/bytes'
import { CommandButton } from '../../controls/CommandButton'
import { formatName } from '../../words/collections'
import { useSession } from '../../use-session'
import { EncodingSelect } from './EncodingSelect'
import { openCollectionOf } from '../../session/collections/open-collection'
import { heard, t } from '../../language/text'

/** One card in the middle. */
export function TracesHome() {
  const main = useRef<HTMLElement>(null)
  const collection = useSession(openCollectionOf)
  const found = useSession((s) => s.collections.found)
  const failed = collection?.state.type === 'failed'
  // What can be done is done by the next key, unless the person is at something else.
  useEffect(() => {
    if (failed && document.activeElement === document.body)
      main.current?.querySelector<HTMLElement>('select, .primary')?.focus()
  }, [failed])
  if (collection === undefined) return <main className="traces-home" aria-busy="true" />
  const { state, name, issues, bytes, reading } = collection
  return (
    <main className="traces-home" ref={main}>
      <div className="no-picture-card">
        <p className="traces-home-name">{name}</p>
        {state.type === 'failed' ? (
          <>
            <p className="flag">{heard(state.failure.message)}</p>
            {/* Letters that nobody can read are no fields to point at. */}
            {state.failure.code === 'unsure-encoding' ? (
              <EncodingSelect collection={collection} />
            ) : (
              <>
                <CommandButton id="map-file" className="button primary">
                  {t('Say how it is read…')}
                </CommandButton>
                {reading.text !== undefined && <EncodingSelect collection={collection} />}
              </>
            )}
          </>
        ) : found?.done === true && found.total === 0 ? (
          <>
            <p className="muted">
              {t('Nothing in these {size} could be read as {format}.', {
                size: formatBytes(bytes),
                format: formatName(reading.format),
              })}
            </p>
            {issues > 0 && (
              <CommandButton id="issues" icon="warning" className="button">
                {t('Show what is wrong')}
              </CommandButton>
            )}
            <CommandButton id="map-file" className="button">
              {t('Say how it is read…')}
            </CommandButton>
          </>
        ) : (
          <p className="muted">{t('Opening the first trace…')}</p>
        )}
        <CommandButton id="close-traces" className="button">
          {t('Back to the start')}
        </CommandButton>
      </div>
    </main>
  )
}
