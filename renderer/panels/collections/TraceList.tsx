/** The traces of the open file: only what is in view is drawn or fetched. Arrows, Home and End go through them. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Session } from '../../session/session'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { conditionsOf } from '../../words/collections'
import { TraceItem } from './TraceItem'
import { t } from '../../language/text'

/** Height of a row in CSS pixels, as in the style sheet. */
const rowHeight = 50

/** Rows read before they come into view, on either side. */
const ahead = 50

/** Milliseconds between two questions for rows. */
const pause = 60

/** A grid that holds the focus itself; the open trace is its current row. */
export function TraceList() {
  const session = useActions()
  const total = useSession((s) => s.collections.found?.total)
  const at = useSession((s) => s.collections.at)
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- a warning for React Compiler, which is not used here
  const list = useVirtualizer({
    count: total ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const items = list.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const asked = useRef(0)
  useEffect(() => {
    // At once, but not at every frame: whoever drags the scroll bar through 100,000 rows wants few of those on the way.
    const rest = setTimeout(
      () => {
        asked.current = performance.now()
        session.collections.show(first - ahead, last + ahead)
      },
      Math.max(0, asked.current + pause - performance.now()),
    )
    return () => clearTimeout(rest)
  }, [session, first, last])
  useEffect(() => {
    if (at !== undefined) list.scrollToIndex(at, { align: 'auto' })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the open trace or the list is another, never against the reader's own scrolling
  }, [at])
  if (total === undefined) return <Waiting />
  // A grid without rows is none.
  if (total === 0)
    return (
      <div className="trace-list">
        <NoTraces />
      </div>
    )
  return (
    <div
      ref={scroller}
      className="trace-list"
      role="grid"
      aria-label={t('Traces')}
      aria-rowcount={total}
      aria-activedescendant={at === undefined ? undefined : `trace-${at}`}
      tabIndex={0}
      onKeyDown={(e) => onKey(e, session, list.scrollElement?.clientHeight ?? 0)}
    >
      <div className="trace-sheet" role="presentation" style={{ height: list.getTotalSize() }}>
        {items.map((item) => (
          <TraceItem key={item.key} at={item.index} top={item.start} />
        ))}
      </div>
    </div>
  )
}

/** Keys of the list; everything else is the window's. */
function onKey(event: KeyboardEvent, session: Session, height: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
  const page = Math.max(1, Math.floor(height / rowHeight) - 1)
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => void session.collections.next(1),
    ArrowUp: () => void session.collections.next(-1),
    PageDown: () => session.collections.skip(page),
    PageUp: () => session.collections.skip(-page),
    Home: () => void session.collections.end('first'),
    End: () => void session.collections.end('last'),
  }
  const move = moves[event.key]
  if (move === undefined) return
  event.preventDefault()
  move()
}

/** Rows that are being read: their places, without words. */
function Waiting() {
  return (
    <div className="trace-list" role="status" aria-busy="true" aria-label={t('Reading the traces')}>
      {Array.from({ length: 8 }, (_, i) => (
        <div key={i} className="trace-row waiting" style={{ position: 'static' }} />
      ))}
    </div>
  )
}

/** Nothing matches, yet or at all. */
function NoTraces() {
  const session = useActions()
  const done = useSession((s) => s.collections.found?.done === true)
  const narrowed = useSession(
    (s) => s.collections.query.text !== undefined || conditionsOf(s.collections.query).length > 0,
  )
  if (!done) return <p className="muted pad">{t('Searching…')}</p>
  if (!narrowed) return <p className="muted pad">{t('No trace was found in this file.')}</p>
  return (
    <div className="pad trace-none">
      <p className="muted">{t('No trace matches.')}</p>
      <Button small onClick={() => session.collections.narrow({})}>
        {t('Show all')}
      </Button>
    </div>
  )
}
