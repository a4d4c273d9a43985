/** How good a step is: as this person says, with the keys while it is selected, and as others said. */
import { stepVerdicts, reviewsOf, type StepVerdict } from '../../../app/trace/review'
import { CommandKeys } from '../../controls/CommandKeys'
import { t } from '../../language/text'
import { StepVerdictMark } from '../../parts/StepVerdictMark'
import type { Row } from '../../session/document/rows'
import { isJudged } from '../../session/review/review-rows'
import { ownReview } from '../../session/review/review-target'
import type { State } from '../../session/state'
import { useActions, useSession } from '../../use-session'
import { shortStepVerdictWords, stepVerdictWords } from '../../words/review'

/** One line below the step; nothing for a step nobody has judged and that is not selected. */
export function StepRating({ row, selected }: { row: Row; selected: boolean }) {
  const own = useSession((s) => ownReview(s)?.steps?.[row.id])
  const others = useSession((s) => othersOn(s, row.id))
  if (!isJudged(row) || (!selected && own === undefined && others === '')) return null
  return (
    <div className="step-rating">
      {selected ? (
        <Choices step={row.id} own={own} />
      ) : (
        own !== undefined && <StepVerdictMark verdict={own} words={t(stepVerdictWords[own])} shown />
      )}
      {others !== '' && <span className="muted small-text">{others}</span>}
    </div>
  )
}

/** Keeps the focus where it is: the next key is for the step, not for the button. */
function Choices({ step, own }: { step: string; own: StepVerdict | undefined }) {
  const { review } = useActions()
  return (
    <div className="step-choices" role="group" aria-label={t('Verdict on the step')}>
      {stepVerdicts.map((verdict) => (
        <button
          key={verdict}
          type="button"
          className="step-choice"
          data-verdict={verdict}
          aria-pressed={own === verdict}
          onMouseDown={(e) => e.preventDefault()}
          onClick={(e) => {
            e.stopPropagation()
            review.rate(step, verdict)
          }}
        >
          <StepVerdictMark verdict={verdict} words={t(shortStepVerdictWords[verdict])} shown />
          <CommandKeys id={`step-${verdict}`} />
        </button>
      ))}
    </div>
  )
}

/** What the others say of a step, in one line: text, so that it is the same while nothing changed. */
function othersOn({ document: { project, branch }, review }: State, step: string): string {
  if (project === undefined || branch === undefined) return ''
  return reviewsOf(project.reviews, branch)
    .flatMap(({ by, steps }) => {
      const said = steps?.[step]
      return by === review.annotator || said === undefined ? [] : [`${by}: ${t(stepVerdictWords[said])}`]
    })
    .join(' · ')
}
