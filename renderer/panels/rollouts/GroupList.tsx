/** The groups of the chosen dump: narrowed and sorted by the index, only what is in view is asked for and drawn. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { groupSorts, type GroupQuery, type GroupRow } from '../../../app/host/rollouts'
import { SearchField } from '../../parts/Field'
import { IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { kindWords, short, sortWords } from '../../words/rollouts'
import { useActions, useSession } from '../../use-session'
import { groupPageSize } from '../../session/rollouts/group-list'
import { t } from '../../language/text'

/** Height of a row in CSS pixels, as in the style sheet. */
const rowHeight = 46
const kinds = ['useful', 'flat', 'all-right', 'all-wrong'] as const satisfies readonly GroupQuery['kind'][]

/** Filters and the list below them. */
export function GroupList() {
  return (
    <section className="group-list" aria-label={t('Groups')}>
      <Filters />
      <Groups />
    </section>
  )
}

function Filters() {
  const session = useActions()
  const query = useSession((s) => s.rollouts.query)
  const total = useSession((s) => s.rollouts.total)
  return (
    <div className="group-filter" role="search" aria-label={t('Groups')}>
      <SearchField
        label={t('Search questions and answers')}
        value={query.text ?? ''}
        onChange={(text) => session.rollouts.narrow({ text: text })}
      />
      <div className="group-filter-row">
        <select
          className="plain-select"
          aria-label={t('Which groups')}
          value={query.kind ?? ''}
          onChange={(e) => session.rollouts.narrow({ kind: kinds.find((k) => k === e.target.value) })}
        >
          <option value="">{t('all groups')}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(kindWords[kind])}
            </option>
          ))}
        </select>
        <select
          className="plain-select"
          aria-label={t('Sort groups by')}
          value={query.sort ?? 'file'}
          onChange={(e) => session.rollouts.narrow({ sort: groupSorts.find((s) => s === e.target.value) })}
        >
          {groupSorts.map((sort) => (
            <option key={sort} value={sort}>
              {t(sortWords[sort])}
            </option>
          ))}
        </select>
        <IconButton
          icon={query.down === true ? 'down' : 'up'}
          label={query.down === true ? t('Highest first') : t('Lowest first')}
          small
          aria-pressed={query.down === true}
          onClick={() => session.rollouts.narrow({ down: query.down === true ? undefined : true })}
        />
      </div>
      <div className="group-filter-row">
        {query.step !== undefined && (
          <button
            type="button"
            className="chip"
            aria-label={t('Remove filter “step {step}”', { step: query.step })}
            onClick={() => session.rollouts.narrow({ step: undefined })}
          >
            {t('step {step}', { step: query.step })} <Icon name="close" />
          </button>
        )}
        <span className="muted small-text numbers" role="status">
          {total === undefined
            ? t('Reading…')
            : t('{n, plural, one {# group} other {# groups}}', { n: total })}
        </span>
      </div>
    </div>
  )
}

function Groups() {
  const session = useActions()
  const total = useSession((s) => s.rollouts.total) ?? 0
  const dump = useSession((s) => s.rollouts.dump)
  const at = useSession((s) => (s.rollouts.place?.type === 'dump' ? s.rollouts.place.at : undefined))
  const pages = useSession((s) => s.rollouts.pages)
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- a warning for React Compiler, which is not used here
  const list = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const items = list.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  useEffect(() => {
    const rest = setTimeout(() => session.rollouts.showRows(first, last), 60)
    return () => clearTimeout(rest)
  }, [session, first, last])
  const rowAt = (i: number): GroupRow | undefined => pages[Math.floor(i / groupPageSize)]?.[i % groupPageSize]
  const place = Array.from({ length: total }, (_, i) => i).find((i) => rowAt(i)?.at === at) ?? -1
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(total - 1, place + 1),
      ArrowUp: Math.max(0, place - 1),
      Home: 0,
      End: total - 1,
    }
    const next = moves[event.key]
    const row = next === undefined ? undefined : rowAt(next)
    if (next === undefined || dump === undefined) return
    event.preventDefault()
    event.stopPropagation()
    list.scrollToIndex(next, { align: 'auto' })
    if (row !== undefined) void session.rollouts.openGroup(dump, row.at)
  }
  return (
    <div
      ref={scroller}
      className="group-rows"
      role="listbox"
      aria-label={t('Groups of the dump')}
      tabIndex={0}
      aria-activedescendant={place < 0 ? undefined : `group-${place}`}
      onKeyDown={onKeyDown}
    >
      <div className="row-sheet" style={{ height: list.getTotalSize() }}>
        {items.map((item) => {
          const row = rowAt(item.index)
          return (
            <div
              key={item.key}
              id={`group-${item.index}`}
              role="option"
              aria-selected={row !== undefined && row.at === at}
              className="group-row"
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() =>
                row !== undefined && dump !== undefined && void session.rollouts.openGroup(dump, row.at)
              }
            >
              {row !== undefined && <GroupLine row={row} />}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function GroupLine({ row }: { row: GroupRow }) {
  return (
    <>
      <span className="group-question clip" title={row.question}>
        {row.question}
      </span>
      <span className="group-figures muted small-text numbers">
        {row.step !== undefined && <span>{t('step {step}', { step: row.step })}</span>}
        {row.right !== undefined && (
          <span>{t('{right} of {rollouts} right', { right: row.right, rollouts: row.rollouts })}</span>
        )}
        {row.mean !== undefined && (
          <span title={t('Mean of the totals and their deviation')}>
            {short(row.mean)}
            {row.deviation !== undefined && ` ± ${short(row.deviation)}`}
          </span>
        )}
      </span>
    </>
  )
}
