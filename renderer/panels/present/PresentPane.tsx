/** One branch of a presentation: its image, and its words beside or below it. */
import { useMemo } from 'react'
import { momentAt } from '../../../app/story/timeline'
import { useSession } from '../../use-session'
import { PresentStage } from './PresentStage'
import { PresentWords } from './PresentWords'
import { toldWords } from './told-words'
import type { ShownStory } from './use-story'

/** What is shown of a branch at a second. */
export function PresentPane({ told, seconds }: { told: ShownStory; seconds: number }) {
  const captions = useSession((s) => s.present.captions)
  const words = useMemo(
    () => toldWords(told.story, momentAt(told.timeline, seconds), captions === 'full'),
    [told, seconds, captions],
  )
  return (
    <section className="present-pane" data-testid="present-pane">
      <PresentStage told={told} seconds={seconds} words={words.head} />
      {captions !== 'none' && <PresentWords words={words} />}
    </section>
  )
}
