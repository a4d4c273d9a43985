/** Groups of rollouts: dumps and groups on the left; the curve of a run and one group beside them. */
import { NoticeView } from '../../controls/NoticeView'
import { useSession } from '../../use-session'
import { CurvePanel } from './CurvePanel'
import { DumpList } from './DumpList'
import { GroupView } from './GroupView'
import { heard, t } from '../../language/text'

/** The whole area. */
export function RolloutsArea() {
  const dump = useSession((s) => s.rollouts.dumps?.find((d) => d.id === s.rollouts.dump))
  const place = useSession((s) => s.rollouts.place)
  const ofProject = place?.type === 'project'
  return (
    <div className="rollouts">
      <DumpList />
      <main className="area-main" aria-label={t('Rollouts')}>
        <NoticeView place="rollouts" />
        {!ofProject && dump !== undefined && <CurvePanel />}
        {place !== undefined ? <GroupView /> : <Choose />}
      </main>
    </div>
  )
}

function Choose() {
  const dump = useSession((s) => s.rollouts.dumps?.find((d) => d.id === s.rollouts.dump))
  const words =
    dump === undefined
      ? t('Open a trainer’s dump of rollouts, or sample a group from a question of a project.')
      : dump.state.type === 'failed'
        ? heard(dump.state.failure.message)
        : t('Choose a group on the left, or a step of the curve.')
  return (
    <div className="rollouts-empty">
      <p className="muted">{words}</p>
    </div>
  )
}
