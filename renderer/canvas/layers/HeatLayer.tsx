/** Numbers on the image as colour, between it and its boxes. */
import { memo, useCallback } from 'react'
import { useStore } from 'zustand'
import { paintHeat, type HeatCell } from '../../../app/paint/heat'
import type { CanvasModel } from '../view'
import { Sheet, type Painter } from './Sheet'

/** Shows cells under the view's camera. */
export const HeatLayer = memo(function HeatLayer(props: {
  readonly view: CanvasModel
  readonly ratio: number
  readonly cells: readonly HeatCell[]
}) {
  const { view, ratio, cells } = props
  const camera = useStore(view.store, (s) => s.camera)
  const paint = useCallback<Painter>((brush) => paintHeat(brush, cells, camera), [cells, camera])
  return <Sheet paint={paint} ratio={ratio} />
})
