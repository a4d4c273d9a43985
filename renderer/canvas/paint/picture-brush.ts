/** The brush of a real canvas, which can paint images, too. Types only. */
import type { Brush } from '../../../app/paint/brush'

/** In screen pixels; Konva's context has it all. */
export type CanvasBrush = Brush &
  Pick<CanvasRenderingContext2D, 'drawImage' | 'imageSmoothingEnabled' | 'imageSmoothingQuality'>
