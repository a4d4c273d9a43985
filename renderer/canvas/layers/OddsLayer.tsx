/** How sure a model was of its boxes: soft edges and runners-up, between the image and the boxes that are attended to. */
import { memo, useCallback } from 'react'
import { useStore } from 'zustand'
import type { InkPalette } from '../../../app/paint/ink'
import { paintOdds, type Odds } from '../../../app/paint/odds'
import type { CanvasModel } from '../view'
import { Sheet, type Painter } from './Sheet'

/** Shows odds under the view's camera; `at`: the runner-up that is attended to. */
export const OddsLayer = memo(function OddsLayer(props: {
  readonly view: CanvasModel
  readonly ratio: number
  readonly palette: InkPalette
  readonly odds: Odds
  readonly at: string | undefined
}) {
  const { view, ratio, palette, odds, at } = props
  const camera = useStore(view.store, (s) => s.camera)
  const paint = useCallback<Painter>(
    (brush) => paintOdds(brush, { ...odds, at }, { camera, palette }),
    [odds, at, camera, palette],
  )
  return <Sheet paint={paint} ratio={ratio} />
})
