/** The groups of the chosen dump: narrowed and sorted by the index, only what is in view is asked for and drawn. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { groupSorts, type GroupQuery, type GroupRow } from '../../../app/host/rollouts'
import { SearchField, Select } from '../../parts/Field'
import { listMove } from '../../parts/list-move'
import { IconButton } from '../../parts/Button'
import { Chip } from '../../parts/Chip'
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
  const { rollouts } = useActions()
  const query = useSession((s) => s.rollouts.query)
  const total = useSession((s) => s.rollouts.total)
  return (
    <div className="group-filter" role="search" aria-label={t('Groups')}>
      <SearchField
        label={t('Search questions and answers')}
        value={query.text ?? ''}
        onChange={(text) => rollouts.narrow({ text })}
      />
      <Order query={query} />
      <div className="group-filter-row">
        {query.step !== undefined && (
          <Chip
            words={t('step {step}', { step: query.step })}
            onRemove={() => rollouts.narrow({ step: undefined })}
          />
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

/** Which groups, by what, up or down. */
function Order({ query }: { query: GroupQuery }) {
  const { rollouts } = useActions()
  const down = query.down === true
  return (
    <div className="group-filter-row">
      <Select<(typeof kinds)[number] | ''>
        label={t('Which groups')}
        value={query.kind ?? ''}
        options={[
          { value: '', words: t('all groups') },
          ...kinds.map((kind) => ({ value: kind, words: t(kindWords[kind]) })),
        ]}
        onChange={(kind) => rollouts.narrow({ kind: kind === '' ? undefined : kind })}
      />
      <Select
        label={t('Sort groups by')}
        value={query.sort ?? 'file'}
        options={groupSorts.map((sort) => ({ value: sort, words: t(sortWords[sort]) }))}
        onChange={(sort) => rollouts.narrow({ sort })}
      />
      <IconButton
        icon={down ? 'down' : 'up'}
        label={down ? t('Highest first') : t('Lowest first')}
        small
        aria-pressed={down}
        onClick={() => rollouts.narrow({ down: down ? undefined : true })}
      />
    </div>
  )
}

function Groups() {
  const { rollouts } = useActions()
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
    const rest = setTimeout(() => rollouts.showRows(first, last), 60)
    return () => clearTimeout(rest)
  }, [rollouts, first, last])
  const rowAt = (i: number): GroupRow | undefined => pages[Math.floor(i / groupPageSize)]?.[i % groupPageSize]
  const place = Array.from({ length: total }, (_, i) => i).find((i) => rowAt(i)?.at === at) ?? -1
  const open = (row: GroupRow | undefined) => {
    if (row !== undefined && dump !== undefined) void rollouts.openGroup(dump, row.at)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = listMove(event, place, total)
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    list.scrollToIndex(next, { align: 'auto' })
    open(rowAt(next))
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
        {items.map(({ key, index, start }) => {
          const row = rowAt(index)
          const chosen = row !== undefined && row.at === at
          return <GroupItem key={key} {...{ row, index, start, chosen }} onOpen={() => open(row)} />
        })}
      </div>
    </div>
  )
}

interface GroupItemProps {
  /** Absent until it has come. */
  readonly row: GroupRow | undefined
  readonly index: number
  /** In CSS pixels from the top of the list. */
  readonly start: number
  readonly chosen: boolean
  readonly onOpen: () => void
}

function GroupItem({ row, index, start, chosen, onOpen }: GroupItemProps) {
  return (
    <div
      id={`group-${index}`}
      role="option"
      aria-selected={chosen}
      className="group-row"
      style={{ transform: `translateY(${start}px)` }}
      onClick={onOpen}
    >
      {row !== undefined && <GroupLine row={row} />}
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
