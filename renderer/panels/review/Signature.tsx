/** When somebody decided and how long it took, in one quiet line. */
import type { Review } from '../../../app/trace/review'
import { spentWords } from '../../words/review'
import { dateAndTime, t } from '../../language/text'

/** Nothing for a review that was never written. */
export function Signature({ review }: { review: Review }) {
  if (review.at === 0) return null
  const when = new Date(review.at)
  return (
    <span className="signature muted small-text numbers">
      <time dateTime={when.toISOString()}>{dateAndTime(when)}</time>
      {review.spent >= 1000 && <span>{spentWords(review.spent)}</span>}
      {review.merged === true && <span>{t('merged')}</span>}
    </span>
  )
}
