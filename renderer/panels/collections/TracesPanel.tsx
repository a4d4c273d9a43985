/** The open file of traces in the left column: what it is, how far it has been read, what narrows it, and its list. */
import { formatBytes } from '../../../app/bytes'
import type { Collection } from '../../../app/host/collections'
import { CommandButton } from '../../controls/CommandButton'
import { Icon } from '../../parts/Icon'
import { NoticeView } from '../../controls/NoticeView'
import { Tip } from '../../parts/Tip'
import { countWords, indexShare, manyWords } from '../../words/collections'
import { useActions, useSession } from '../../use-session'
import { Filters } from './Filters'
import { TraceList } from './TraceList'
import { openCollectionOf } from '../../session/collections/open-collection'

/** Head, progress, filters, list. */
export function TracesPanel() {
  const collection = useSession(openCollectionOf)
  // Where no trace is open, the middle says what is wrong.
  const blank = useSession((s) => s.collections.row === undefined)
  return (
    <section className="traces" aria-label="Traces of the file">
      <Head collection={collection} />
      {collection !== undefined && <Progress collection={collection} />}
      <NoticeView place="traces" />
      <Filters />
      {collection?.state.type !== 'failed' ? (
        <TraceList />
      ) : blank ? null : (
        <div className="notice" data-tone="error" role="alert">
          <Icon name="warning" />
          <div className="notice-text">{collection.state.failure.message}</div>
        </div>
      )}
    </section>
  )
}

function Head({ collection }: { collection: Collection | undefined }) {
  return (
    <header className="traces-head">
      <CommandButton id="close-traces" icon="back" className="icon-button small" />
      <div className="traces-name">
        <h2 className="clip" title={collection?.path}>
          {collection?.name ?? 'Opening…'}
        </h2>
        {collection !== undefined && <Facts collection={collection} />}
      </div>
      <CommandButton id="previous-trace" icon="up" className="icon-button small" />
      <CommandButton id="next-trace" icon="down" className="icon-button small" />
    </header>
  )
}

function Facts({ collection }: { collection: Collection }) {
  const session = useActions()
  const { count, bytes, issues, missing, reviewed } = collection
  const wrong = [
    issues > 0 ? manyWords(issues, 'bad row') : undefined,
    missing > 0 ? `${manyWords(missing, 'picture')} missing` : undefined,
  ].filter((w) => w !== undefined)
  return (
    <div className="traces-facts muted small-text">
      <span>
        {manyWords(count, 'trace')} · {formatBytes(bytes)}
        {reviewed > 0 && ` · ${countWords(reviewed)} reviewed`}
      </span>
      {wrong.length > 0 && (
        <Tip text="Show them">
          <button
            type="button"
            className="link traces-wrong"
            onClick={() => session.view.showDialog('issues')}
          >
            <Icon name="warning" /> {wrong.join(', ')}
          </button>
        </Tip>
      )}
    </div>
  )
}

/** How far the file has been read. The list works meanwhile. */
function Progress({ collection }: { collection: Collection }) {
  const { state } = collection
  if (state.type === 'ready' || state.type === 'failed') return null
  if (state.type === 'stopped') {
    return (
      <div className="traces-progress" role="status">
        <span className="muted small-text">Stopped reading: the list ends here.</span>
        <span className="spacer" />
        <CommandButton id="resume-index" className="link">
          Go on
        </CommandButton>
      </div>
    )
  }
  const share = indexShare(collection)
  return (
    <div className="traces-progress" role="status">
      <progress max={1} value={share} aria-label="Reading the file" />
      <span className="muted small-text numbers">
        {Math.floor(share * 100)} % of {formatBytes(state.total)} read
      </span>
      <span className="spacer" />
      <CommandButton id="stop-index" className="link">
        Stop
      </CommandButton>
    </div>
  )
}
