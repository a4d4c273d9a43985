/** A verdict on a step as a sign with a shape of its own: colour alone tells nobody anything. */
import type { StepVerdict } from '../../app/trace/review'

const signs: Readonly<Record<StepVerdict, string>> = { good: '✓', neutral: '○', bad: '✗' }

/** The sign, with its words beside it or for readers only. */
export function StepVerdictMark({
  verdict,
  words,
  shown = false,
}: {
  verdict: StepVerdict
  words: string
  shown?: boolean
}) {
  if (shown)
    return (
      <span className="step-verdict" data-verdict={verdict}>
        <span aria-hidden="true">{signs[verdict]}</span> {words}
      </span>
    )
  return (
    <span className="step-verdict" data-verdict={verdict} role="img" aria-label={words} title={words}>
      {signs[verdict]}
    </span>
  )
}
