/** The image with its boxes: gives the canvas what it shows and does what it tells. */
import { sizedImageOf } from '../../app/trace/image'
import { lazy, Suspense, useMemo } from 'react'
import { imageAddress, viewAddress } from '../../app/addresses'
import { dialectOf } from '../../app/dialects'
import type { CanvasBox, PartAddress } from '../canvas/props'
import { attentionHeat } from '../session/attention/attention-rows'
import { isRunning, lookOf, type Row } from '../session/document/rows'
import { drawnGold } from '../session/review/review-rows'
import { cutBoxes } from './cut-boxes'
import {
  useActions,
  useBranch,
  useOtherRows,
  useRows,
  useSession,
  useShownRows,
  useToldAll,
} from '../use-session'
import { boxesOf, ghostMark } from '../../app/story/boxes'
import { ghostBoxes, goldCanvasBoxes, drawnGoldBoxes, pointBoxes } from './canvas-boxes'
import { shownGhosts } from '../session/document/reading'
import { useSmallest, useWhyHeat } from './why/on-image'
import { useOdds } from './use-odds'

const ImageCanvas = lazy(() => import('../canvas/ImageCanvas').then((m) => ({ default: m.ImageCanvas })))

/** Longest side of what is shown; more than a screen has, less than a big scan. */
const shownSide = 4096

/** The stage in the middle. */
export function CanvasView() {
  const session = useActions()
  const image = useSession((s) => s.document.project?.image)
  const step = useSession((s) => s.selection.step)
  const box = useSession((s) => s.selection.box)
  const hovered = useSession((s) => s.selection.hovered)
  const tool = useSession((s) => s.editing.tool)
  const hidden = useSession((s) => s.view.hideBoxes)
  const brightness = useSession((s) => s.view.brightness)
  const editable = useSession((s) => !isRunning(s))
  const rows = useRows()
  const boxes = useBoxes()
  const why = useWhyHeat()
  const heat = useSession(attentionHeat) ?? why
  const ways = useSession(shownGhosts)
  const way = useSession((s) => s.ghosts.at)
  const { odds, takeRunnerUp } = useOdds(box ?? lookOf(rows, step)?.id)
  const choices = useMemo(() => ways && ghostBoxes(ways.ghosts), [ways])
  const subject = useSession(({ document }) => `${document.project?.id} ${document.branch}`)
  const picture = useMemo(() => image && shownOf(image), [image])
  if (picture === undefined) return null
  return (
    <div className="stage">
      <Suspense fallback={null}>
        <ImageCanvas
          image={picture}
          brightness={brightness}
          subject={subject}
          boxes={choices ?? boxes}
          heat={heat}
          odds={choices === undefined ? odds : undefined}
          selected={choices === undefined ? (box ?? lookOf(rows, step)?.id) : undefined}
          hovered={choices === undefined ? (lookOf(rows, hovered)?.id ?? hovered) : choices[way]?.id}
          tool={choices === undefined ? tool : 'select'}
          hidden={hidden}
          editable={editable && choices === undefined}
          onSelect={(id) => {
            if (takeRunnerUp(id)) return
            if (choices === undefined) session.selection.take(id?.startsWith(ghostMark) ? undefined : id)
            else session.ghosts.pick(choices.findIndex((b) => b.id === id))
          }}
          onHover={(id) => {
            if (choices === undefined) session.selection.hover(id)
            else session.ghosts.look(choices.findIndex((b) => b.id === id))
          }}
          onPreview={session.regions.preview}
          onChange={(id, region) => void session.regions.draft(id, region)}
          onPoint={(at) => void session.regions.addPoint(at)}
          onDraw={(region) => void session.regions.drawn(region)}
          onHandle={session.view.attachCanvas}
          onZoom={session.view.setZoom}
        />
      </Suspense>
    </div>
  )
}

/** What stands on the image: of what may be seen by now, the looks; the right place only when all is told. */
function useBoxes(): readonly CanvasBox[] {
  const preview = useSession((s) => s.editing.preview)
  const other = useOtherRows()
  const shown = useShownRows()
  const toldAll = useToldAll()
  const origin = useSession((s) => s.document.project?.origin)
  const gold = useSession(drawnGold)
  const cuts = useCuts(shown)
  const smallest = useSmallest()
  const points = useSession((s) => s.editing.points)
  const image = useSession((s) => s.document.project?.image)
  return useMemo(
    () => [
      ...(toldAll ? goldCanvasBoxes(origin) : []),
      ...drawnGoldBoxes(gold),
      ...boxesOf(shown, preview, other),
      ...cuts,
      ...smallest,
      ...pointBoxes(points, image),
    ],
    [toldAll, origin, gold, shown, preview, other, cuts, smallest, points, image],
  )
}

/** What will really be cut for moved boxes; nothing where the language is not known, or while a trace is played. */
function useCuts(rows: readonly Row[]): readonly CanvasBox[] {
  const preview = useSession((s) => s.editing.preview)
  const playing = useSession((s) => s.player.playing)
  const image = useSession((s) => s.document.project?.image)
  const view = useBranch((b) => b.view)
  const id = useBranch((b) => b.dialect)
  const ground = useMemo(() => {
    const dialect = dialectOf(id ?? '')
    if (image === undefined || view === undefined || dialect === undefined) return undefined
    return { dialect, image: sizedImageOf(image), view, budgets: dialect.budgets }
  }, [image, view, id])
  return useMemo(
    () => (ground === undefined || playing ? [] : cutBoxes(rows, preview, ground)),
    [ground, playing, rows, preview],
  )
}

function shownOf(image: { id: string; width: number; height: number }) {
  const big = Math.max(image.width, image.height) > shownSide
  const { width, height } = image
  const part: PartAddress = (crop, size) =>
    viewAddress({ image: image.id, crop, size, filter: 'lanczos', grid: { width: 0, height: 0 } })
  return {
    url: imageAddress(image.id, big ? shownSide : undefined),
    size: { width, height },
    part: big ? part : undefined,
  }
}
