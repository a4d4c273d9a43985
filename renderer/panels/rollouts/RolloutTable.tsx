/** The rollouts of the group as a table: sorted by any column, pinned, narrowed, two of them compared. */
import { useMemo, type KeyboardEvent } from 'react'
import { msg } from '../../../app/message'
import { Button, IconButton } from '../../parts/Button'
import { Select } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { listMove } from '../../parts/list-move'
import { LookVerdicts } from '../looks/LookVerdicts'
import { Tip } from '../../parts/Tip'
import { arranged, type RolloutRow } from '../../session/rollouts/rollout-rows'
import { rolloutFilters } from '../../session/rollouts/rollouts-state'
import { columnWords, termWords, short, withSign } from '../../words/rollouts'
import type { State } from '../../session/state'
import { useActions, useSession } from '../../use-session'
import { RightOrWrong } from './RolloutDetail'
import type { ScoredGroup, ShownGroup } from './use-group'
import { heard, t } from '../../language/text'

const filterWords = {
  all: msg('all rollouts'),
  right: msg('right'),
  wrong: msg('wrong'),
  looked: msg('that looked'),
  used: msg('a look used'),
  'not-used': msg('a look not used'),
  harmful: msg('a look harmful'),
  pinned: msg('pinned'),
} as const

interface Props {
  readonly shown: ShownGroup
  readonly scores: ScoredGroup
  readonly chosen: string | undefined
}

/** Bar and table. */
export function RolloutTable({ shown, scores, chosen }: Props) {
  const session = useActions()
  const sort = useSession((s) => s.rollouts.sort)
  const filter = useSession((s) => s.rollouts.filter)
  const pinned = useSession((s) => s.rollouts.pinned)
  const rows = useMemo(
    () => arranged(scores.rows, { sort, filter, pinned }),
    [scores.rows, sort, filter, pinned],
  )
  const tried = scores.rows.some((row) => row.tried !== undefined)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    const at = rows.findIndex((r) => r.rollout.id === chosen)
    const next = rows[listMove(event, at, rows.length) ?? -1]
    if (next !== undefined) session.rollouts.read(next.rollout.id)
    else if (event.key === 'p' && chosen !== undefined) session.rollouts.pin(chosen)
    else if (event.key === 'Enter' && chosen !== undefined)
      void session.rollouts.stepThrough(shown.project, chosen)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section className="rollout-table" aria-label={t('Rollouts of the group')}>
      <Bar shown={shown} scores={scores} count={rows.length} />
      <div
        className="rollout-scroll"
        role="group"
        aria-label={t('Arrows choose a rollout, P pins it, Enter steps through it')}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <table>
          <thead>
            <Heads columns={scores.columns} tried={tried} />
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line
                key={row.rollout.id}
                row={row}
                columns={scores.columns}
                chosen={row.rollout.id === chosen}
                pinned={pinned.includes(row.rollout.id)}
                tried={tried}
              />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="muted pad">{t('No rollout matches.')}</p>}
      </div>
    </section>
  )
}

function Bar({ shown, scores, count }: { shown: ShownGroup; scores: ScoredGroup; count: number }) {
  const all = scores.rows.length
  const session = useActions()
  const filter = useSession((s) => s.rollouts.filter)
  const pinned = useSession((s) => s.rollouts.pinned)
  const [a, b] = pinned
  return (
    <div className="rollout-bar">
      <Select
        label={t('Which rollouts')}
        value={filter}
        options={rolloutFilters.map((f) => ({ value: f, words: t(filterWords[f]) }))}
        onChange={(f) => session.rollouts.filter(f)}
      />
      <span className="muted small-text numbers" role="status">
        {count === all
          ? t('{all, plural, one {# rollout} other {# rollouts}}', { all })
          : t('{count} of {all}', { count, all })}
      </span>
      <Spread scores={scores} />
      <span className="spacer" />
      {pinned.length > 0 && (
        <span className="muted small-text">{t('{pinned} pinned', { pinned: pinned.length })}</span>
      )}
      <Tip text={t('Pin two rollouts to see them side by side')}>
        <Button
          small
          disabled={pinned.length !== 2}
          onClick={() => a !== undefined && void session.rollouts.stepThrough(shown.project, a, b)}
        >
          <Icon name="compare" /> {t('Compare the two pinned')}
        </Button>
      </Tip>
    </div>
  )
}

/** What the advantages are relative to. */
function Spread({ scores: { rows } }: { scores: ScoredGroup }) {
  const totals = rows.flatMap((r) => r.total ?? [])
  if (totals.length === 0) return null
  const mean = totals.reduce((a, b) => a + b, 0) / totals.length
  const flat = totals.every((t) => t === totals[0])
  const deviation =
    totals.length < 2 ? 0 : Math.sqrt(totals.reduce((s, t) => s + (t - mean) ** 2, 0) / (totals.length - 1))
  return (
    <span className="muted numbers small-text" role="status">
      {t('mean {mean}, deviation {deviation}', { mean: short(mean), deviation: short(deviation) })}
      {flat && rows.length > 1 && <>: {t('nothing to learn from')}</>}
    </span>
  )
}

function Heads({ columns, tried }: { columns: readonly string[]; tried: boolean }) {
  return (
    <tr>
      {[...first, ...columns, ...last, ...(tried ? ['used'] : [])].map((c) => (
        <Head key={c} column={c} />
      ))}
      <th>
        <span className="hidden-title">{t('Pin')}</span>
      </th>
    </tr>
  )
}

const first = ['index', 'answer', 'right']
const last = ['total', 'advantage', 'tokens', 'looks']

function Head({ column }: { column: string }) {
  const session = useActions()
  const sort = useSession((s) => (s.rollouts.sort.column === column ? s.rollouts.sort : undefined))
  const own = useSession((s) => s.rollouts.scorer !== 'recorded')
  const known = columnWords[column] ?? (own ? termWords[column] : undefined)
  return (
    <th scope="col" aria-sort={sort === undefined ? 'none' : sort.down ? 'descending' : 'ascending'}>
      <button type="button" className="sort-button" onClick={() => session.rollouts.sort(column)}>
        {known === undefined ? <span translate="no">{column}</span> : t(known)}
        {sort !== undefined && <Icon name={sort.down ? 'down' : 'up'} />}
      </button>
    </th>
  )
}

interface LineProps {
  readonly row: RolloutRow
  readonly columns: readonly string[]
  readonly chosen: boolean
  readonly pinned: boolean
  readonly tried: boolean
}

function Line({ row, columns, chosen, pinned, tried }: LineProps) {
  const session = useActions()
  const hovered = useSession((s) => s.rollouts.hovered === row.rollout.id)
  const state = useSession((s) => stateOf(s, row.rollout.id))
  const { rollout, index } = row
  return (
    <tr
      aria-selected={chosen}
      data-hovered={hovered}
      data-pinned={pinned}
      data-hue={index % 8}
      onPointerEnter={() => session.rollouts.hover(rollout.id)}
      onPointerLeave={() => session.rollouts.hover(undefined)}
      onClick={() => session.rollouts.read(rollout.id)}
    >
      <th scope="row">
        <span className="rollout-dot" aria-hidden="true" />
        {index + 1}
      </th>
      <td className="clip answer-cell" title={rollout.answer}>
        {state === undefined ? rollout.answer || '–' : <span className="muted">{state}</span>}
      </td>
      <td>{state === undefined && <RightOrWrong row={row} />}</td>
      {columns.map((column) => (
        <td key={column} className="number" title={heard(row.why[column] ?? '')}>
          {numberText(row.values[column])}
        </td>
      ))}
      <td className="number">
        <b>{numberText(row.total)}</b>
      </td>
      <td className="number advantage" data-side={sideOf(row.advantage)}>
        {row.advantage === undefined ? '–' : withSign(row.advantage)}
      </td>
      <td className="number">{row.tokens ?? '–'}</td>
      <td className="number">{rollout.looks.length}</td>
      {tried && (
        <td className="number">{row.tried === undefined ? '–' : <LookVerdicts verdicts={row.tried} />}</td>
      )}
      <td className="pin-cell">
        <IconButton
          icon="star"
          filled={pinned}
          label={pinLabel(pinned, index + 1)}
          small
          aria-pressed={pinned}
          onClick={(e) => {
            e.stopPropagation()
            session.rollouts.pin(rollout.id)
          }}
        />
      </td>
    </tr>
  )
}

function pinLabel(pinned: boolean, index: number): string {
  return pinned ? t('Unpin rollout {index}', { index }) : t('Pin rollout {index}', { index })
}

function numberText(value: number | undefined): string {
  return value === undefined ? '–' : short(value)
}

function sideOf(value: number | undefined): 'up' | 'down' | undefined {
  if (value === undefined || value === 0) return undefined
  return value > 0 ? 'up' : 'down'
}

/** What is said instead of an answer while a rollout of the open project is not whole. */
function stateOf({ document: { project } }: State, id: string): string | undefined {
  const run = project?.branches.find((b) => b.id === id)?.run
  if (run === undefined) return undefined
  if (run.type !== 'ended')
    return run.type === 'running' && run.phase.name !== 'queue' ? t('writing…') : t('waiting')
  return { stopped: t('stopped'), 'cut-off': t('cut off'), failed: t('failed') }[run.reason as string]
}
