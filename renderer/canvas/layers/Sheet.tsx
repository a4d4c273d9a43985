/** One canvas with one painter: all that layers take from Konva. Painted again when the painter is another function. */
import { useCallback } from 'react'
import type { ShapeConfig } from 'konva/lib/Shape.js'
import { Layer, Shape } from 'react-konva/lib/ReactKonvaCore.js'

/** Paints on a 2D context in screen pixels; `ratio` device pixels to each. */
export type Painter = (brush: CanvasRenderingContext2D, ratio: number) => void

/** A layer drawn by a painter. Keep the painter the same function while it would paint the same. */
export function Sheet({ paint, visible = true }: { readonly paint: Painter; readonly visible?: boolean }) {
  const sceneFunc = useCallback<NonNullable<ShapeConfig['sceneFunc']>>(
    // The native context: Konva's wrapper of each call costs more than the call when there are thousands.
    (context) => paint(context._context, context.getCanvas().getPixelRatio()),
    [paint],
  )
  return (
    <Layer listening={false} visible={visible}>
      <Shape sceneFunc={sceneFunc} listening={false} perfectDrawEnabled={false} />
    </Layer>
  )
}
