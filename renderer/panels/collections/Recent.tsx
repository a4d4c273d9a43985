/** Files of traces opened before: open one again, or forget it. */
import { formatBytes } from '../../../app/bytes'
import type { Collection } from '../../../app/host/collections'
import { CommandButton } from '../../controls/CommandButton'
import { IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { Section } from '../../parts/Section'
import { formatName, indexShare } from '../../words/collections'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'

/** A part of the left column. `folded`: begin folded, unless it was opened before. */
export function RecentTraces({ folded }: { folded: boolean }) {
  const collections = useSession((s) => s.collections.list)
  return (
    <Section
      id={folded ? 'traces-open' : 'traces'}
      title={t('Traces')}
      open={!folded}
      aside={<CommandButton id="open-traces" icon="plus" className="icon-button small" />}
    >
      {collections?.length === 0 && (
        <p className="muted pad">{t('Nothing yet. Files of traces you open are kept here.')}</p>
      )}
      <ul className="list" aria-label={t('Files of traces')}>
        {collections?.map((c) => (
          <Recent key={c.id} collection={c} />
        ))}
      </ul>
    </Section>
  )
}

function Recent({ collection }: { collection: Collection }) {
  const session = useActions()
  const { id, name, path, state } = collection
  return (
    <li className="row project-row">
      <button type="button" className="row-main" title={path} onClick={() => session.collections.open(id)}>
        <Icon name="list" />
        <span className="project-text">
          <span className="project-title">{name}</span>
          <span className="muted small-text clip">{factWords(collection)}</span>
        </span>
        {state.type === 'indexing' && (
          <progress
            className="recent-progress"
            max={1}
            value={indexShare(collection)}
            aria-label={t('Reading')}
          />
        )}
      </button>
      <IconButton
        icon="close"
        label={t('Remove {name} from the list', { name })}
        small
        className="on-hover"
        title={t('Remove from list: the file and corrections stay')}
        onClick={() => void session.collections.forget(id)}
      />
    </li>
  )
}

function factWords({ state, count, bytes, reviewed, reading }: Collection): string {
  if (state.type === 'failed') return heard(state.failure.message)
  const parts = [
    t('{n, plural, one {# trace} other {# traces}}', { n: count }),
    reviewed > 0 ? t('{n, number} reviewed', { n: reviewed }) : undefined,
    state.type === 'stopped' ? t('not fully indexed') : undefined,
    formatName(reading.format),
    formatBytes(bytes),
  ]
  return parts.filter((p) => p !== undefined).join(' · ')
}
