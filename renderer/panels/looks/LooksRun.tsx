/** A batch: how far it is, what can be done with it, and what came of it. */
import { useEffect, useRef } from 'react'
import type { LooksJob } from '../../../app/host/looks'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { isTrying } from '../../session/looks/looks-rows'
import { looksStateWords } from '../../words/looks'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'
import { LooksSummaryTable } from './LooksSummaryTable'

/** State, buttons, summary. */
export function LooksRun({ job }: { job: LooksJob }) {
  const model = useSession((s) => s.host.models.find((m) => m.id === job.model)?.name ?? job.model)
  return (
    <>
      <p className="looks-which">
        <b translate="no">{job.name}</b>{' '}
        {model === undefined ? (
          <span className="muted">{t('each trace by the model that wrote it')}</span>
        ) : (
          <span className="muted" translate="no">
            {model}
          </span>
        )}
      </p>
      <Progress job={job} />
      <Problems job={job} />
      {job.done > 0 ? (
        <LooksSummaryTable job={job} />
      ) : (
        !isTrying(job) && <p className="muted small-text">{t('Nothing was found yet.')}</p>
      )}
      <Take job={job} />
    </>
  )
}

function Progress({ job }: { job: LooksJob }) {
  const session = useActions()
  const trying = isTrying(job)
  const open = job.state.type !== 'done' || job.failed > 0 || job.done < job.total
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The button that was pressed is gone: its successor has the focus, not nothing.
    if (document.activeElement === document.body) first.current?.focus()
  }, [trying])
  return (
    <div className="why-row looks-progress">
      {trying && (
        <progress max={Math.max(1, job.total)} value={job.done + job.failed} aria-label={t('Trying looks')} />
      )}
      <span
        className="small-text numbers"
        role="status"
        data-testid="looks-state"
        data-state={job.state.type}
      >
        {looksStateWords(job)}
      </span>
      {trying ? (
        <>
          <Button
            small
            ref={first}
            disabled={job.state.type === 'pausing'}
            onClick={() => void session.looks.pause(job.id)}
          >
            <Icon name="pause" /> {t('Pause')}
          </Button>
          <Button small onClick={() => void session.looks.stop(job.id)}>
            <Icon name="stop" /> {t('Stop')}
          </Button>
        </>
      ) : (
        open && (
          <Button small primary ref={first} onClick={() => void session.looks.resume(job.id)}>
            <Icon name="play" /> {job.state.type === 'done' ? t('Try the rest again') : t('Resume')}
          </Button>
        )
      )}
    </div>
  )
}

function Problems({ job: { state, failed, firstFailure } }: { job: LooksJob }) {
  return (
    <>
      {state.type === 'failed' && (
        <p className="problem small-text" role="alert">
          {heard(state.failure.message)}
        </p>
      )}
      {failed > 0 && (
        <p className="problem small-text">
          {t('{n, plural, one {# trace} other {# traces}} could not be tried. The first: {why}', {
            n: failed,
            why: heard(firstFailure ?? ''),
          })}
        </p>
      )}
    </>
  )
}

/** What is taken away from it, another one, and its end. */
function Take({ job }: { job: LooksJob }) {
  const session = useActions()
  const unused = job.summary.verdicts['not-used']
  return (
    <div className="why-row">
      <Button
        disabled={unused === 0}
        data-testid="looks-export"
        onClick={() => void session.looks.saveUnused(job.id)}
      >
        {t('Export the {n, plural, one {look that does} other {# looks that do}} not matter', { n: unused })}
      </Button>
      <span className="spacer" />
      {!isTrying(job) && (
        <>
          <Button small onClick={session.looks.plan}>
            {t('Try again with…')}
          </Button>
          <Button small onClick={() => void session.looks.forget(job.id)}>
            <Icon name="bin" /> {t('Forget')}
          </Button>
        </>
      )}
    </div>
  )
}
