/** Did the looks of all of these matter: the form of a batch and what it costs, or how far the newest one is and what came of it. */
import { WindowDialog } from '../../controls/WindowDialog'
import { jobOf } from '../../session/looks/looks-rows'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'
import { LooksForm } from './LooksForm'
import { LooksRun } from './LooksRun'

/** Open while the state says so. */
export function LooksDialog() {
  const session = useActions()
  return (
    <WindowDialog
      id="looks"
      title={t('Did the looks matter?')}
      kind="looks-dialog"
      testid="looks"
      first=".primary"
      onClose={session.looks.close}
    >
      <Body />
    </WindowDialog>
  )
}

function Body() {
  const asked = useSession((s) => s.looks.asked)
  const job = useSession((s) => asked && jobOf(s, asked.source))
  const planning = useSession((s) => s.looks.planning)
  const failure = useSession((s) => s.looks.failure)
  if (asked === undefined) return null
  return (
    <div className="looks-body">
      <p className="small-text">
        {t(
          'Every look is run on with other pixels behind the same request: the same crop, a blank one, one beside it, another look’s, one twice as large. Where nothing changes the answer, the look was not used.',
        )}
      </p>
      {failure !== undefined && (
        <p className="problem small-text" role="alert">
          {heard(failure.message)}
        </p>
      )}
      {job === undefined || planning ? (
        <LooksForm asked={asked} again={job !== undefined} />
      ) : (
        <LooksRun job={job} />
      )}
    </div>
  )
}
