/** Exports under way and done: progress, cancel, go on, where it is. */
import { formatBytes } from '../../../app/bytes'
import type { ExportJob } from '../../../app/host/exports'
import { writerOf } from '../../../app/exports'
import { countWords } from '../../words/collections'
import { useActions, useSession } from '../../use-session'

/** Nothing where there is none. */
export function ExportJobs() {
  const jobs = useSession((s) => s.exports.jobs)
  if (jobs.length === 0) return null
  return (
    <ul className="models-list export-jobs" aria-label="Exports">
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
            aria-label={`Progress of ${job.name}`}
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
    <button type="button" className="button small" aria-label={`${title} ${name}`} onClick={act}>
      {title}
    </button>
  )
  return (
    <div className="models-do">
      {state.type === 'running' && button('Cancel', () => void session.exports.cancel(id))}
      {(state.type === 'cut-off' || state.type === 'failed') && (
        <>
          {button(state.type === 'failed' ? 'Try again' : 'Go on', () => void session.exports.resume(id))}
          {button('Discard', () => void session.exports.cancel(id))}
        </>
      )}
      {state.type === 'done' && (
        <>
          {dialogs && button('Show in folder', () => void session.exports.show(id))}
          {!dialogs && (
            <a className="button small" href={state.download} download aria-label={`Download ${name}`}>
              Download
            </a>
          )}
          {button('Remove', () => void session.exports.forget(id))}
        </>
      )}
    </div>
  )
}

function stateWords({ state, counts, writer }: ExportJob): string {
  const { records } = counts
  const written = `${countWords(records.train + records.dev + records.test)} records`
  const shape = writerOf(writer)?.title ?? writer
  switch (state.type) {
    case 'running':
      return state.phase === 'joining'
        ? `${shape} · ${written}, putting it together`
        : `${shape} · ${countWords(counts.done)} of ${countWords(counts.total)} traces, ${written}`
    case 'cut-off':
      return `${shape} · cut off after ${countWords(counts.done)} traces; it can go on where it was`
    case 'failed':
      return state.failure.message
    case 'done':
      return `${shape} · ${written}, ${formatBytes(state.bytes)} · ${state.path}`
  }
}
