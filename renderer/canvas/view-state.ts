/** What a canvas knows beside its props, and questions about the two together. Pure. */
import type { Size } from '../../app/geometry/box'
import { mappingOf, type Camera } from '../../app/paint/camera'
import type { Landings } from './landing'
import type { CanvasProps } from './props'
import type { GesturePhase, ToolScene } from './tools/tool'

/** What is drawn from, beside the props. */
export interface CanvasState {
  readonly camera: Camera
  /** Size of the opening in screen pixels; 0 × 0 before it is known. */
  readonly viewport: Size
  readonly phase: GesturePhase
  /** Space is held: the next drag moves the view. */
  readonly panKey: boolean
  readonly landings: Landings
  /** The clock of the frame, for landings. */
  readonly now: number
}

/** What a tool looks at. */
export function sceneOf(
  { image, boxes, odds, selected, editable }: CanvasProps,
  { camera, viewport }: CanvasState,
): ToolScene {
  const targets = [...boxes.filter((b) => b.ghost !== true), ...(odds?.runnersUp ?? [])]
  return { image: image.size, viewport, view: mappingOf(camera), targets, selected, editable }
}

/** Whether what is in the hand is gone or may no longer be changed. */
export function isLost(phase: GesturePhase, { editable, boxes }: CanvasProps): boolean {
  if (phase.type === 'drawing') return !editable
  if (phase.type !== 'moving' && phase.type !== 'resizing') return false
  return !editable || !boxes.some((b) => b.id === phase.id && b.ghost !== true)
}

/** Whether it is the same picture: another size of the same address still is. */
export function sameImage(a: CanvasProps, b: CanvasProps): boolean {
  const bare = (url: string) => url.split('?')[0]
  return (
    bare(a.image.url) === bare(b.image.url) &&
    a.image.size.width === b.image.size.width &&
    a.image.size.height === b.image.size.height
  )
}
