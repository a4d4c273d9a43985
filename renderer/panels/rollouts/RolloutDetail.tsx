/** The rollout being read: what it answered, what the loss sees of it, and the way to its steps. */
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import type { RolloutRow } from '../../session/rollouts/rollout-rows'
import { withSign, short } from '../../words/rollouts'
import { useActions, useSession } from '../../use-session'
import { TokenStrip } from './TokenStrip'
import type { ShownGroup } from './use-group'
import { heard, t } from '../../language/text'
import { outcomeWords } from '../../words/evaluations'

/** Head, answer, strip. */
export function RolloutDetail({ shown, row }: { shown: ShownGroup; row: RolloutRow }) {
  const session = useActions()
  const { rollout, index } = row
  const state = useSession((s) => {
    const branch = s.document.project?.branches.find((b) => b.id === rollout.id)
    return shown.branches === undefined ? undefined : branch?.run
  })
  return (
    <section
      className="rollout-detail"
      aria-label={t('Rollout {index}', { index: index + 1 })}
      data-hue={index % 8}
    >
      <div className="rollout-head">
        <span className="rollout-dot" aria-hidden="true" />
        <h3>{t('Rollout {index}', { index: index + 1 })}</h3>
        <RightOrWrong row={row} />
        <b className="clip rollout-answer" title={rollout.answer}>
          {rollout.answer === '' ? '–' : rollout.answer}
        </b>
        {row.total !== undefined && (
          <span className="muted numbers small-text">
            {row.advantage === undefined
              ? t('total {total}', { total: short(row.total) })
              : t('total {total}, advantage {advantage}', {
                  total: short(row.total),
                  advantage: withSign(row.advantage),
                })}
          </span>
        )}
        <span className="spacer" />
        <Button small onClick={() => void session.rollouts.stepThrough(shown.project, rollout.id)}>
          {t('Step through')} <Icon name="next" />
        </Button>
      </div>
      {state?.type === 'ended' && state.reason === 'failed' && (
        <p className="problem small-text">
          {state.failure === undefined ? t('The run failed.') : heard(state.failure.message)}
        </p>
      )}
      <TokenStrip shown={shown} rollout={rollout} />
    </section>
  )
}

/** Right, wrong, or not known. */
export function RightOrWrong({ row: { right } }: { row: RolloutRow }) {
  const state = right === undefined ? 'undecided' : right ? 'right' : 'wrong'
  const words = right === undefined ? t('not known') : t(outcomeWords[state])
  return (
    <span className="judgement" data-state={state} title={words}>
      <span aria-hidden="true">{right === undefined ? '?' : right ? '✓' : '✗'}</span>
      <span className="hidden-title">{words}</span>
    </span>
  )
}
