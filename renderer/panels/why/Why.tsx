/** Under a finished branch: whether its looks mattered, and where on the image its answer comes from. */
import { useEffect } from 'react'
import { useActions, useBranch, useSession } from '../../use-session'
import { openLooks } from '../../session/why/why-rows'
import { chosenHere } from '../../session/why/words'
import { t } from '../../language/text'
import { LookStrip } from './LookStrip'
import { MapPart } from './MapPart'

/** The card. */
export function Why() {
  const session = useActions()
  const ended = useBranch((b) => (b.run.type === 'ended' && b.run.reason === 'answered' ? b.id : undefined))
  const over = useBranch((b) => (b.run.type === 'ended' ? b.id : undefined))
  const chosen = useSession((s) => chosenHere(s) !== undefined)
  const dialect = useBranch((b) => b.dialect)
  const able = useSession((s) => s.host.models.some((m) => m.dialect === dialect))
  const looks = useSession(openLooks)
  useEffect(() => {
    if (ended !== undefined) void session.why.tryUnasked()
  }, [session, ended])
  // Without an answer there may still be words to be explained.
  if ((chosen ? over : ended) === undefined || !able) return null
  return (
    <section className="card why" aria-label={t('Why this answer')}>
      <h3>{t('Why this answer')}</h3>
      {ended !== undefined && looks.length > 0 && <LookStrip looks={looks} />}
      <MapPart looks={looks} />
    </section>
  )
}
