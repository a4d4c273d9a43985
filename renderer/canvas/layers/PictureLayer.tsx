/** The image. Drawn again when the camera moves, not when a box does. */
import { memo, useCallback } from 'react'
import { useStore } from 'zustand'
import type { Size } from '../../../app/geometry/box'
import { paintEdge, paintPicture } from '../paint/picture'
import type { Picture } from '../picture'
import type { View } from '../view'
import { Sheet, type Painter } from './Sheet'

/** Shows the picture under the view's camera. */
export const PictureLayer = memo(function PictureLayer(props: {
  readonly view: View
  readonly ratio: number
  readonly picture: Picture | undefined
  readonly size: Size
}) {
  const { view, ratio, picture, size } = props
  const camera = useStore(view.store, (s) => s.camera)
  const viewport = useStore(view.store, (s) => s.viewport)
  const paint = useCallback<Painter>(
    (brush, scale) => {
      if (picture !== undefined) paintPicture(brush, picture, { camera, viewport, size, ratio: scale })
      paintEdge(brush, { camera, size })
    },
    [picture, camera, viewport, size],
  )
  return <Sheet paint={paint} ratio={ratio} />
})
