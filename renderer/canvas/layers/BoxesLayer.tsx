/** All boxes nobody attends to, in one shape. Not drawn again while another box is dragged. */
import { memo, useCallback } from 'react'
import { useStore } from 'zustand'
import { boxMarksOf } from '../../../app/paint/scene'
import { paintChips } from '../../../app/paint/chips'
import { paintFrames } from '../../../app/paint/frames'
import { paintPoints } from '../../../app/paint/points'
import type { ChipPlace } from '../../../app/paint/place'
import type { InkPalette } from '../../../app/paint/ink'
import type { CanvasBox } from '../props'
import type { CanvasModel } from '../view'
import { Sheet, type Painter } from './Sheet'

/** Shows boxes under the view's camera. */
export const BoxesLayer = memo(function BoxesLayer(props: {
  readonly view: CanvasModel
  readonly ratio: number
  readonly boxes: readonly CanvasBox[]
  readonly palette: InkPalette
  readonly hidden: boolean
  readonly placed: Map<string, ChipPlace>
}) {
  const { view, ratio, boxes, palette, hidden, placed } = props
  const camera = useStore(view.store, (s) => s.camera)
  const viewport = useStore(view.store, (s) => s.viewport)
  const paint = useCallback<Painter>(
    (brush) => {
      const marks = boxMarksOf(boxes, camera, viewport)
      const paint = { brush, palette }
      paintFrames(
        paint,
        marks.filter((m) => m.at === undefined),
      )
      paintPoints(paint, marks)
      paintChips(paint, marks, { viewport, pan: camera.pan, placed })
    },
    [boxes, camera, viewport, palette, placed],
  )
  return <Sheet paint={paint} ratio={ratio} visible={!hidden} />
})
