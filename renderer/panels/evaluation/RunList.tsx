/** The runs there are, newest first: choose one, tick others beside it, stop or go on. */
import type { ComponentProps } from 'react'
import type { Evaluation } from '../../../app/host/evaluations'
import { Button, IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { Tip } from '../../parts/Tip'
import { canGoOn, isUnderWay, percent, stateWords } from '../../words/evaluations'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** The left column of the area. */
export function RunList() {
  const session = useActions()
  const evaluations = useSession((s) => s.evaluations.list)
  const planning = useSession((s) => s.evaluations.planning)
  return (
    <nav className="area-side" aria-label={t('Runs over benchmarks')}>
      <div className="run-list-head">
        <h2>{t('Runs')}</h2>
        <Button small primary disabled={planning} onClick={() => session.evaluations.plan(true)}>
          <Icon name="plus" /> {t('New run')}
        </Button>
      </div>
      {evaluations?.length === 0 && (
        <p className="muted pad">
          {t('Nothing yet. A run asks a model every question of a benchmark and scores the answers.')}
        </p>
      )}
      <ul className="run-items">
        {evaluations?.map((run) => (
          <RunItem key={run.id} run={run} />
        ))}
      </ul>
    </nav>
  )
}

function RunItem({ run }: { run: Evaluation }) {
  const session = useActions()
  const chosen = useSession((s) => s.evaluations.chosen.includes(run.id) && !s.evaluations.planning)
  const active = isUnderWay(run.state)
  return (
    <li className="area-item run-item" data-selected={chosen}>
      <input
        type="checkbox"
        className="run-check"
        aria-label={t('Compare {name} on {title}', { name: run.name, title: run.title })}
        checked={chosen}
        onChange={() => session.evaluations.compare(run.id)}
      />
      <button
        type="button"
        className="run-main"
        aria-current={chosen}
        onClick={(e) =>
          e.ctrlKey || e.metaKey ? session.evaluations.compare(run.id) : session.evaluations.choose(run.id)
        }
      >
        <span className="run-name">
          <span className="clip">{run.name}</span>
          <span className="run-score numbers">{run.score === undefined ? '' : percent(run.score.value)}</span>
        </span>
        <span className="muted small-text clip">
          {run.title} · {run.plan.metric}
        </span>
        <span className="run-state small-text" data-state={run.state.type}>
          {stateWords(run)}
          {run.failed > 0 && (
            <span className="run-failed">· {t('{n, number} failed', { n: run.failed })}</span>
          )}
        </span>
        {active && (
          <progress
            max={Math.max(1, run.total)}
            value={run.done}
            aria-label={t('{name}: progress', { name: run.name })}
          />
        )}
      </button>
      <RunActions run={run} active={active} />
    </li>
  )
}

function RunActions({ run, active }: { run: Evaluation; active: boolean }) {
  const { evaluations } = useActions()
  const { id, name } = run
  return (
    <span className="run-actions">
      {run.state.type === 'running' && (
        <RunAction
          icon="pause"
          tip={t('Pause after running samples finish')}
          label={t('Pause {name}', { name })}
          onClick={() => void evaluations.pause(id)}
        />
      )}
      {active && (
        <RunAction
          icon="stop"
          tip={t('Stop now; can be resumed later')}
          label={t('Stop {name}', { name })}
          onClick={() => void evaluations.stop(id)}
        />
      )}
      {canGoOn(run) && (
        <RunAction
          icon="play"
          tip={t('Resume the samples that have no result')}
          label={t('Resume {name}', { name })}
          onClick={() => void evaluations.resume(id)}
        />
      )}
      {!active && (
        <RunAction
          icon="bin"
          tip={t('Move to trash')}
          label={t('Move {name} to trash', { name })}
          className="on-run-hover"
          onClick={() => void evaluations.remove(id)}
        />
      )}
    </span>
  )
}

function RunAction({ tip, ...button }: { tip: string } & ComponentProps<typeof IconButton>) {
  return (
    <Tip text={tip}>
      <IconButton small {...button} />
    </Tip>
  )
}
