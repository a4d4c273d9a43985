/** Runs side by side: score with its interval, difference to the first, what else the benchmark reports, tables to take away. */
import { DropdownMenu } from 'radix-ui'
import { useMemo } from 'react'
import { msg, type Message } from '../../../app/message'
import { tableForms, type TableForm } from '../../../app/host/evaluations'
import { metricOf } from '../../../app/metrics'
import type { Estimate, Summary } from '../../../app/metrics/summary'
import { LinkButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { Tip } from '../../parts/Tip'
import { deltaOf, evaluationSummary, type RunWithRows } from '../../session/evaluations/evaluation-rows'
import { deltaWords, intervalWords, isUnderWay, isClear, percent, stateWords } from '../../words/evaluations'
import { useActions } from '../../use-session'
import { MenuList } from '../../controls/Menu'
import { heard, t } from '../../language/text'

/** One line per run. */
export function RunTable({ runs }: { runs: readonly RunWithRows[] }) {
  const [base] = runs
  if (base === undefined) return null
  return (
    <section className="run-table" aria-label={t('Scores')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('Run')}</th>
            <th scope="col" className="number">
              {heard(metricOf(base.run.plan.metric)?.title ?? base.run.plan.metric)}
            </th>
            <th scope="col">{t('95 % interval')}</th>
            <th scope="col">{runs.length > 1 ? t('Δ vs. baseline') : t('Also')}</th>
            <th scope="col">{t('Samples')}</th>
            <th scope="col">
              <span className="hidden-title">{t('Actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((one) => (
            <RunLine key={one.run.id} one={one} base={base} many={runs.length > 1} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function RunLine({ one, base, many }: { one: RunWithRows; base: RunWithRows; many: boolean }) {
  const { run, rows } = one
  const summary = useMemo(() => evaluationSummary(run, rows), [run.plan.metric, rows]) // eslint-disable-line react-hooks/exhaustive-deps -- a run's other fields do not change its numbers
  const headline = summary?.headline.count === 0 ? undefined : summary?.headline
  return (
    <tr>
      <th scope="row">
        <div className="clip">{run.name}</div>
        <div className="muted small-text clip">
          {run.plan.model} · {run.title}
        </div>
      </th>
      <td className="number headline">{headline === undefined ? '–' : percent(headline.value)}</td>
      <td className="interval">{headline !== undefined && <IntervalBar figure={headline} />}</td>
      <td className="small-text">
        {many && run.id === base.run.id && <span className="muted">{t('baseline')}</span>}
        {many && run.id !== base.run.id && <DeltaCell base={base} other={one} />}
        {summary !== undefined && <Also summary={summary} />}
        {many && run.id !== base.run.id && <NewBase run={run.id} />}
      </td>
      <td className="small-text">
        <RunState run={run} />
      </td>
      <td className="line-actions">
        <SaveMenu id={run.id} name={run.name} />
      </td>
    </tr>
  )
}

/** What else the benchmark reports. */
function Also({ summary: { measures, points } }: { summary: Summary }) {
  if (measures.length === 0 && points.length === 0) return null
  return (
    <div className="muted numbers also">
      {measures.slice(0, 4).map((m) => (
        <span key={m.name}>
          {heard(m.name)} {percent(m.value)}
        </span>
      ))}
      {points.slice(0, 2).map((p) => (
        <span key={p.name}>
          {heard(p.name)} {p.points.toFixed(1)}
        </span>
      ))}
    </div>
  )
}

function NewBase({ run }: { run: string }) {
  const session = useActions()
  return (
    <div>
      <LinkButton onClick={() => session.evaluations.setBase(run)}>{t('Compare with this one')}</LinkButton>
    </div>
  )
}

/** How far it is, and what it could not do. */
function RunState({ run }: Pick<RunWithRows, 'run'>) {
  const session = useActions()
  return (
    <>
      {stateWords(run)}
      {run.undecided > 0 && (
        <div className="muted">{t('{undecided} need a judge', { undecided: run.undecided })}</div>
      )}
      {run.failed > 0 && (
        <div className="run-failed">
          {t('{n, number} failed', { n: run.failed })}{' '}
          {!isUnderWay(run.state) && (
            <LinkButton onClick={() => void session.evaluations.resume(run.id, true)}>
              {t('Try again')}
            </LinkButton>
          )}
        </div>
      )}
      {run.state.type === 'failed' && <div className="problem">{heard(run.state.failure.message)}</div>}
    </>
  )
}

/** A number line from 0 to 100 with the interval and the mean on it. */
export function IntervalBar({ figure }: { figure: Estimate }) {
  const [low, high] = figure.ci95
  return (
    <span className="interval-bar">
      <span className="interval-line" aria-hidden="true">
        <span className="interval-span" style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }} />
        <span className="interval-mark" style={{ left: `${figure.value * 100}%` }} />
      </span>
      <span className="numbers small-text muted">{intervalWords(figure.ci95)}</span>
    </span>
  )
}

function DeltaCell({ base, other }: { base: RunWithRows; other: RunWithRows }) {
  const delta = useMemo(() => deltaOf(base, other), [base, other])
  if (delta === undefined)
    return (
      <span className="muted">
        {base.run.plan.metric === other.run.plan.metric ? t('no shared questions') : t('different metric')}
      </span>
    )
  const clear = isClear(delta)
  return (
    <Tip
      text={[
        t('Paired over {n, plural, one {# question} other {# questions}}.', { n: delta.count }),
        clear
          ? t('The 95 % CI excludes zero.')
          : t('The 95 % CI includes zero; the difference may be chance.'),
      ].join(' ')}
    >
      <span
        className="delta numbers"
        data-side={delta.delta >= 0 ? 'up' : 'down'}
        data-clear={clear}
        tabIndex={0}
      >
        {deltaWords(delta)} <span className="muted">{intervalWords(delta.ci95)}</span> {clear ? '' : '≈'}
      </span>
    </Tip>
  )
}

const formWords: Readonly<Record<TableForm, Message>> = {
  xlsx: msg('Spreadsheet for VLMEvalKit (.xlsx)'),
  csv: msg('Everything as CSV'),
  jsonl: msg('Everything as JSON lines'),
}

function SaveMenu({ id, name }: { id: string; name: string }) {
  const session = useActions()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button small" aria-label={t('Save the results of {name}', { name })}>
        {t('Save')} <Icon name="down" />
      </DropdownMenu.Trigger>
      <MenuList>
        {tableForms.map((form) => (
          <DropdownMenu.Item
            key={form}
            className="menu-item"
            onSelect={() => void session.evaluations.saveTable(id, form)}
          >
            {t(formWords[form])}
          </DropdownMenu.Item>
        ))}
      </MenuList>
    </DropdownMenu.Root>
  )
}
