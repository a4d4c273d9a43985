/** The middle while a file of traces is open and no trace of it is: being read, failed, empty. */
import { formatBytes } from '../../../app/bytes'
import { CommandButton } from '../../controls/CommandButton'
import { formatName } from '../../words/collections'
import { useSession } from '../../use-session'
import { EncodingSelect } from './EncodingSelect'
import { openCollectionOf } from '../../session/collections/open-collection'

/** One card in the middle. */
export function TracesHome() {
  const collection = useSession(openCollectionOf)
  const found = useSession((s) => s.collections.found)
  if (collection === undefined) return <main className="traces-home" aria-busy="true" />
  const { state, name, issues, bytes, reading } = collection
  return (
    <main className="traces-home">
      <div className="no-picture-card">
        <p className="traces-home-name">{name}</p>
        {state.type === 'failed' ? (
          <>
            <p className="flag">{state.failure.message}</p>
            {/* Letters that nobody can read are no fields to point at. */}
            {state.failure.code === 'unsure-encoding' ? (
              <EncodingSelect collection={collection} />
            ) : (
              <>
                <CommandButton id="map-file" className="button primary">
                  Say how it is read…
                </CommandButton>
                {reading.text !== undefined && <EncodingSelect collection={collection} />}
              </>
            )}
          </>
        ) : found?.done === true && found.total === 0 ? (
          <>
            <p className="muted">
              Nothing in these {formatBytes(bytes)} could be read as {formatName(reading.format)}.
            </p>
            {issues > 0 && (
              <CommandButton id="issues" icon="warning" className="button">
                Show what is wrong
              </CommandButton>
            )}
            <CommandButton id="map-file" className="button">
              Say how it is read…
            </CommandButton>
          </>
        ) : (
          <p className="muted">Opening the first trace…</p>
        )}
        <CommandButton id="close-traces" className="button">
          Back to the start
        </CommandButton>
      </div>
    </main>
  )
}
