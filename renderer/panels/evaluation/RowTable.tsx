/** Every row of the chosen runs: narrowed by words, outcome, slice; only what is in view is drawn. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { resultProject } from '../../../app/host/evaluations'
import { triedKinds, type LookVerdict, type TriedKind } from '../../../app/explain/verdict'
import { type ResultRow, judgementOf } from '../../../app/metrics/result'
import { turned } from '../../../app/metrics/slices'
import { SearchField, Select, type Option } from '../../parts/Field'
import { LinkButton } from '../../parts/Button'
import { Chip } from '../../parts/Chip'
import { HitText } from '../../parts/HitText'
import { listMove } from '../../parts/list-move'
import { Icon } from '../../parts/Icon'
import { lookMarksOf } from '../../session/looks/looks-rows'
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
  const marks = useSession((s) => lookMarksOf(s, { type: 'evaluation', evaluation }))
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

interface FilterBarProps {
  readonly runs: readonly RunWithRows[]
  readonly total: number
  readonly shown: number
  /** Looks of some rows were tried. */
  readonly tried: boolean
}

function RowFilterBar({ runs, total, shown, tried }: FilterBarProps) {
  const { evaluations } = useActions()
  const filter = useSession((s) => s.evaluations.filter)
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
        onChange={(text) => evaluations.filter({ text })}
      />
      <OutcomeSelect runs={runs} />
      {(tried || filter.tried !== undefined) && (
        <Select<TriedKind | ''>
          label={t('Looks tried')}
          value={filter.tried ?? ''}
          options={[
            { value: '', words: t('whether or not looks were used') },
            ...triedKinds.map((kind) => ({ value: kind, words: triedWords(kind) })),
          ]}
          onChange={(kind) => evaluations.filter({ tried: kind === '' ? undefined : kind })}
        />
      )}
      {filter.slice !== undefined && (
        <Chip words={heard(filter.slice.name)} onRemove={() => evaluations.filter({ slice: undefined })} />
      )}
      <span className="muted numbers" role="status">
        {narrow
          ? t('{shown} of {total}', { shown, total })
          : t('{total, plural, one {# row} other {# rows}}', { total })}
      </span>
      {narrow && <LinkButton onClick={() => evaluations.filter(noFilter)}>{t('Show all')}</LinkButton>}
    </div>
  )
}

/** Outcomes; of two runs also what one lost and won against the other. */
function OutcomeSelect({ runs: [a, b] }: { runs: readonly RunWithRows[] }) {
  const session = useActions()
  const chosen = useSession((s) => s.evaluations.filter.outcome)
  const turns = useMemo(
    () => (a === undefined || b === undefined ? undefined : turned(a.rows, b.rows)),
    [a, b],
  )
  const choices = outcomes.flatMap((o): readonly Option<Outcome>[] => {
    const words = t(outcomeWords[o])
    if (o !== 'lost' && o !== 'won') return [{ value: o, words }]
    return turns === undefined ? [] : [{ value: o, words: `${words} (${turns[o].length})` }]
  })
  return (
    <Select<Outcome | ''>
      label={t('Outcome')}
      value={chosen ?? ''}
      options={[{ value: '', words: t('any outcome') }, ...choices]}
      onChange={(o) => session.evaluations.filter({ outcome: o === '' ? undefined : o })}
    />
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
  const onKeyDown = useRowKeys(shown, runs, at)
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
          {list.getVirtualItems().map(({ index, start }) => {
            const row = shown[index]
            if (row === undefined) return null
            return (
              <RowLine key={row.id} {...{ row, at: index, top: start, chosen: row.id === item, columns }} />
            )
          })}
        </div>
      )}
    </div>
  )
}

/** Keys of the table: they go through the rows, open one and leave it. */
function useRowKeys(shown: readonly TableRow[], runs: readonly RunWithRows[], at: number) {
  const { evaluations } = useActions()
  const item = useSession((s) => s.evaluations.item)
  return (event: KeyboardEvent) => {
    const next = shown[listMove(event, at, shown.length) ?? -1]
    const open = shown[at]?.rows.findIndex((row) => row?.trace !== undefined) ?? -1
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' && at >= 0 && open >= 0)
      void evaluations.openResult(runs[open]?.run.id ?? '', shown[at]?.id ?? '')
    else if (event.key === 'Escape' && item !== undefined) evaluations.showResult(undefined)
    else if (next !== undefined) evaluations.showResult(next.id)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
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
