/** What a canvas knows beside its props, and questions about the two together. Pure. */
import type { Box, Size } from '../../app/geometry/box'
import { mappingOf, type Camera } from './camera'
import type { Landings } from './landing'
import type { CanvasProps } from './props'
import type { Phase, Scene } from './tools/tool'

/** What is drawn from, beside the props. */
export interface ViewState {
  readonly camera: Camera
  /** Size of the opening in screen pixels; 0 × 0 before it is known. */
  readonly viewport: Size
  readonly phase: Phase
  /** A finished edit, shown until the props tell it too, so that the box does not jump back meanwhile. */
  readonly held: Held | undefined
  /** Space is held: the next drag moves the view. */
  readonly panKey: boolean
  readonly landings: Landings
  /** The clock of the frame, for landings. */
  readonly now: number
}

/** An edit that was told but has not come back yet. */
export interface Held {
  readonly id: string
  /** Where the props had the box before the gesture. */
  readonly before: Box<'image'>
  readonly region: Box<'image'>
}

/** What a tool looks at. */
export function sceneOf(
  { image, boxes, selected, editable }: CanvasProps,
  { camera, viewport, held }: ViewState,
): Scene {
  const targets = boxes
    .filter((b) => b.ghost !== true)
    .map((b) => ({ id: b.id, region: held?.id === b.id ? held.region : b.region }))
  return { image: image.size, viewport, view: mappingOf(camera), targets, selected, editable }
}

/** Whether what is in the hand is gone or may no longer be changed. */
export function isLost(phase: Phase, { editable, boxes }: CanvasProps): boolean {
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
