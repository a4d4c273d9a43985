/** The line on top of review mode: which queue, how far, who, and the way out. */
import { msg, type Message } from '../../../app/message'
import { performCommand } from '../../commands'
import { CommandButton } from '../../controls/CommandButton'
import { ownProjects } from '../../session/review/review-queue'
import { queues, type Queue } from '../../session/review/review-state'
import { LinkButton } from '../../parts/Button'
import { Select } from '../../parts/Field'
import { useActions, useSession } from '../../use-session'
import { verdictWords } from '../../words/review'
import { openCollectionOf } from '../../session/collections/open-collection'
import { t } from '../../language/text'

const words: Readonly<Record<Queue, Message>> = {
  unreviewed: msg('Unreviewed'),
  all: msg('All'),
  ...verdictWords,
  disagreed: msg('Disagreements'),
}

/** Queue, progress, annotator. */
export function ReviewHead() {
  const session = useActions()
  const queue = useSession((s) => s.review.queue)
  const annotator = useSession((s) => s.review.annotator)
  return (
    <header className="review-head">
      <h2>{t('Review')}</h2>
      <label className="review-queue">
        <span className="hidden-title">{t('Queue')}</span>
        <Select
          value={queue}
          options={queues.map((q) => ({ value: q, words: t(words[q]) }))}
          onChange={session.review.setQueue}
        />
      </label>
      <Progress />
      <span className="spacer" />
      {annotator !== undefined && (
        <LinkButton title={t('Change who reviews')} onClick={() => session.review.renameAnnotator()}>
          {annotator}
        </LinkButton>
      )}
      <CommandButton id="queue-setup" icon="gear" className="icon-button small" />
      <CommandButton id="review" icon="close" className="icon-button small" />
    </header>
  )
}

/** Decided of all, and how many in this sitting. */
function Progress() {
  const collection = useSession(openCollectionOf)
  const decided = useSession((s) => s.review.decided)
  const done = useSession(
    (s) =>
      ownProjects(s).filter((p) => p.reviews?.some((r) => r.by === s.review.annotator && r.verdict)).length,
  )
  const all = useSession((s) => ownProjects(s).length)
  const session = useActions()
  const [part, total] = collection === undefined ? [done, all] : [collection.reviewed, collection.count]
  return (
    <LinkButton
      className="muted small-text numbers"
      title={t('{decided} decided since you began. Click for everybody’s progress.', { decided })}
      onClick={() => performCommand(session, 'queue-progress')}
    >
      {t('{part} of {total}', { part, total })}
    </LinkButton>
  )
}
