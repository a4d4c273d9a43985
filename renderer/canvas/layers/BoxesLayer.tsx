/** All boxes nobody attends to, in one shape. Not drawn again while another box is dragged. */
import { memo, useCallback } from 'react'
import { useStore } from 'zustand'
import { marksOf } from '../../../app/paint/scene'
import { paintChips } from '../../../app/paint/chips'
import { paintFrames } from '../../../app/paint/frames'
import { paintPoints } from '../../../app/paint/points'
import type { ChipPlace } from '../../../app/paint/place'
import type { Palette } from '../../../app/paint/ink'
import type { CanvasBox } from '../props'
import type { View } from '../view'
import { Sheet, type Painter } from './Sheet'

/** Shows boxes under the view's camera. */
export const BoxesLayer = memo(function BoxesLayer(props: {
  readonly view: View
  readonly ratio: number
  readonly boxes: readonly CanvasBox[]
  readonly palette: Palette
  readonly hidden: boolean
  readonly placed: Map<string, ChipPlace>
}) {
  const { view, ratio, boxes, palette, hidden, placed } = props
  const camera = useStore(view.store, (s) => s.camera)
  const viewport = useStore(view.store, (s) => s.viewport)
  const paint = useCallback<Painter>(
    (brush) => {
      const marks = marksOf(boxes, camera, viewport)
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
