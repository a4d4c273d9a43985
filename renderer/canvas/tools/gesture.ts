/** The part of every gesture that tools share: pointing, the step from a click to a drag, following, cancelling. Pure. */
import { sameBox, wholeBox, type Point } from '../../../app/geometry/box'
import { inverse, mapPoint } from '../../../app/geometry/mapping'
import { underAt } from './hit'
import { drawnRegion, moveRegion, pointBox, resizeRegion, type Handle } from './region'
import {
  resting,
  type Cursor,
  type Effect,
  type GesturePhase,
  type Pointer,
  type ToolScene,
  type Target,
  type Tool,
  type ToolEvent,
  type Transition,
  type UnderPointer,
} from './tool'

type Pointing = Extract<GesturePhase, { type: 'pointing' }>
type Dragging = Exclude<GesturePhase, { type: 'idle' | 'pointing' }>

/** What makes a tool itself; the rest is the same for all. */
export interface ToolSpec<Id extends string> {
  readonly id: Id
  /** Whether a press with these keys held moves the view. */
  readonly pans: (pointer: Pointer) => boolean
  /** What a drag that starts like this becomes. */
  readonly begin: (pointing: Pointing, scene: ToolScene) => Transition
  /** What a press that never became a drag does. */
  readonly click: (pointing: Pointing, scene: ToolScene) => readonly Effect[]
  /** The cursor over what is under it. */
  readonly cursor: Tool['cursor']
}

/** Pointer travel on the screen, in pixels, below which a press is a click. */
const dragThreshold = 5

/** A tool from what makes it itself. */
export function makeTool<Id extends string>(spec: ToolSpec<Id>): Tool<Id> {
  return {
    id: spec.id,
    cursor: (phase, editable) => draggingCursor(phase) ?? spec.cursor(phase, editable),
    next: (phase, event, scene) => {
      switch (phase.type) {
        case 'idle':
          return fromIdle(spec, event, scene) ?? { phase, effects: [] }
        case 'pointing':
          return fromPointing(spec, { phase, event }, scene)
        default:
          return follow(phase, event, scene)
      }
    },
  }
}

/** Begins to move the view. */
export function startPanning(from: Pointer): Transition {
  return { phase: { type: 'panning', last: from.at }, effects: [] }
}

/** Takes a box in the hand: the grab offset is kept, so it does not jump to the pointer. */
export function startMoving(target: Target, from: Pointer, scene: ToolScene): Transition {
  const start = target.point ? pointBox(target.point) : wholeBox(target.region, scene.image)
  const grab = toImage(from.at, scene)
  const effects: Effect[] = target.id === scene.selected ? [] : [{ type: 'select', id: target.id }]
  return { phase: { type: 'moving', id: target.id, start, region: start, grab }, effects }
}

/** Takes a box by a handle. */
export function startResizing(
  { target, handle }: Extract<UnderPointer, { type: 'handle' }>,
  from: Pointer,
  scene: ToolScene,
): Transition {
  const start = wholeBox(target.region, scene.image)
  const grab = toImage(from.at, scene)
  return { phase: { type: 'resizing', id: target.id, handle, start, region: start, grab }, effects: [] }
}

/** Begins a new box where the pointer was pressed. */
export function startDrawing(from: Pointer, scene: ToolScene): Transition {
  return { phase: { type: 'drawing', anchor: toImage(from.at, scene), region: undefined }, effects: [] }
}

/** The cursor that shows a handle's direction. */
export function handleCursor(handle: Handle): Cursor {
  if (handle === 'nw' || handle === 'se') return 'nwse-resize'
  if (handle === 'ne' || handle === 'sw') return 'nesw-resize'
  return handle === 'n' || handle === 's' ? 'ns-resize' : 'ew-resize'
}

/** What an event does while nothing is pressed; undefined: nothing. */
function fromIdle(spec: ToolSpec<string>, event: ToolEvent, scene: ToolScene): Transition | undefined {
  switch (event.type) {
    case 'down':
      return event.pan || spec.pans(event.pointer)
        ? startPanning(event.pointer)
        : {
            phase: { type: 'pointing', from: event.pointer, under: underAt(event.pointer.at, scene) },
            effects: [],
          }
    case 'move':
      return { phase: { type: 'idle', under: underAt(event.pointer.at, scene) }, effects: [] }
    case 'leave':
      return { phase: resting, effects: [] }
    case 'up':
    case 'cancel':
      return undefined
  }
}

function fromPointing(
  spec: ToolSpec<string>,
  { phase, event }: { readonly phase: Pointing; readonly event: ToolEvent },
  scene: ToolScene,
): Transition {
  switch (event.type) {
    case 'move': {
      const { at } = event.pointer
      const travel = Math.hypot(at.x - phase.from.at.x, at.y - phase.from.at.y)
      if (travel < dragThreshold) return { phase, effects: [] }
      const begun = spec.begin(phase, scene)
      if (begun.phase.type === 'idle' || begun.phase.type === 'pointing') return begun
      const followed = follow(begun.phase, event, scene)
      return { phase: followed.phase, effects: [...begun.effects, ...followed.effects] }
    }
    case 'up':
      return { phase: resting, effects: spec.click(phase, scene) }
    case 'cancel':
      return { phase: resting, effects: [] }
    case 'down':
    case 'leave':
      return { phase, effects: [] }
  }
}

function follow(phase: Dragging, event: ToolEvent, scene: ToolScene): Transition {
  switch (event.type) {
    case 'move':
      return drag(phase, event.pointer, scene)
    case 'up': {
      const last = drag(phase, event.pointer, scene)
      return { phase: resting, effects: [...panOnly(last.effects), ...finish(last.phase)] }
    }
    case 'cancel':
      return { phase: resting, effects: isEditing(phase) ? [release(phase.id)] : [] }
    case 'down':
    case 'leave':
      return { phase, effects: [] }
  }
}

function drag(phase: Dragging, pointer: Pointer, scene: ToolScene): Transition {
  if (phase.type === 'panning') {
    const pan: Effect = {
      type: 'pan',
      dx: pointer.at.x - phase.last.x,
      dy: pointer.at.y - phase.last.y,
    }
    return { phase: { type: 'panning', last: pointer.at }, effects: [pan] }
  }
  const point = toImage(pointer.at, scene)
  if (phase.type === 'drawing') {
    const region = drawnRegion(phase.anchor, point, { image: scene.image, square: pointer.shift })
    return { phase: { ...phase, region }, effects: [] }
  }
  const by = { x: point.x - phase.grab.x, y: point.y - phase.grab.y }
  const region =
    phase.type === 'moving'
      ? moveRegion(phase.start, by, scene.image)
      : resizeRegion(phase.start, { handle: phase.handle, by, keepAspect: pointer.shift }, scene.image)
  if (sameBox(region, phase.region)) return { phase, effects: [] }
  return { phase: { ...phase, region }, effects: [{ type: 'preview', id: phase.id, region }] }
}

/** What a finished gesture leaves: one change, so that one drag is one undo. */
function finish(phase: GesturePhase): readonly Effect[] {
  if (phase.type === 'drawing')
    return phase.region === undefined ? [] : [{ type: 'draw', region: phase.region }]
  if (!isEditing(phase)) return []
  return sameBox(phase.region, phase.start)
    ? [release(phase.id)]
    : [release(phase.id), { type: 'change', id: phase.id, region: phase.region }]
}

function panOnly(effects: readonly Effect[]): readonly Effect[] {
  return effects.filter((e) => e.type === 'pan')
}

function release(id: string): Effect {
  return { type: 'preview', id, region: undefined }
}

function isEditing(phase: GesturePhase): phase is Extract<GesturePhase, { type: 'moving' | 'resizing' }> {
  return phase.type === 'moving' || phase.type === 'resizing'
}

/** The box that the pointer is on or has in the hand. */
export function hoveredBy(phase: GesturePhase): string | undefined {
  if (isEditing(phase)) return phase.id
  if (phase.type !== 'idle' && phase.type !== 'pointing') return undefined
  if (phase.under.type === 'box') return phase.under.click.id
  return phase.under.type === 'handle' ? phase.under.target.id : undefined
}

function draggingCursor(phase: GesturePhase): Cursor | undefined {
  switch (phase.type) {
    case 'panning':
      return 'grabbing'
    case 'moving':
      return 'move'
    case 'resizing':
      return handleCursor(phase.handle)
    case 'drawing':
      return 'crosshair'
    case 'idle':
    case 'pointing':
      return undefined
  }
}

function toImage(at: Point, scene: ToolScene): Point {
  return mapPoint(inverse(scene.view), at)
}
