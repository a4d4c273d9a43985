/** Every row of the chosen runs: narrowed by words, outcome, slice; only what is in view is drawn. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { resultProject } from '../../../app/host/evaluations'
import { triedKinds, type LookVerdict } from '../../../app/explain/verdict'
import { type ResultRow, judgementOf } from '../../../app/metrics/result'
import { turned } from '../../../app/metrics/slices'
import { SearchField } from '../../parts/Field'
import { LinkButton } from '../../parts/Button'
import { HitText } from '../../parts/HitText'
import { Icon } from '../../parts/Icon'
import { marksOf } from '../../session/looks/looks-rows'
import { LookVerdicts } from '../looks/LookVerdicts'
import {
  confidenceIn,
  lookingAt,
  narrowed,
  sorted,
  type RowSort,
  type RunWithRows,
  type TableRow,
  type LooksOfRows,
} from '../../session/evaluations/evaluation-rows'
import { noFilter, outcomes, type Outcome } from '../../session/evaluations/evaluations-state'
import { outcomeWords, percent, verdictMarks } from '../../words/evaluations'
import { triedWords } from '../../words/looks'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'

/** Height of a row in CSS pixels, as in the style sheet. */
const rowHeight = 34

/** The filter over the rows. */
export function RowTable({ runs, table }: { runs: readonly RunWithRows[]; table: readonly TableRow[] }) {
  const filter = useSession((s) => s.evaluations.filter)
  const [sort, setSort] = useState<RowSort>()
  const looks = useLooks(runs, table)
  const shown = useMemo(
    () => sorted(narrowed(table, filter, looks), sort, looks),
    [table, filter, sort, looks],
  )
  const columns: Columns = {
    confidence: useMemo(
      () => table.some((row) => confidenceIn(row, looks.run) !== undefined),
      [table, looks.run],
    ),
    looks,
  }
  return (
    <section className="row-table" aria-label={t('Rows')}>
      <RowFilterBar runs={runs} total={table.length} shown={shown.length} tried={looks.tried.size > 0} />
      <div className="row-head small-text muted" role="group" aria-label={t('Sort the rows')}>
        <SortHead by="id" className="cell-id" name={t('Row')} {...{ sort, setSort }} />
        <SortHead by="question" className="cell-question" name={t('Question')} {...{ sort, setSort }} />
        <SortHead by="gold" className="cell-gold" name={t('Gold')} {...{ sort, setSort }} />
        {runs.map(({ run }, i) => (
          <SortHead key={run.id} by={i} className="cell-said clip" name={run.name} {...{ sort, setSort }} />
        ))}
        {columns.confidence && (
          <SortHead by="confidence" className="cell-share" name={t('Confidence')} {...{ sort, setSort }} />
        )}
        {looks.tried.size > 0 && (
          <SortHead by="used" className="cell-share" name={t('Looks used')} {...{ sort, setSort }} />
        )}
      </div>
      <Rows shown={shown} runs={runs} columns={columns} begun={table.length > 0} />
    </section>
  )
}

/** Columns that are there where something is known. */
interface Columns {
  readonly confidence: boolean
  readonly looks: LooksOfRows
}

/** What trying the looks of the run that has some gave. */
function useLooks(runs: readonly RunWithRows[], table: readonly TableRow[]): LooksOfRows {
  const run = lookingAt(runs.map((one) => one.run))
  const evaluation = runs[run]?.run.id ?? ''
  const marks = useSession((s) => marksOf(s, { type: 'evaluation', evaluation }))
  return useMemo(() => {
    const tried = table.flatMap(({ id, first: { item } }): [string, readonly LookVerdict[]][] => {
      const verdicts = marks[resultProject(evaluation, item.position)]
      return verdicts === undefined ? [] : [[id, verdicts]]
    })
    return { run, tried: new Map(tried) }
  }, [marks, table, evaluation, run])
}

interface HeadProps {
  readonly by: RowSort['by']
  readonly name: string
  readonly className: string
  readonly sort: RowSort | undefined
  readonly setSort: (sort: RowSort | undefined) => void
}

/** Up, down, then as the data has them. */
function SortHead({ by, name, className, sort, setSort }: HeadProps) {
  const on = sort?.by === by
  const next = !on ? { by, down: false } : sort.down ? undefined : { by, down: true }
  return (
    <button type="button" className={`${className} row-sort`} aria-pressed={on} onClick={() => setSort(next)}>
      {name}
      {on && <Icon name={sort.down ? 'down' : 'up'} />}
    </button>
  )
}

function RowFilterBar({
  runs,
  total,
  shown,
  tried,
}: {
  runs: readonly RunWithRows[]
  total: number
  shown: number
  tried: boolean
}) {
  const session = useActions()
  const filter = useSession((s) => s.evaluations.filter)
  const [a, b] = runs
  const turns = useMemo(
    () => (a === undefined || b === undefined ? undefined : turned(a.rows, b.rows)),
    [a, b],
  )
  const choices = outcomes.filter((o) => (o !== 'lost' && o !== 'won') || turns !== undefined)
  const words = (o: Outcome) =>
    o === 'lost' || o === 'won' ? `${t(outcomeWords[o])} (${turns?.[o].length ?? 0})` : t(outcomeWords[o])
  const narrow =
    filter !== noFilter &&
    (filter.text !== '' ||
      filter.outcome !== undefined ||
      filter.slice !== undefined ||
      filter.tried !== undefined)
  return (
    <div className="row-filter" role="search" aria-label={t('Rows')}>
      <SearchField
        label={t('Search questions and answers')}
        value={filter.text}
        onChange={(text) => session.evaluations.filter({ text: text })}
      />
      <select
        className="plain-select"
        aria-label={t('Outcome')}
        value={filter.outcome ?? ''}
        onChange={(e) => session.evaluations.filter({ outcome: outcomes.find((o) => o === e.target.value) })}
      >
        <option value="">{t('any outcome')}</option>
        {choices.map((o) => (
          <option key={o} value={o}>
            {words(o)}
          </option>
        ))}
      </select>
      {(tried || filter.tried !== undefined) && (
        <select
          className="plain-select"
          aria-label={t('Looks tried')}
          value={filter.tried ?? ''}
          onChange={(e) =>
            session.evaluations.filter({ tried: triedKinds.find((k) => k === e.target.value) })
          }
        >
          <option value="">{t('whether or not looks were used')}</option>
          {triedKinds.map((kind) => (
            <option key={kind} value={kind}>
              {triedWords(kind)}
            </option>
          ))}
        </select>
      )}
      {filter.slice !== undefined && (
        <button
          type="button"
          className="chip"
          aria-label={t('Remove filter “{name}”', { name: heard(filter.slice.name) })}
          onClick={() => session.evaluations.filter({ slice: undefined })}
        >
          {heard(filter.slice.name)} <Icon name="close" />
        </button>
      )}
      <span className="muted numbers" role="status">
        {narrow
          ? t('{shown} of {total}', { shown, total })
          : t('{total, plural, one {# row} other {# rows}}', { total })}
      </span>
      {narrow && (
        <LinkButton onClick={() => session.evaluations.filter(noFilter)}>{t('Show all')}</LinkButton>
      )}
    </div>
  )
}

interface RowsProps {
  readonly shown: readonly TableRow[]
  readonly runs: readonly RunWithRows[]
  readonly columns: Columns
  /** There are results, shown or not. */
  readonly begun: boolean
}

function Rows({ shown, runs, columns, begun }: RowsProps) {
  const session = useActions()
  const item = useSession((s) => s.evaluations.item)
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- a warning for React Compiler, which is not used here
  const list = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const at = shown.findIndex(({ id }) => id === item)
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: 'auto' })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when another row is chosen, never against the reader's own scrolling
  }, [item])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const last = shown.length - 1
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, at + 1),
      ArrowUp: Math.max(0, at - 1),
      PageDown: Math.min(last, at + 10),
      PageUp: Math.max(0, at - 10),
      Home: 0,
      End: last,
    }
    const next = moves[event.key]
    const open = shown[at]?.rows.findIndex((row) => row?.trace !== undefined) ?? -1
    if (event.key === 'Enter' && at >= 0 && open >= 0) {
      void session.evaluations.openResult(runs[open]?.run.id ?? '', shown[at]?.id ?? '')
    } else if (event.key === 'Escape' && item !== undefined) session.evaluations.showResult(undefined)
    else if (next !== undefined && shown[next] !== undefined) session.evaluations.showResult(shown[next].id)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={scroller}
      className="row-list"
      role="grid"
      aria-label={t('Results')}
      aria-rowcount={shown.length}
      aria-activedescendant={at < 0 ? undefined : `result-${at}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {shown.length === 0 ? (
        <p className="muted pad">{begun ? t('No row matches.') : t('No result yet.')}</p>
      ) : (
        <div className="row-sheet" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((place) => {
            const row = shown[place.index]
            return row === undefined ? null : (
              <RowLine
                key={row.id}
                row={row}
                at={place.index}
                top={place.start}
                chosen={row.id === item}
                columns={columns}
              />
            )
          })}
        </div>
      )}
    </div>
  )
}

interface LineProps {
  readonly row: TableRow
  readonly at: number
  readonly top: number
  readonly chosen: boolean
  readonly columns: Columns
}

function RowLine({ row, at, top, chosen, columns }: LineProps) {
  const session = useActions()
  const { item } = row.first
  const needles = useNeedles()
  return (
    <div
      id={`result-${at}`}
      role="row"
      aria-rowindex={at + 1}
      aria-selected={chosen}
      className="result-row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => session.evaluations.showResult(row.id)}
    >
      <span role="gridcell" className="cell-id numbers muted clip">
        {item.id}
      </span>
      <span role="gridcell" className="cell-question clip" title={item.question}>
        <HitText text={item.question} needles={needles} />
      </span>
      <span role="gridcell" className="cell-gold clip" title={item.answer}>
        <HitText text={item.answer} needles={needles} />
      </span>
      {row.rows.map((one, i) => (
        <Said key={i} row={one} />
      ))}
      {columns.confidence && <Confidence row={row} run={columns.looks.run} />}
      {columns.looks.tried.size > 0 && (
        <span role="gridcell" className="cell-share">
          {columns.looks.tried.has(row.id) ? (
            <LookVerdicts verdicts={columns.looks.tried.get(row.id) ?? []} />
          ) : (
            '–'
          )}
        </span>
      )}
    </div>
  )
}

/** How sure the run was of its least sure look. */
function Confidence({ row, run }: { row: TableRow; run: number }) {
  const confidence = confidenceIn(row, run)
  return (
    <span
      role="gridcell"
      className="cell-share muted numbers"
      title={t('Coordinate confidence: how sure the model was of its least sure look')}
    >
      {confidence === undefined ? '–' : percent(confidence)}
    </span>
  )
}

/** What is searched for in the rows. */
function useNeedles(): readonly string[] {
  const text = useSession((s) => s.evaluations.filter.text.trim().toLowerCase())
  return useMemo(() => (text === '' ? [] : [text]), [text])
}

/** What a run said, with the mark of its verdict. */
function Said({ row }: { row: ResultRow | undefined }) {
  const needles = useNeedles()
  if (row === undefined)
    return (
      <span role="gridcell" className="cell-said muted">
        –
      </span>
    )
  const judgement = judgementOf(row)
  const state = row.failure !== undefined && row.override === undefined ? 'failed' : judgement.state
  return (
    <span role="gridcell" className="cell-said clip" title={heard(row.failure?.message ?? judgement.rule)}>
      <span className="judgement" data-state={state} aria-label={t(outcomeWords[state])}>
        {verdictMarks[state]}
      </span>
      <span className="clip">
        {row.failure === undefined ? (
          <HitText text={row.prediction} needles={needles} />
        ) : (
          heard(row.failure.message)
        )}
        {state === 'partial' && <span className="muted numbers"> {percent(judgement.score)}</span>}
      </span>
      {row.override !== undefined && <Icon name="pencil" />}
      {row.looks.length > 0 && (
        <span
          className="muted numbers small-text looks-count"
          title={t('{looks, plural, one {# look} other {# looks}}', { looks: row.looks.length })}
        >
          {row.looks.length}
        </span>
      )}
    </span>
  )
}
