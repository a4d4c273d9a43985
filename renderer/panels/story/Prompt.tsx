/** The exact context a step was written in, part by part, as the model was fed. */
import { useCallback } from 'react'
import { viewAddress } from '../../../app/addresses'
import { useAnswer } from '../../parts/use-answer'
import { useActions, useSession } from '../../use-session'
import { withShortData } from '../../words/short-data'
import { heard, t } from '../../language/text'

/** Asked for when shown. */
export function Prompt({ step }: { step: string }) {
  const { document } = useActions()
  const branch = useSession((s) => s.document.branch)
  const ask = useCallback((signal: AbortSignal) => document.readPrompt(step, signal), [document, step])
  // Another branch has another context.
  const parts = useAnswer(ask, branch)
  if (parts === undefined) return <p className="muted">{t('Asking the model for its context…')}</p>
  if (typeof parts === 'string') return <p className="flag">{heard(parts)}</p>
  const counted = parts.every((p) => p.tokens !== undefined)
  const total = parts.reduce((sum, p) => sum + (p.tokens ?? 0), 0)
  return (
    <div className="prompt">
      <div className="muted small-text numbers">
        {counted
          ? t('{total, plural, one {# token} other {# tokens}} in the context before this step', { total })
          : t('As it was sent; the server puts its own template around it')}
      </div>
      {parts.map((part, i) =>
        part.type === 'text' ? (
          <pre
            key={i}
            className="raw"
            title={
              part.tokens === undefined
                ? undefined
                : t('{tokens, plural, one {# token} other {# tokens}}', { tokens: part.tokens })
            }
          >
            {withShortData(part.text)}
          </pre>
        ) : (
          <div key={i} className="prompt-image">
            <img src={viewAddress(part.view)} alt={t('An image in the context')} />
            <span className="numbers">
              {`${part.view.size.width} × ${part.view.size.height} px`}
              {part.tokens !== undefined &&
                ` · ${t('{tokens, plural, one {# token} other {# tokens}}', { tokens: part.tokens })}`}
            </span>
          </div>
        ),
      )}
    </div>
  )
}
