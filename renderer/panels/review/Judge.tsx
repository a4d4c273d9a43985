/** A model as judge: which one, what it is asked, of one trace or of all in the list, with what it costs. */
import { useState } from 'react'
import { defaultJudgePrompt } from '../../../app/checks/judge'
import { Disclosure } from '../../parts/Disclosure'
import { useActions, useSession } from '../../use-session'

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
    <section className="judge" aria-label="Judge">
      <h3>Ask a model to judge</h3>
      <div className="judge-row">
        <label className="review-queue">
          <span className="hidden-title">Model that judges</span>
          <select value={model} onChange={(e) => setModel(e.target.value)}>
            {models.map((m) => (
              <option key={m.id} value={m.id}>
                {m.name}
                {m.server === undefined ? '' : ` · ${m.server}`}
              </option>
            ))}
          </select>
        </label>
        {working ? (
          <button type="button" className="button small" onClick={() => session.checks.stopJudge()}>
            Stop
          </button>
        ) : (
          <>
            <button
              type="button"
              className="button small"
              onClick={() => void session.checks.judgeOpen(prompt, model)}
            >
              This trace
            </button>
            <button
              type="button"
              className="button small"
              onClick={() => void session.checks.judgeAll(prompt, model)}
            >
              All {listed} in the list
            </button>
          </>
        )}
      </div>
      <Disclosure title="What it is asked" aside={prompt === defaultJudgePrompt ? undefined : 'edited'}>
        <div className="text-editor judge-prompt">
          <textarea
            aria-label="Prompt of the judge"
            value={prompt}
            rows={10}
            maxLength={20_000}
            onChange={(e) => setPrompt(e.target.value)}
          />
          <button type="button" className="link" onClick={() => setPrompt(defaultJudgePrompt)}>
            As it was
          </button>
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
            {judging.done} of {judging.total} judged · {judging.bad} with faults · {judging.tokens} tokens
            {judging.cached > 0 && ` · ${judging.cached} from before, for nothing`}
            {judging.failed > 0 && ` · ${judging.failed} could not be judged: ${judging.lastFailure ?? ''}`}
          </span>
        </div>
      )}
      {judged !== undefined && (
        <Disclosure
          title={
            judged.good === undefined
              ? 'The judge gave no verdict'
              : judged.good
                ? 'The judge finds it good'
                : 'The judge finds fault'
          }
          aside={judged.cached ? 'from before' : `${judged.tokens.prompt + judged.tokens.written} tokens`}
        >
          <pre className="judge-words">{judged.text}</pre>
        </Disclosure>
      )}
    </>
  )
}
