/** A model as judge: which one, what it is asked, of one trace or of all in the list, with what it costs. */
import { useState } from 'react'
import { defaultJudgePrompt } from '../../../app/checks/judge'
import { Button, LinkButton } from '../../parts/Button'
import { Disclosure } from '../../parts/Disclosure'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'
import { ModelPicker } from './ModelPicker'

/** Asked only by a click. */
export function Judge() {
  const session = useActions()
  const models = useSession((s) => s.host.models)
  const chosen = useSession((s) => s.ask.model)
  const [model, setModel] = useState(chosen)
  const [prompt, setPrompt] = useState(() => session.checks.judgePrompt())
  const working = useSession((s) => s.checks.judging !== undefined && s.checks.judging.over !== true)
  const listed = useSession(
    (s) => (s.collections.id === undefined ? s.host.projects?.length : s.collections.found?.total) ?? 0,
  )
  if (models.length === 0 || model === undefined) return null
  return (
    <section className="judge" aria-label={t('Judge')}>
      <h3>{t('Ask a model to judge')}</h3>
      <div className="judge-row">
        <ModelPicker title={t('Judge model')} models={models} value={model} onChange={setModel} />
        {working ? (
          <Button small onClick={() => session.checks.stopJudge()}>
            {t('Stop')}
          </Button>
        ) : (
          <>
            <Button small onClick={() => void session.checks.judgeOpen(prompt, model)}>
              {t('This trace')}
            </Button>
            <Button small onClick={() => void session.checks.judgeAll(prompt, model)}>
              {t('All {listed} in the list', { listed })}
            </Button>
          </>
        )}
      </div>
      <Disclosure title={t('Judge prompt')} aside={prompt === defaultJudgePrompt ? undefined : t('edited')}>
        <div className="text-editor judge-prompt">
          <textarea
            aria-label={t('Prompt of the judge')}
            value={prompt}
            rows={10}
            maxLength={20_000}
            onChange={(e) => setPrompt(e.target.value)}
          />
          <LinkButton onClick={() => setPrompt(defaultJudgePrompt)}>{t('Reset to default')}</LinkButton>
        </div>
      </Disclosure>
      <JudgeState />
    </section>
  )
}

function JudgeState() {
  const judging = useSession((s) => s.checks.judging)
  const judged = useSession((s) => s.checks.judged)
  return (
    <>
      {judging !== undefined && (
        <div className="judge-state" role="status">
          {judging.over !== true && <progress value={judging.done} max={Math.max(1, judging.total)} />}
          <span className="numbers small-text muted">
            {[
              t('{done} of {total} judged', { done: judging.done, total: judging.total }),
              t('{n, number} judged incorrect', { n: judging.bad }),
              t('{n, plural, one {# token} other {# tokens}}', { n: judging.tokens }),
              ...(judging.cached > 0 ? [t('{n, number} cached', { n: judging.cached })] : []),
            ].join(' · ')}
            {judging.failed > 0 && (
              <>
                {' · '}
                {t('{n, number} could not be judged', { n: judging.failed })}
                {': '}
                {heard(judging.lastFailure ?? '')}
              </>
            )}
          </span>
        </div>
      )}
      {judged !== undefined && (
        <Disclosure
          title={
            judged.good === undefined
              ? t('The judge gave no verdict')
              : judged.good
                ? t('Judge: correct')
                : t('Judge: incorrect')
          }
          aside={
            judged.cached
              ? t('cached')
              : t('{n, plural, one {# token} other {# tokens}}', {
                  n: judged.tokens.prompt + judged.tokens.written,
                })
          }
        >
          <pre className="judge-words">{judged.text}</pre>
        </Disclosure>
      )}
    </>
  )
}
