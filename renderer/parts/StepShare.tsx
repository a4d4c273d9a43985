/** How much of the attention fell on a step: a bar with its number. */
import { t } from '../language/text'

/** `share`: of 1. */
export function StepShare({ share }: { share: number }) {
  const percent = (100 * share).toFixed(share < 0.1 ? 1 : 0)
  const words = t('{percent} % of the attention', { percent })
  return (
    <span className="step-share" role="img" aria-label={words} title={words}>
      <span style={{ width: `${Math.max(2, 100 * share)}%` }} />
    </span>
  )
}
