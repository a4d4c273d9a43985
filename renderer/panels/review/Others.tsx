/** What other annotators decided about this trace, where that differs from one's own, and how to settle it. */
import { msg, type Message } from '../../../app/message'
import { reviewsOf, type Review } from '../../../app/trace/review'
import {
  correctionBy,
  disagreements,
  type Difference,
  type Disagreement,
} from '../../../app/trace/review-agreement'
import { CommandKeys } from '../../controls/CommandKeys'
import { selectedBranch } from '../../session/document/rows'
import { differingReview } from '../../session/review/differing'
import { Button, LinkButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { AgreementTable } from './AgreementTable'
import { MergeFile } from './MergeFile'
import { Signature } from './Signature'
import { verdictWords } from '../../words/review'
import { t } from '../../language/text'

const differenceWords: Readonly<Record<Difference, Message>> = {
  verdict: msg('verdict'),
  steps: msg('single steps'),
  tags: msg('failure tags'),
  answer: msg('right answer'),
  boxes: msg('boxes'),
}

/** One card per annotator, then the numbers over all traces. */
export function Others() {
  const project = useSession((s) => s.document.project)
  const branch = useSession(selectedBranch)
  const annotator = useSession((s) => s.review.annotator)
  if (project === undefined || branch === undefined) return null
  const found = disagreements(project, branch)
  const others = reviewsOf(project.reviews, branch.id).filter((r) => r.by !== annotator)
  return (
    <div className="others">
      {others.length === 0 && (
        <p className="muted review-empty">
          {t('Nobody else has reviewed this trace. Merge another annotator’s file to see where you differ.')}
        </p>
      )}
      {others.map((review) => (
        <OtherCard
          key={review.by}
          review={review}
          correction={correctionBy(project, branch, review.by)?.id}
          disagreement={found.find((d) => isBetween(d, review.by, annotator))}
        />
      ))}
      <MergeFile />
      <AgreementTable />
    </div>
  )
}

interface CardProps {
  readonly review: Review
  /** Their corrections, as a branch. */
  readonly correction: string | undefined
  readonly disagreement: Disagreement | undefined
}

function OtherCard({ review, correction, disagreement }: CardProps) {
  const session = useActions()
  const keyed = useSession((s) => differingReview(s)?.by === review.by)
  return (
    <article className="other-card" aria-label={t('Review of {by}', { by: review.by })}>
      <header className="card-head">
        <b>{review.by}</b>
        {review.verdict !== undefined && (
          <span className="verdict" data-verdict={review.verdict}>
            {t(verdictWords[review.verdict])}
          </span>
        )}
        <span className="spacer" />
        {correction !== undefined && (
          <LinkButton onClick={() => session.view.compare(correction)}>{t('Compare corrections')}</LinkButton>
        )}
      </header>
      <Signature review={review} />
      <OtherScores scores={review.scores} />
      {review.tags.length > 0 && <div className="small-text">{review.tags.join(' · ')}</div>}
      {review.gold !== undefined && review.gold !== '' && (
        <div>{t('Right answer: {gold}', { gold: review.gold })}</div>
      )}
      {review.note !== '' && <p className="muted">{review.note}</p>}
      {disagreement !== undefined && (
        <div className="disagreement">
          <span>
            {t('You disagree on: {what}', {
              what: disagreement.over.map((d) => t(differenceWords[d])).join(', '),
            })}
            {disagreement.iou !== undefined && (
              <span className="numbers muted">
                {' · '}
                {t('lowest IoU {iou}', { iou: disagreement.iou.toFixed(2) })}
              </span>
            )}
          </span>
          <span className="disagreement-actions">
            <Button small onClick={() => void session.review.settleWith(review, 'mine')}>
              {t('Keep mine')} {keyed && <CommandKeys id="keep-mine" />}
            </Button>
            <Button small onClick={() => void session.review.settleWith(review, 'theirs')}>
              {t('Use theirs')} {keyed && <CommandKeys id="use-theirs" />}
            </Button>
          </span>
        </div>
      )}
    </article>
  )
}

/** Points by the rubric, under the names of its criteria. */
function OtherScores({ scores = {} }: { scores: Review['scores'] }) {
  const rubric = useSession((s) => s.queue.kept.setup.rubric)
  const given = rubric.filter((c) => scores[c.id] !== undefined)
  if (given.length === 0) return null
  return (
    <div className="small-text numbers">
      {given.map((c) => `${c.title}: ${scores[c.id]}/${c.points}`).join(' · ')}
    </div>
  )
}

function isBetween({ a, b }: Disagreement, by: string, annotator: string | undefined): boolean {
  return (a.by === by && b.by === annotator) || (b.by === by && a.by === annotator)
}
