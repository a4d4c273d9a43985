/** The chosen runs: their numbers side by side, where they are weak, and every row. */
import { useMemo } from 'react'
import type { ResultRow } from '../../../app/metrics/result'
import { tableRows, type RunWithRows } from '../../session/evaluations/evaluation-rows'
import { useSession } from '../../use-session'
import { Headline } from './Headline'
import { LooksBar } from './LooksBar'
import { RowTable } from './RowTable'
import { RunTable } from './RunTable'
import { Slices } from './Slices'

const noRows: readonly ResultRow[] = []

/** Numbers on top, slices, then rows. */
export function Results() {
  const chosen = useSession((s) => s.evaluations.chosen)
  const evaluations = useSession((s) => s.evaluations.list)
  const runRows = useSession((s) => s.evaluations.rows)
  const runs = useMemo(
    () =>
      chosen.flatMap((id): RunWithRows[] => {
        const run = evaluations?.find((e) => e.id === id)
        return run === undefined ? [] : [{ run, rows: runRows[id] ?? noRows }]
      }),
    [chosen, evaluations, runRows],
  )
  const table = useMemo(() => tableRows(runs.map(({ rows }) => rows)), [runs])
  const shown = useMemo(() => runs.map(({ run }) => run), [runs])
  return (
    <div className="results">
      <Headline of={shown} />
      <RunTable runs={runs} />
      <Slices runs={runs} />
      <LooksBar runs={runs} />
      <RowTable runs={runs} table={table} />
    </div>
  )
}
