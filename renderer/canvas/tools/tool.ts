/**
 * What a tool is: a pure state machine from pointer events to phases and effects. Types only; a tool knows neither Konva
 * nor the DOM, and changes nothing itself.
 */
import type { Box, Point, Side, Size } from '../../../app/geometry/box'
import type { Mapping } from '../../../app/geometry/mapping'
import type { Handle } from './region'

/** A box that can be pointed at. */
export interface Target {
  readonly id: string
  readonly region: Box<'image'>
  /** It is a place, and taken there: it has no sides to pull at. */
  readonly point?: Point
  /** It is taken at this side alone, and cannot be moved. */
  readonly side?: Side
}

/** Everything a tool may look at to decide. */
export interface ToolScene {
  readonly image: Size
  readonly viewport: Size
  readonly view: Mapping<'image', 'screen'>
  /** In drawing order: the last is on top. */
  readonly targets: readonly Target[]
  readonly selected: string | undefined
  readonly editable: boolean
}

/** The pointer on the screen, relative to the canvas, with the keys held. */
export interface Pointer {
  readonly at: Point
  readonly shift: boolean
  readonly alt: boolean
}

/** What happens to a tool. `pan`: the middle button or a held Space asks to move the view whatever is below. */
export type ToolEvent =
  | { readonly type: 'down'; readonly pointer: Pointer; readonly pan: boolean }
  | { readonly type: 'move'; readonly pointer: Pointer }
  | { readonly type: 'up'; readonly pointer: Pointer }
  | { readonly type: 'leave' }
  | { readonly type: 'cancel' }

/** What is under the pointer. A click takes the topmost box; a drag takes the selected one if it is there too. */
export type UnderPointer =
  | { readonly type: 'nothing' }
  | { readonly type: 'box'; readonly click: Target; readonly drag: Target }
  | { readonly type: 'handle'; readonly handle: Handle; readonly target: Target }

/** Where in a gesture a tool is. Points named `grab` and `anchor` are in image pixels, so that zooming meanwhile is safe. */
export type GesturePhase =
  | { readonly type: 'idle'; readonly under: UnderPointer }
  | { readonly type: 'pointing'; readonly from: Pointer; readonly under: UnderPointer }
  | { readonly type: 'panning'; readonly last: Point }
  | ({ readonly type: 'moving' } & Editing)
  | ({ readonly type: 'resizing'; readonly handle: Handle } & Editing)
  | { readonly type: 'drawing'; readonly anchor: Point; readonly region: Box<'image'> | undefined }

/** A box in the hand: where it was, where it is, and the image point it was grabbed at. */
export interface Editing {
  readonly id: string
  readonly start: Box<'image'>
  readonly region: Box<'image'>
  readonly grab: Point
}

/** What a tool wants done. */
export type Effect =
  | { readonly type: 'select'; readonly id: string | undefined }
  | { readonly type: 'preview'; readonly id: string; readonly region: Box<'image'> | undefined }
  | { readonly type: 'change'; readonly id: string; readonly region: Box<'image'> }
  | { readonly type: 'draw'; readonly region: Box<'image'> }
  /** A point of an outline, in image pixels. */
  | { readonly type: 'point'; readonly at: Point }
  | { readonly type: 'pan'; readonly dx: number; readonly dy: number }

/** What follows from an event. */
export interface Transition {
  readonly phase: GesturePhase
  readonly effects: readonly Effect[]
}

/** Names of CSS cursors that tools show. */
export type Cursor =
  | 'default'
  | 'pointer'
  | 'move'
  | 'crosshair'
  | 'grabbing'
  | 'nwse-resize'
  | 'nesw-resize'
  | 'ns-resize'
  | 'ew-resize'

/** A tool of the canvas. */
export interface Tool<Id extends string = string> {
  readonly id: Id
  readonly next: (phase: GesturePhase, event: ToolEvent, scene: ToolScene) => Transition
  readonly cursor: (phase: GesturePhase, editable: boolean) => Cursor
}

/** Nothing begun, nothing under the pointer. */
export const resting: GesturePhase = { type: 'idle', under: { type: 'nothing' } }
