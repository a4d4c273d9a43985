/** The image. Drawn again when the camera moves, not when a box does. */
import { memo, useCallback } from 'react'
import { useStore } from 'zustand'
import { useDetail } from '../detail'
import { paintDetail, paintEdge, paintPicture } from '../paint/picture'
import type { Picture } from '../picture'
import type { CanvasProps } from '../props'
import type { CanvasModel } from '../view'
import { Sheet, type Painter } from './Sheet'

/** Shows the picture under the view's camera. */
export const PictureLayer = memo(function PictureLayer(props: {
  readonly view: CanvasModel
  readonly ratio: number
  readonly picture: Picture | undefined
  readonly image: CanvasProps['image']
  readonly brightness: CanvasProps['brightness']
}) {
  const { view, ratio, picture, brightness = 1 } = props
  const { size, part } = props.image
  const detail = useDetail(view, { picture, size, part, ratio })
  const camera = useStore(view.store, (s) => s.camera)
  const viewport = useStore(view.store, (s) => s.viewport)
  const paint = useCallback<Painter>(
    (brush, scale) => {
      const shown = { camera, viewport, size, ratio: scale }
      if (picture !== undefined) paintPicture(brush, picture, shown)
      if (detail !== undefined) paintDetail(brush, detail, shown)
      paintEdge(brush, { camera, size })
    },
    [picture, detail, camera, viewport, size],
  )
  return (
    <Sheet paint={paint} ratio={ratio} filter={brightness === 1 ? undefined : `brightness(${brightness})`} />
  )
})
