/** The right column in review mode: who and what is next, the reasoning to correct, and the decision with its keys. */
import { useEffect } from 'react'
import { NoticeView } from '../../controls/NoticeView'
import { isTravelling } from '../../session/review/review-target'
import type { Session } from '../../session/session'
import { useActions, useSession } from '../../use-session'
import { Elsewhere } from '../queue/Elsewhere'
import { Instructions } from '../queue/Instructions'
import { QueueLine } from '../queue/QueueLine'
import { ReviewBar } from './ReviewBar'
import { NameCard } from './NameCard'
import { ReviewHead } from './ReviewHead'
import { useCaret } from './use-caret'
import { ReviewTabs } from './ReviewTabs'
import { t } from '../../language/text'

/** Everything an annotator needs beside the image. */
export function ReviewPanel() {
  const session = useActions()
  const named = useSession((s) => s.review.annotator !== undefined)
  const project = useSession((s) => s.document.project?.id)
  const branch = useSession((s) => s.document.branch)
  const travelling = useSession((s) => isTravelling(s) || s.document.project === undefined)
  useEffect(() => session.review.arrive(), [session, project, branch])
  useEffect(() => watchActivity(session, window), [session])
  useCaret()
  return (
    <section className="review" aria-label={t('Review')} aria-busy={travelling}>
      <ReviewHead />
      <QueueLine />
      {named ? (
        project !== undefined && (
          <>
            <Instructions />
            <Elsewhere />
            <ReviewTabs />
            <NoticeView place="step" />
            <ReviewBar />
          </>
        )
      ) : (
        <NameCard />
      )}
    </section>
  )
}

/** Signs of the person, for the time that is counted; none while the window is away. */
function watchActivity(session: Session, target: Window): () => void {
  const sign = () => session.review.sign()
  const away = () => session.review.away()
  const hidden = () => target.document.hidden && away()
  const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'focus'] as const
  for (const name of signs) target.addEventListener(name, sign, { passive: true, capture: true })
  target.addEventListener('blur', away)
  target.document.addEventListener('visibilitychange', hidden)
  return () => {
    for (const name of signs) target.removeEventListener(name, sign, { capture: true })
    target.removeEventListener('blur', away)
    target.document.removeEventListener('visibilitychange', hidden)
  }
}
