/** One line below the head of review mode: one's part of the queue, and who else is at it. Nothing where one is alone and it is not divided. */
import { hasPart, isMine } from '../../session/queue/own-part'
import { t } from '../../language/text'
import { useActions, useSession } from '../../use-session'

/** A switch and a sentence. */
export function QueueLine() {
  const { queue } = useActions()
  const divided = useSession(hasPart)
  const mine = useSession(isMine)
  const people = useSession((s) => [...new Set(s.queue.present.map((one) => one.by))].join(', '))
  const total = useSession((s) => (isMine(s) ? s.collections.found?.total : undefined))
  if (!divided && people === '') return null
  return (
    <div className="queue-line small-text">
      {divided && (
        <label className="queue-mine">
          <input type="checkbox" checked={mine} onChange={(e) => queue.showMine(e.target.checked)} />
          {t('My part only')}
          {total !== undefined && (
            <span className="muted numbers">
              {t('{n, plural, one {# trace} other {# traces}}', { n: total })}
            </span>
          )}
        </label>
      )}
      <span className="spacer" />
      {people !== '' && (
        <span className="muted clip" title={people}>
          {t('Also here: {people}', { people })}
        </span>
      )}
    </div>
  )
}
