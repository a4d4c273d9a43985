/** Where runs are strong and weak: scores per group of one way to cut them. A group narrows the rows below. */
import { useMemo, useState } from 'react'
import { sliced, slicings } from '../../../app/metrics/slices'
import type { Estimate } from '../../../app/metrics/summary'
import type { RunWithRows } from '../../session/evaluations/evaluation-rows'
import { percent } from '../../words/evaluations'
import { useActions, useSession } from '../../use-session'
import { Calibration } from './Calibration'
import { IntervalBar } from './RunTable'
import { heard, t } from '../../language/text'

/** Only cuts that say something of some run are offered; the outcome is the filter's business. */
const offered = slicings.filter(({ id }) => id !== 'outcome')

/** A row of tabs over a small table. */
export function Slices({ runs }: { runs: readonly RunWithRows[] }) {
  const session = useActions()
  const filter = useSession((s) => s.evaluations.filter.slice)
  const [wanted, setWanted] = useState('category')
  const there = useMemo(() => offeredFor(runs), [runs])
  const slicing = there.find(({ id }) => id === wanted) ?? there[0]
  const cut = useMemo(
    () => (slicing === undefined ? [] : runs.map(({ rows: all }) => sliced(all, slicing))),
    [runs, slicing],
  )
  if (slicing === undefined) return null
  const told = namesOf(slicing.id)
  const names = [...new Set(cut.flatMap((figures) => figures.map(({ name }) => name)))]
  return (
    <section className="slices" aria-label={t('Slices')}>
      <div className="segments" role="tablist" aria-label={t('Group by')}>
        {there.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            className="segment"
            aria-selected={id === slicing.id}
            onClick={() => setWanted(id)}
          >
            {heard(title)}
          </button>
        ))}
      </div>
      <div className="slice-rows">
        {names.map((name) => {
          const on = filter?.slicing === slicing.id && filter.name === name
          return (
            <button
              key={name}
              type="button"
              className="slice"
              aria-pressed={on}
              title={t('{name}: only these rows', { name: told(name) })}
              onClick={() =>
                session.evaluations.filter({ slice: on ? undefined : { slicing: slicing.id, name } })
              }
            >
              <span className="clip slice-name">{told(name)}</span>
              <span className="slice-figures">
                {cut.map((figures, i) => (
                  <SliceFigure key={runs[i]?.run.id ?? i} figure={figures.find((f) => f.name === name)} />
                ))}
              </span>
            </button>
          )
        })}
      </div>
      {slicing.id === 'confidence' && <Calibration runs={runs} />}
    </section>
  )
}

/** Cuts that say something. */
function offeredFor(runs: readonly RunWithRows[]) {
  return offered.filter(({ of }) => runs.some(({ rows }) => rows.some((row) => of(row) !== undefined)))
}

/** Categories are called as the data set has it. */
function namesOf(slicing: string): (name: string) => string {
  return slicing === 'category' ? (name) => name : heard
}

function SliceFigure({ figure }: { figure: Estimate | undefined }) {
  if (figure === undefined) return <span className="slice-figure muted">–</span>
  return (
    <span className="slice-figure">
      <span className="numbers slice-value">{percent(figure.value)}</span>
      <IntervalBar figure={figure} />
      <span className="numbers small-text muted slice-count">n {figure.count}</span>
    </span>
  )
}
