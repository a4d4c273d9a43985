/** The decision: verdict, failure tags, right answer, gold boxes, note. Always in view, every part with its key. */
import { msg, type Message } from '../../../app/message'
import { CommandButton } from '../../controls/CommandButton'
import { CommandKeys } from '../../controls/CommandKeys'
import type { Verdict } from '../../../app/trace/review'
import { useActions, useSession } from '../../use-session'
import { RubricScores } from '../queue/RubricScores'
import { Legend } from './Legend'
import { ReviewFields } from './ReviewFields'
import { TagList } from './TagList'
import { ownReview } from '../../session/review/review-target'
import { spentWords } from '../../words/review'
import { t } from '../../language/text'

const choices = [
  { verdict: 'accepted', id: 'accept', title: msg('Accept') },
  { verdict: 'rejected', id: 'reject', title: msg('Reject') },
  { verdict: 'skipped', id: 'skip', title: msg('Skip') },
  { verdict: 'flagged', id: 'flag', title: msg('Flag') },
] as const satisfies readonly { verdict: Verdict; id: string; title: Message }[]

/** The foot of the panel. */
export function ReviewBar() {
  const review = useSession(ownReview)
  return (
    <footer className="dock">
      <RubricScores />
      <TagList chosen={review?.tags ?? []} />
      <ReviewFields review={review} />
      <div className="dock-verdicts" role="group" aria-label={t('Verdict')}>
        {choices.map(({ verdict, id, title }) => (
          <Choice key={verdict} verdict={verdict} id={id} title={title} now={review?.verdict} />
        ))}
      </div>
      <div className="dock-foot">
        <CommandButton id="review-undo" icon="undo" />
        <CommandButton id="redo" icon="redo" />
        <CommandButton id="review-back" icon="back" />
        <CommandButton id="review-next" icon="next" />
        <Spent ms={review?.spent ?? 0} />
        <CommandButton id="draw-gold" className="button small">
          {t('Gold box')} <CommandKeys id="draw-gold" />
        </CommandButton>
        <Legend />
      </div>
    </footer>
  )
}

interface ChoiceProps {
  readonly verdict: Verdict
  readonly id: 'accept' | 'reject' | 'skip' | 'flag'
  readonly title: Message
  readonly now: Verdict | undefined
}

/** Keeps the focus where it is: Space right after a click must skip, not press the button again. */
function Choice({ verdict, id, title, now }: ChoiceProps) {
  const session = useActions()
  return (
    <button
      type="button"
      className="verdict-button"
      data-verdict={verdict}
      aria-pressed={now === verdict}
      onMouseDown={(e) => e.preventDefault()}
      onClick={() => void session.review.decide(verdict)}
    >
      {t(title)} <CommandKeys id={id} />
    </button>
  )
}

function Spent({ ms }: { ms: number }) {
  const text = spentWords(ms)
  return (
    <span className="muted small-text numbers spent" title={t('Active time on this trace')}>
      {text}
    </span>
  )
}
