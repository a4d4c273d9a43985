/** The few boxes somebody attends to: selected, hovered, in the hand, landing, being drawn. */
import { memo, useCallback } from 'react'
import { useStore } from 'zustand'
import { paintActive, type Active } from '../paint/active'
import type { ChipPlace } from '../../../app/paint/place'
import type { InkPalette } from '../../../app/paint/ink'
import type { CanvasBox } from '../props'
import type { CanvasModel } from '../view'
import { Sheet, type Painter } from './Sheet'

/** Shows what is attended to, above the rest. */
export const ActiveLayer = memo(function ActiveLayer(props: {
  readonly view: CanvasModel
  readonly ratio: number
  readonly boxes: readonly CanvasBox[]
  readonly selected: string | undefined
  readonly hovered: string | undefined
  readonly editable: boolean
  readonly palette: InkPalette
  readonly hidden: boolean
  readonly placed: ReadonlyMap<string, ChipPlace>
}) {
  const { view, ratio, boxes, selected, hovered, editable, palette, hidden, placed } = props
  const state = useStore(view.store)
  const paint = useCallback<Painter>(
    (brush) => {
      const active: Active = { boxes, selected, hovered, editable, state, placed }
      paintActive(brush, active, palette)
    },
    [boxes, selected, hovered, editable, state, palette, placed],
  )
  return <Sheet paint={paint} ratio={ratio} visible={!hidden} />
})
