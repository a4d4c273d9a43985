/** How much each annotator did on each day and how fast, from the reviews of the queue, here and as a file. */
import { useMemo } from 'react'
import { medianPerLook, workloads, type Workload } from '../../../app/queues/workload'
import { dayOf, idleMs } from '../../session/review/active-time'
import { projectsOf } from '../../session/queue/own-part'
import { spentWords } from '../../words/review'
import { formatNumber, t } from '../../language/text'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'

/** A table, what its numbers mean, and the way out. */
export function ProgressTable() {
  const projects = useSession((s) => s.host.projects)
  const collection = useSession((s) => s.collections.id)
  const { rows, perLook } = useMemo(() => {
    const traces = projectsOf(projects, collection).map((p) => p.reviews ?? [])
    return { rows: workloads(traces, dayOf), perLook: medianPerLook(traces) }
  }, [projects, collection])
  if (rows.length === 0)
    return <p className="muted">{t('Nobody has reviewed anything in this queue yet.')}</p>
  return (
    <div className="queue-form">
      <div className="progress-scroll">
        <table className="progress-table">
          <thead>
            <tr>
              <th>{t('Annotator')}</th>
              <th>{t('Day')}</th>
              <th>{t('Traces')}</th>
              <th>{t('Active time')}</th>
              <th title={t('Median over decided traces')}>{t('Seconds per trace')}</th>
              <th>{t('Looks corrected')}</th>
              <th title={t('Median over decided traces with corrected looks')}>
                {t('Seconds per corrected look')}
              </th>
            </tr>
          </thead>
          <tbody className="numbers">
            {rows.map((row) => (
              <WorkloadRow key={`${row.by}\n${row.day ?? ''}`} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {perLook !== undefined && (
        <p>
          {t('Median over everybody: {seconds} s of active time per corrected look.', {
            seconds: secondsOf(perLook),
          })}
        </p>
      )}
      <p className="muted small-text">
        {t(
          'Active time: stretches of more than {seconds} s without a key, a click, the wheel or the pointer are not counted, nor is time while the window is in the background. Seconds are medians; those per look count all active time on the trace, reading included.',
          { seconds: idleMs / 1000 },
        )}
      </p>
      <Files />
    </div>
  )
}

/** The same to be kept. */
function Files() {
  const { queue } = useActions()
  const scored = useSession((s) => s.queue.kept.setup.rubric.length > 0)
  return (
    <div className="name-row">
      <Button small onClick={() => void queue.saveProgress('csv')}>
        {t('Save as CSV')}
      </Button>
      <Button small onClick={() => void queue.saveProgress('json')}>
        {t('Save as JSON')}
      </Button>
      {scored && (
        <Button small onClick={() => void queue.saveScores('csv')}>
          {t('Save scores as CSV')}
        </Button>
      )}
    </div>
  )
}

function WorkloadRow({ row }: { row: Workload }) {
  return (
    <tr data-total={row.day === undefined}>
      <td dir="auto" translate="no">
        {row.by}
      </td>
      <td>{row.day ?? t('All days')}</td>
      <td>{formatNumber(row.traces)}</td>
      <td>{spentWords(row.ms)}</td>
      <td>{secondsOf(row.perTrace)}</td>
      <td>{formatNumber(row.looks)}</td>
      <td>{secondsOf(row.perLook)}</td>
    </tr>
  )
}

function secondsOf(ms: number | undefined): string {
  return ms === undefined ? '–' : (ms / 1000).toFixed(1)
}
