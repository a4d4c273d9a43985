/** Everything drawn: canvases over each other, so that what moves is drawn without what stands still. */
import { useState, useSyncExternalStore } from 'react'
import { Stage } from 'react-konva/lib/ReactKonvaCore.js'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { sameBoxes } from '../marks'
import { isActiveBox } from '../paint/active'
import type { ChipPlace } from '../../../app/paint/place'
import type { InkPalette } from '../../../app/paint/ink'
import type { Picture } from '../picture'
import type { CanvasBox, CanvasProps } from '../props'
import type { CanvasModel } from '../view'
import { ActiveLayer } from './ActiveLayer'
import { BoxesLayer } from './BoxesLayer'
import { HeatLayer } from './HeatLayer'
import { OddsLayer } from './OddsLayer'
import { PictureLayer } from './PictureLayer'

/** Draws the image and, unless hidden, its boxes. */
export function Drawing(
  props: Pick<
    CanvasProps,
    'image' | 'brightness' | 'boxes' | 'heat' | 'odds' | 'selected' | 'hovered' | 'hidden' | 'editable'
  > & {
    readonly view: CanvasModel
    readonly palette: InkPalette
    readonly picture: Picture | undefined
  },
) {
  const {
    view,
    palette,
    picture,
    image,
    brightness,
    boxes,
    heat,
    odds,
    selected,
    hovered,
    hidden,
    editable,
  } = props
  const viewport = useStore(view.store, (s) => s.viewport)
  const passive = useStore(
    view.store,
    useShallow((s) => boxes.filter((b) => b.ghost === true || !isActiveBox(b.id, selected, s))),
  )
  const [placed] = useState(() => new Map<string, ChipPlace>())
  const ratio = usePixelRatio()
  const steady = useSteady(passive)
  return (
    // The pointer is read by the element around it: Konva need not look for what it hits.
    <Stage
      width={viewport.width}
      height={viewport.height}
      listening={false}
      style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
    >
      <PictureLayer {...{ view, ratio, picture, image, brightness }} />
      {heat !== undefined && !hidden && <HeatLayer {...{ view, ratio }} cells={heat} />}
      {odds !== undefined && !hidden && <OddsLayer {...{ view, ratio, palette, odds }} at={hovered} />}
      <BoxesLayer {...{ view, ratio, palette, hidden, placed }} boxes={steady} />
      <ActiveLayer {...{ view, ratio, boxes, selected, hovered, editable, palette, hidden, placed }} />
    </Stage>
  )
}

/** The list given before as long as the new one would be drawn the same. */
function useSteady(boxes: readonly CanvasBox[]): readonly CanvasBox[] {
  const [steady, setSteady] = useState(boxes)
  if (steady === boxes || sameBoxes(steady, boxes)) return steady
  setSteady(boxes)
  return boxes
}

/** Device pixels per screen pixel, which change when the window goes to another screen. */
function usePixelRatio(): number {
  return useSyncExternalStore(watchPixelRatio, () => window.devicePixelRatio)
}

function watchPixelRatio(onChange: () => void): () => void {
  const ending = new AbortController()
  const watch = () => {
    const same = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`)
    const changed = () => {
      onChange()
      watch()
    }
    same.addEventListener('change', changed, { once: true, signal: ending.signal })
  }
  watch()
  return () => ending.abort()
}
