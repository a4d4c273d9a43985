/** Over the image while the tour tells what the model saw and where it looked: the presenter's own stage and camera. */
import { useEffect, useState } from 'react'
import { PresentStage } from '../present/PresentStage'
import { useTold, type ShownStory } from '../present/use-story'
import { useReducedMotion } from '../home/use-beat'
import { useSession } from '../../use-session'
import { t } from '../../language/text'

/** Nothing in the other parts: there the image is the window's own. */
export function TourStage() {
  const part = useSession((s) => s.tour.part)
  const told = useTold(useSession((s) => s.document.branch))
  if (told === undefined || (part !== 'saw' && part !== 'look')) return null
  const build = told.builds.find((b) =>
    part === 'saw' ? b.kind === 'overview' : b.kind === 'beat' && told.story.beats[b.first]?.type === 'look',
  )
  if (build === undefined) return null
  return <Playing key={part} told={told} from={build.start} to={build.end} />
}

function Playing({ told, from, to }: { told: ShownStory; from: number; to: number }) {
  const still = useReducedMotion()
  const paused = useSession((s) => s.tour.paused)
  const end = to - 0.001
  const [seconds, setSeconds] = useState(from)
  useEffect(() => {
    if (still || paused) return
    let last = performance.now()
    let request = requestAnimationFrame(function frame(now) {
      const by = Math.min(0.1, (now - last) / 1000)
      last = now
      setSeconds((s) => Math.min(end, s + by))
      request = requestAnimationFrame(frame)
    })
    return () => cancelAnimationFrame(request)
  }, [still, paused, end])
  return (
    <div className="tour-stage" data-testid="tour-stage">
      <PresentStage told={told} seconds={still ? end : seconds} words={t('What the model was given')} />
    </div>
  )
}
