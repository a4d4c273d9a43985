/**
 * The open trace, presented: full screen, large type, few words, nothing seen before it is told. Goes by keys and clickers alone. Asks no model and
 * no network: it shows what is stored.
 */
import { Dialog } from 'radix-ui'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { momentAt } from '../../../app/story/timeline'
import { buildAt, buildOf } from '../../../app/story/builds'
import { TakesKeys } from '../../controls/TakesKeys'
import { waitingAt } from '../../session/present/clock'
import { branchBeside } from '../../session/present/present-service'
import { isArriving } from '../../session/view/mode'
import { useActions, useSession } from '../../use-session'
import { useReducedMotion } from '../home/use-beat'
import { useFocusBack } from '../../parts/use-focus-back'
import { t } from '../../language/text'
import { PointAid } from './PointAid'
import { PresentBar } from './PresentBar'
import { PresentKeys } from './PresentKeys'
import { PresentPane } from './PresentPane'
import { actionOf, type PresentAction } from './present-keys'
import { toldWords } from './told-words'
import { useClock, type RunningClock } from './use-clock'
import { useTold, type ShownStory } from './use-story'

/** Nothing while nothing is presented. */
export function Presenter() {
  const on = useSession((s) => s.present.on)
  const session = useActions()
  return (
    <Dialog.Root open={on} onOpenChange={(open) => !open && session.present.end()}>
      {on && (
        <Dialog.Portal>
          <Presentation />
        </Dialog.Portal>
      )}
    </Dialog.Root>
  )
}

function Presentation() {
  const branch = useSession((s) => s.document.branch)
  const told = useTold(branch)
  const [black, setBlack] = useState(false)
  const [sheet, setSheet] = useState(false)
  const running = usePresentation(told)
  const perform = useActing(running, { setBlack, setSheet })
  const down = (event: React.KeyboardEvent) => {
    const action = actionOf(event)
    if (action === undefined || isOnControl(event)) return
    event.preventDefault()
    event.stopPropagation()
    // Escape ends what lies on top first.
    if (action === 'end' && (black || sheet)) {
      setBlack(false)
      return setSheet(false)
    }
    perform(action)
  }
  const idle = useIdle()
  const { onOpenAutoFocus, onCloseAutoFocus } = useFocusBack(true)
  useFullScreen()
  return (
    <Dialog.Content
      className="presenter"
      data-testid="presenter"
      data-idle={idle}
      aria-describedby={undefined}
      onKeyDown={down}
      onEscapeKeyDown={(event) => event.preventDefault()}
      onOpenAutoFocus={(event) => {
        onOpenAutoFocus()
        // The stage has the keys, not its first button.
        event.preventDefault()
        if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
      }}
      onCloseAutoFocus={onCloseAutoFocus}
    >
      <TakesKeys />
      <Dialog.Title className="hidden-title">{t('Presentation')}</Dialog.Title>
      {told === undefined ? (
        <p className="present-missing muted">{t('Opening…')}</p>
      ) : (
        <Panes told={told} running={running} onPress={() => perform('next')} />
      )}
      <PointAid />
      <PresentBar told={told} running={running} perform={perform} />
      {black && <div className="present-black" data-testid="present-black" />}
      {sheet && <PresentKeys onClose={() => setSheet(false)} />}
      <Spoken told={told} running={running} />
    </Dialog.Content>
  )
}

interface PanesProps {
  readonly told: ShownStory
  readonly running: RunningClock
  readonly onPress: () => void
}

/** The branch, or two of them. By hand, on a screen that has no keys, a tap is a press of the clicker. */
function Panes({ told, running, onPress }: PanesProps) {
  const both = useSession((s) => s.present.both)
  const beside = useSession(branchBeside)
  const other = useTold(both ? beside : undefined)
  const captions = useSession((s) => s.present.captions)
  return (
    <div className="present-panes" data-both={other !== undefined} data-captions={captions} onClick={onPress}>
      {other !== undefined && <PresentPane told={other} seconds={secondsIn(other, told, running)} />}
      <PresentPane told={told} seconds={running.clock.seconds} />
    </div>
  )
}

/** A button presses itself with Space and Enter. */
function isOnControl({ target, key }: React.KeyboardEvent): boolean {
  return (
    (key === ' ' || key === 'Enter') && target instanceof HTMLElement && target.closest('button') !== null
  )
}

/** The clock, its way from story to story, and the window that follows it. */
function usePresentation(told: ShownStory | undefined): RunningClock {
  const session = useActions()
  const speed = useSession((s) => s.player.speed)
  const still = useReducedMotion()
  const ends = useMemo(
    () => ({
      leave: (by: 1 | -1) => void session.present.turn(by),
      over: () => {
        const { loop } = session.get().present
        void session.present.turn(1, loop).then((went) => {
          if (!went && session.get().present.loop && session.get().present.on)
            again.current?.({ seconds: 0, running: 'all' })
        })
      },
    }),
    [session],
  )
  const again = useRef<RunningClock['setClock']>(undefined)
  const running = useClock(told, { speed, still, ends })
  useEffect(() => {
    again.current = running.setClock
  })
  useStartPlace(told, running)
  const at = told === undefined ? 0 : buildAt(told.builds, running.clock.seconds)
  const beat = told?.builds[at]?.last
  const step = told === undefined || beat === undefined ? undefined : told.story.beats[beat]?.id
  useEffect(() => {
    if (told !== undefined) session.present.tell(step)
  }, [session, told, step])
  return running
}

/** Where one was in the window, when it begins: a link to a step opens on it. */
function useStartPlace(told: ShownStory | undefined, { setClock }: RunningClock): void {
  const session = useActions()
  const [step] = useState(() => session.get().selection.step)
  const first = useRef(true)
  useEffect(() => {
    if (told === undefined || !first.current) return
    first.current = false
    const beat = told.story.beats.findIndex((b) => b.id === step)
    // At the end, as a trace opens, there would be nothing left to tell.
    if (beat > 0 && beat < told.story.beats.length - 1)
      setClock(waitingAt(told.builds, buildOf(told.builds, beat)))
  }, [told, step, setClock])
}

/** The same place in another branch: as far into the build of the same number. */
function secondsIn(other: ShownStory, told: ShownStory, { clock }: RunningClock): number {
  const at = buildAt(told.builds, clock.seconds)
  const [own, its] = [told.builds[at], other.builds[Math.min(at, other.builds.length - 1)]]
  if (own === undefined || its === undefined) return 0
  const share = Math.min(1, (clock.seconds - own.start) / Math.max(0.01, own.end - own.start))
  const over = at >= other.builds.length ? 1 : share
  return its.start + (its.end - its.start) * Math.min(over, 0.9999)
}

interface Screens {
  readonly setBlack: (change: (before: boolean) => boolean) => void
  readonly setSheet: (change: (before: boolean) => boolean) => void
}

function useActing(
  { press }: RunningClock,
  { setBlack, setSheet }: Screens,
): (action: PresentAction) => void {
  const session = useActions()
  return useCallback(
    (action) => {
      // On the way to the next trace the one that is left is still shown: nothing is told of it any more.
      if (action !== 'end' && isArriving(session.get())) return
      const { present, player } = session
      if (action !== 'black') setBlack(() => false)
      switch (action) {
        case 'next-trace':
          return void present.turn(1)
        case 'previous-trace':
          return void present.turn(-1)
        case 'black':
          return setBlack((before) => !before)
        case 'keys':
          return setSheet((before) => !before)
        case 'slower':
          return player.changeSpeed(-1)
        case 'faster':
          return player.changeSpeed(1)
        case 'loop':
        case 'both':
          return present.toggle(action)
        case 'captions':
          return present.nextCaptions()
        case 'aid':
          return present.nextAid()
        case 'end':
          return present.end()
        default:
          return press(action)
      }
    },
    [session, press, setBlack, setSheet],
  )
}

/** The whole screen, where the system lets one; leaving it ends the presentation. */
function useFullScreen(): void {
  const { present } = useActions()
  useEffect(() => {
    let was = false
    const change = () => {
      if (document.fullscreenElement !== null) was = true
      else if (was) present.end()
    }
    document.addEventListener('fullscreenchange', change)
    // Refused without a press of a person (a link that was opened): then it fills the window.
    document.documentElement.requestFullscreen?.().catch(() => undefined)
    return () => {
      document.removeEventListener('fullscreenchange', change)
      if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined)
    }
  }, [present])
}

/** Milliseconds without the mouse after which controls and cursor leave. */
const idleMs = 2500

function useIdle(): boolean {
  // Seen at first: how it is gone through.
  const [idle, setIdle] = useState(false)
  useEffect(() => {
    let timer = setTimeout(() => setIdle(true), 2 * idleMs)
    const move = () => {
      setIdle(false)
      clearTimeout(timer)
      timer = setTimeout(() => setIdle(true), idleMs)
    }
    window.addEventListener('pointermove', move)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pointermove', move)
    }
  }, [])
  return idle
}

/** Each build is read out when it is told, and none before. */
function Spoken({ told, running: { clock } }: { told: ShownStory | undefined; running: RunningClock }) {
  if (told === undefined) return null
  const build = told.builds[buildAt(told.builds, clock.seconds)]
  if (build === undefined) return null
  const { head, text, quoted, note } = toldWords(
    told.story,
    momentAt(told.timeline, Math.max(0, build.end - 0.001)),
  )
  return (
    <div className="announcer" role="status" aria-live="polite">
      {`${head}. `}
      <span translate={quoted ? 'no' : undefined}>{text}</span>
      {note === undefined ? '' : `. ${note}`}
    </div>
  )
}
