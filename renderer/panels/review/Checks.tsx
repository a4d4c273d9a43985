/** What checks say about the trace: rules and pixels by themselves, a model when it is asked, crop interventions. */
import { useEffect } from 'react'
import { checks, type Finding } from '../../../app/checks'
import { Icon } from '../../parts/Icon'
import { useActions, useSession } from '../../use-session'
import { Judge } from './Judge'
import { Trials } from './Trials'
import { heard, t } from '../../language/text'

/** Three parts, the cheap one first. */
export function Checks() {
  const session = useActions()
  const findings = useSession((s) => s.checks.findings)
  const judged = useSession((s) => s.checks.judged)
  const drafts = useSession((s) => s.document.project?.drafts)
  const branch = useSession((s) => s.document.branch)
  useEffect(() => session.checks.check(), [session, drafts, branch])
  const all = [...(findings ?? []), ...(judged?.findings ?? [])]
  return (
    <div className="checks">
      <section aria-label={t('Rules')}>
        {all.length > 0 ? (
          <ul className="findings">
            {all.map((finding, i) => (
              <FindingRow key={i} finding={finding} />
            ))}
          </ul>
        ) : (
          findings !== undefined && (
            <p className="good-line">{t('All {n} rules hold.', { n: checks.length })}</p>
          )
        )}
        <details className="muted small-text">
          <summary>{t('What is checked')}</summary>
          <ul className="asked">
            {checks.map((c) => (
              <li key={c.id}>{heard(c.asks)}</li>
            ))}
          </ul>
        </details>
      </section>
      <Trials />
      <Judge />
    </div>
  )
}

function FindingRow({ finding }: { finding: Finding }) {
  const session = useActions()
  const { step, message } = finding
  return (
    <li>
      <button
        type="button"
        className="finding"
        disabled={step === undefined}
        onClick={() => session.selection.step(step)}
      >
        <Icon name="warning" /> {heard(message)}
      </button>
    </li>
  )
}
