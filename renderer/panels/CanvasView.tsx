/** The image with its boxes: gives the canvas what it shows and does what it tells. */
import { lazy, Suspense, useMemo } from 'react'
import { imageAddress } from '../../app/addresses'
import { isRunning } from '../session/rows'
import { goldBoxesOf } from '../session/gold'
import { drawnGold, drawnGoldBoxes } from '../session/review-rows'
import { boxesOf, ghostMark, lookOf, playedRows } from '../session/rows'
import { useActions, useOtherRows, useRows, useSession } from '../session/use-session'

const ImageCanvas = lazy(() => import('../canvas/ImageCanvas').then((m) => ({ default: m.ImageCanvas })))

/** Longest side of what is shown; more than a screen has, less than a big scan. */
const shownSide = 4096

/** The stage in the middle. */
export function CanvasView() {
  const session = useActions()
  const image = useSession((s) => s.project?.image)
  const step = useSession((s) => s.step)
  const box = useSession((s) => s.box)
  const hovered = useSession((s) => s.hovered)
  const preview = useSession((s) => s.preview)
  const tool = useSession((s) => s.tool)
  const hidden = useSession((s) => s.hideBoxes)
  const playing = useSession((s) => s.playing)
  const editable = useSession((s) => !isRunning(s))
  const rows = useRows()
  const other = useOtherRows()
  const shown = useMemo(() => (playing ? playedRows(rows, step) : rows), [playing, rows, step])
  const origin = useSession((s) => s.project?.origin)
  const gold = useSession(drawnGold)
  const boxes = useMemo(
    () => [...goldBoxesOf(origin), ...drawnGoldBoxes(gold), ...boxesOf(shown, preview, other)],
    [origin, gold, shown, preview, other],
  )
  const picture = useMemo(() => image && pictureOf(image), [image])
  if (picture === undefined) return null
  return (
    <div className="stage">
      <Suspense fallback={null}>
        <ImageCanvas
          image={picture}
          boxes={boxes}
          selected={box ?? lookOf(rows, step)?.id}
          hovered={lookOf(rows, hovered)?.id ?? hovered}
          tool={tool}
          hidden={hidden}
          editable={editable}
          onSelect={(id) => session.takeBox(id?.startsWith(ghostMark) ? undefined : id)}
          onHover={session.hover}
          onPreview={session.preview}
          onChange={(id, region) => void session.draftRegion(id, region)}
          onDraw={(region) => void session.drawn(region)}
          onHandle={session.setCanvas}
          onZoom={session.setZoom}
        />
      </Suspense>
    </div>
  )
}

function pictureOf(image: { id: string; width: number; height: number }) {
  const big = Math.max(image.width, image.height) > shownSide
  const { width, height } = image
  return { url: imageAddress(image.id, big ? shownSide : undefined), size: { width, height } }
}
