/** The image of a presentation: one canvas that is painted again for each moment. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Size } from '../../../app/geometry/box'
import { momentAt } from '../../../app/story/timeline'
import { usePalette } from '../../canvas/palette'
import { paintMomentOnCanvas } from '../../canvas/paint/moment'
import { missingImage } from '../../../app/trace/image'
import { t } from '../../language/text'
import { useStoryImages, type ShownStory } from './use-story'

/** What the canvas shows at a second. `words`: what is to be seen, for who cannot. */
export function PresentStage({ told, seconds, words }: { told: ShownStory; seconds: number; words: string }) {
  const element = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const palette = usePalette(place)
  const viewport = useSize(element)
  const moment = useMemo(() => momentAt(told.timeline, seconds), [told, seconds])
  const pictures = useStoryImages(told, moment.beat)
  useEffect(() => {
    const brush = canvas.current?.getContext('2d')
    if (canvas.current === null || !brush || palette === undefined || viewport.width === 0) return
    const ratio = Math.min(3, Math.max(1, devicePixelRatio))
    const [width, height] = [Math.round(viewport.width * ratio), Math.round(viewport.height * ratio)]
    if (canvas.current.width !== width || canvas.current.height !== height)
      Object.assign(canvas.current, { width, height })
    paintMomentOnCanvas(brush, { story: told.story, moment, pictures, palette, viewport, ratio })
  }, [told, moment, pictures, palette, viewport])
  return (
    <div className="present-stage" ref={element}>
      <canvas
        ref={(node) => {
          canvas.current = node
          setPlace(node?.parentElement ?? null)
        }}
        role="img"
        aria-label={words}
        data-testid="present-canvas"
        data-phase={moment.phase}
        data-reduced={moment.reduced.toFixed(2)}
        data-sharp={moment.crop?.sharp.toFixed(2)}
        data-told={moment.told}
        data-ready={pictures.whole !== undefined}
      />
      {told.story.image.id === missingImage && (
        <p className="present-missing muted">{t('The image of this trace was not found.')}</p>
      )}
    </div>
  )
}

function useSize(element: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  useEffect(() => {
    if (element.current === null) return
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    watch.observe(element.current)
    return () => watch.disconnect()
  }, [element])
  return size
}
