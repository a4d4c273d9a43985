/** How far a presentation is, and its controls for the mouse: they leave while nobody moves it. */
import { buildAt } from '../../../app/story/builds'
import { IconButton } from '../../parts/Button'
import type { IconName } from '../../parts/Icon'
import { listPlace } from '../../session/present/present-service'
import { useSession } from '../../use-session'
import { t } from '../../language/text'
import { presentKeys, type PresentAction } from './present-keys'
import type { RunningClock } from './use-clock'
import type { ShownStory } from './use-story'

/** More marks than this cannot be told apart. */
const mostMarks = 80

interface BarProps {
  readonly told: ShownStory | undefined
  readonly running: RunningClock
  readonly perform: (action: PresentAction) => void
}

/** Along the lower edge. */
export function PresentBar({ told, running: { clock }, perform }: BarProps) {
  const { loop, captions, aid, both } = useSession((s) => s.present)
  const speed = useSession((s) => s.player.speed)
  const title = useSession((s) => s.document.project?.title)
  const hasTwo = useSession((s) => (s.document.project?.branches.filter((b) => !b.binned).length ?? 0) > 1)
  const builds = told?.builds ?? []
  const at = buildAt(builds, clock.seconds)
  const all = { perform, pressed: undefined }
  return (
    <div className="present-bar">
      <div className="present-progress" aria-hidden="true">
        {builds.length > mostMarks ? (
          <span style={{ flex: 'none', width: `${((at + 1) / builds.length) * 100}%` }} data-told="true" />
        ) : (
          builds.map(({ start }, i) => <span key={start} data-told={i <= at} />)
        )}
      </div>
      <div className="present-controls" role="toolbar" aria-label={t('Presentation')}>
        <span className="clip present-title" translate="no">
          {title}
        </span>
        <Place />
        <span className="muted small-text clip present-hint">
          {t('→ next · Space plays · ? all keys · Esc ends')}
        </span>
        <span className="spacer" />
        <Control {...all} action="previous" icon="back" />
        <Control {...all} action="play" icon={clock.running === 'all' ? 'pause' : 'play'} />
        <Control {...all} action="next" icon="next" />
        <span className="numbers" data-testid="present-place">
          {builds.length === 0 ? '–' : `${at + 1} / ${builds.length}`}
        </span>
        <button
          type="button"
          className="icon-button speed"
          aria-label={t('Playback speed {speed}×', { speed })}
          onClick={() => perform(speed >= 4 ? 'slower' : 'faster')}
        >
          {speed}×
        </button>
        <span className="spacer" />
        <Control perform={perform} action="loop" icon="redo" pressed={loop} />
        <Control perform={perform} action="captions" icon="list" pressed={captions !== 'none'} />
        {hasTwo && <Control perform={perform} action="both" icon="compare" pressed={both} />}
        <Control perform={perform} action="aid" icon="select" pressed={aid !== 'none'} />
        <Control {...all} action="black" icon="moon" />
        <Control {...all} action="keys" icon="keyboard" />
        <Control {...all} action="end" icon="close" />
      </div>
    </div>
  )
}

interface ControlProps {
  readonly action: PresentAction
  readonly icon: IconName
  readonly pressed: boolean | undefined
  readonly perform: (action: PresentAction) => void
}

function Control({ action, icon, pressed, perform }: ControlProps) {
  const known = presentKeys.find((k) => k.action === action)
  const words = known === undefined ? action : t(known.title)
  return (
    <IconButton
      icon={icon}
      label={words}
      aria-pressed={pressed}
      title={words}
      onClick={() => perform(action)}
    />
  )
}

/** Which trace of how many. */
function Place() {
  const at = useSession((s) => listPlace(s).at)
  const count = useSession((s) => listPlace(s).count)
  if (count < 2 || at === undefined) return null
  return (
    <span className="muted numbers" data-testid="present-trace">
      {t('{n} of {of}', { n: at + 1, of: count })}
    </span>
  )
}
