/** Exports under way and done: progress, cancel, go on, where it is. */
import { formatBytes } from '../../../app/bytes'
import type { ExportJob } from '../../../app/host/exports'
import { writerOf } from '../../../app/exports'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'

/** Nothing where there is none. */
export function ExportJobs() {
  const jobs = useSession((s) => s.exports.jobs)
  if (jobs.length === 0) return null
  return (
    <ul className="models-list export-jobs" aria-label={t('Exports')}>
      {jobs.map((job) => (
        <Job key={job.id} job={job} />
      ))}
    </ul>
  )
}

function Job({ job }: { job: ExportJob }) {
  return (
    <li className="models-row">
      <div className="models-what">
        <span className="models-name clip">{job.name}</span>
        <span className="muted small-text">{stateWords(job)}</span>
        {job.state.type === 'running' && (
          <progress
            className="models-bar"
            aria-label={t('Progress of {name}', { name: job.name })}
            {...(job.state.phase === 'joining'
              ? {}
              : { value: job.counts.done, max: Math.max(1, job.counts.total) })}
          />
        )}
      </div>
      <JobActions job={job} />
    </li>
  )
}

function JobActions({ job }: { job: ExportJob }) {
  const session = useActions()
  const dialogs = useSession((s) => s.host.about?.dialogs === true)
  const { id, state, name } = job
  const button = (title: string, act: () => void) => (
    <Button small aria-label={`${title} ${name}`} onClick={act}>
      {title}
    </Button>
  )
  return (
    <div className="models-do">
      {state.type === 'running' && button(t('Cancel'), () => void session.exports.cancel(id))}
      {(state.type === 'cut-off' || state.type === 'failed') && (
        <>
          {button(
            state.type === 'failed' ? t('Try again') : t('Resume'),
            () => void session.exports.resume(id),
          )}
          {button(t('Discard'), () => void session.exports.cancel(id))}
        </>
      )}
      {state.type === 'done' && (
        <>
          {dialogs && button(t('Show in folder'), () => void session.exports.show(id))}
          {!dialogs && (
            <a
              className="button small"
              href={state.download}
              download
              aria-label={t('Download {name}', { name })}
            >
              {t('Download')}
            </a>
          )}
          {button(t('Remove'), () => void session.exports.forget(id))}
        </>
      )}
    </div>
  )
}

function stateWords({ state, counts, writer }: ExportJob): string {
  const { records } = counts
  const written = t('{n, plural, one {# record} other {# records}}', {
    n: records.train + records.dev + records.test,
  })
  const shape = heard(writerOf(writer)?.title ?? writer)
  switch (state.type) {
    case 'running':
      return state.phase === 'joining'
        ? t('{shape} · {written}, assembling', { shape, written })
        : t('{shape} · {done, number} of {total, plural, one {# trace} other {# traces}}, {written}', {
            shape,
            done: counts.done,
            total: counts.total,
            written,
          })
    case 'cut-off':
      return t('{shape} · interrupted after {done, plural, one {# trace} other {# traces}}; can be resumed', {
        shape,
        done: counts.done,
      })
    case 'failed':
      return heard(state.failure.message)
    case 'done':
      return `${shape} · ${written}, ${formatBytes(state.bytes)} · ${state.path}`
  }
}
