/** The open file of traces in the left column: what it is, how far it has been read, what narrows it, and its list. */
import { formatBytes } from '../../../app/bytes'
import type { Collection } from '../../../app/host/collections'
import { CommandButton } from '../../controls/CommandButton'
import { LinkButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { NoticeView } from '../../controls/NoticeView'
import { Tip } from '../../parts/Tip'
import { indexShare } from '../../words/collections'
import { useActions, useSession } from '../../use-session'
import { LooksProgress } from '../looks/LooksProgress'
import { Filters } from './Filters'
import { TraceList } from './TraceList'
import { openCollectionOf } from '../../session/collections/open-collection'
import { isReviewing } from '../../session/view/mode'
import { CommandKeys } from '../../controls/CommandKeys'
import { heard, t } from '../../language/text'

/** Head, progress, filters, list. */
export function TracesPanel() {
  const collection = useSession(openCollectionOf)
  // Where no trace is open, the middle says what is wrong.
  const blank = useSession((s) => s.collections.row === undefined)
  return (
    <section className="traces" aria-label={t('Traces of the file')}>
      <Head collection={collection} />
      <div className="traces-links small-text">
        <CommandButton id="triage" className="link">
          {t('Sort wrong answers')}
        </CommandButton>
        <CommandButton id="try-looks" className="link" testid="try-looks">
          {t('Did the looks matter?')}
        </CommandButton>
      </div>
      {collection !== undefined && <Progress collection={collection} />}
      {collection !== undefined && (
        <LooksProgress source={{ type: 'collection', collection: collection.id, query: {} }} />
      )}
      <NoticeView place="traces" />
      <ReviewLine />
      <Filters />
      {collection?.state.type !== 'failed' ? (
        <TraceList />
      ) : blank ? null : (
        <div className="notice" data-tone="error" role="alert">
          <Icon name="warning" />
          <div className="notice-text">{heard(collection.state.failure.message)}</div>
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
          {collection?.name ?? t('Opening…')}
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
  const { count, bytes, issues, missing, reviewed, counts } = collection
  const judged = counts !== undefined && counts.right + counts.wrong > 0
  const wrong = [
    issues > 0 ? t('{n, plural, one {# invalid row} other {# invalid rows}}', { n: issues }) : undefined,
    missing > 0
      ? t('{n, plural, one {# missing image} other {# missing images}}', { n: missing })
      : undefined,
  ].filter((w) => w !== undefined)
  return (
    <div className="traces-facts muted small-text">
      <span>
        {[
          t('{n, plural, one {# trace} other {# traces}}', { n: count }),
          formatBytes(bytes),
          ...(judged
            ? [
                t('{right, number} right, {wrong, number} wrong', {
                  right: counts.right,
                  wrong: counts.wrong,
                }),
              ]
            : []),
          ...(reviewed > 0 ? [t('{n, number} reviewed', { n: reviewed })] : []),
        ].join(' · ')}
      </span>
      {wrong.length > 0 && (
        <Tip text={t('Show them')}>
          <LinkButton className="traces-wrong" onClick={() => session.view.showDialog('issues')}>
            <Icon name="warning" /> {wrong.join(', ')}
          </LinkButton>
        </Tip>
      )}
    </div>
  )
}

/** The way into reviewing, and how far it has come. */
function ReviewLine() {
  const reviewing = useSession(isReviewing)
  const open = useSession((s) => s.document.project !== undefined)
  const reviewed = useSession((s) => openCollectionOf(s)?.reviewed ?? 0)
  const count = useSession((s) => openCollectionOf(s)?.count ?? 0)
  if (reviewing || !open) return null
  return (
    <div className="traces-review">
      <CommandButton id="review" icon="check" className="button small">
        {t('Review')} <CommandKeys id="review" />
      </CommandButton>
      <span className="muted small-text numbers">
        {reviewed === 0
          ? t('one after the other, by keys')
          : t('{reviewed, number} of {count, number} reviewed', { reviewed, count })}
      </span>
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
        <span className="muted small-text">{t('Indexing stopped: the list ends here.')}</span>
        <span className="spacer" />
        <CommandButton id="resume-index" className="link">
          {t('Resume')}
        </CommandButton>
      </div>
    )
  }
  const share = indexShare(collection)
  return (
    <div className="traces-progress" role="status">
      <progress max={1} value={share} aria-label={t('Reading the file')} />
      <span className="muted small-text numbers">
        {t('{share} % of {size} read', { share: Math.floor(share * 100), size: formatBytes(state.total) })}
      </span>
      <span className="spacer" />
      <CommandButton id="stop-index" className="link">
        {t('Stop')}
      </CommandButton>
    </div>
  )
}
