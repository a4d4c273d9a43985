/** One canvas with one painter: a Konva layer with one shape. Painted again when the painter or the ratio is another. */
import { useCallback, useLayoutEffect, useRef } from 'react'
import type { Layer as LayerNode } from 'konva/lib/Layer.js'
import type { ShapeConfig } from 'konva/lib/Shape.js'
import { Layer, Shape } from 'react-konva/lib/ReactKonvaCore.js'
import type { CanvasBrush } from '../paint/picture-brush'

/** Paints in screen pixels; `ratio` device pixels to each. */
export type Painter = (brush: CanvasBrush, ratio: number) => void

interface SheetProps {
  /** Keep it the same function while it would paint the same. */
  readonly paint: Painter
  /** Device pixels per screen pixel, of the screen the window is on. */
  readonly ratio: number
  readonly visible?: boolean
  /** A filter of CSS, for the screen alone. */
  readonly filter?: string | undefined
}

/**
 * A layer drawn by a painter. A thousand boxes as shapes of Konva's own take five times as long as one shape that paints
 * them (docs/decisions/009-konva-for-layers.md).
 */
export function Sheet({ paint, ratio, visible = true, filter = '' }: SheetProps) {
  const layer = useRef<LayerNode>(null)
  const sceneFunc = useCallback<NonNullable<ShapeConfig['sceneFunc']>>(
    (context) => paint(context, context.getCanvas().getPixelRatio()),
    [paint],
  )
  useLayoutEffect(() => {
    const canvas = layer.current?.getCanvas()
    if (canvas === undefined || canvas.getPixelRatio() === ratio) return
    canvas.setPixelRatio(ratio)
    layer.current?.batchDraw()
  }, [ratio])
  useLayoutEffect(() => {
    layer.current?.getNativeCanvasElement().style.setProperty('filter', filter)
  }, [filter])
  return (
    <Layer ref={layer} listening={false} visible={visible}>
      <Shape sceneFunc={sceneFunc} listening={false} perfectDrawEnabled={false} />
    </Layer>
  )
}
