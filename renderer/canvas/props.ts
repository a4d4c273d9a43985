/** What the canvas is given and what it tells. The whole seam between the image view and the rest of the window. */
import type { Box, Point, Size } from '../../app/geometry/box'
import type { HeatCell } from '../../app/paint/heat'
import type { ImageBox } from '../../app/paint/mark'
import type { Odds } from '../../app/paint/odds'

/** Where the pixels of a part are: the region of the original, in an image of that size. */
export type PartAddress = (region: Box<'image'>, size: Size) => string

/** A region on the image. */
export type CanvasBox = ImageBox

/** Handles for commands: zoom and fit from keys, menus and buttons. */
export interface CanvasHandle {
  readonly fit: () => void
  readonly zoomBy: (factor: number) => void
  readonly zoomTo: (scale: number) => void
  /** Frames a region with a margin. */
  readonly frame: (region: Box<'image'>) => void
}

export interface CanvasProps {
  readonly image: {
    readonly url: string
    readonly size: Size
    /** Where parts of the original are, if `url` is a smaller copy of it. */
    readonly part?: PartAddress | undefined
  }
  /** How many times brighter its pixels are on the screen; absent: as they are. Nothing else sees them so. */
  readonly brightness?: number | undefined
  /** What the boxes belong to: when it is another, a gesture under way ends and nothing comes of it. */
  readonly subject: string
  readonly boxes: readonly CanvasBox[]
  /** Numbers shown as colour over the image. */
  readonly heat?: readonly HeatCell[] | undefined
  /** How sure the model was of its boxes. A runner-up is taken at the one side that is another, and is never moved. */
  readonly odds?: Odds | undefined
  readonly selected: string | undefined
  readonly hovered: string | undefined
  readonly tool: 'select' | 'draw' | 'extreme'
  /** Held key: show the image alone. */
  readonly hidden: boolean
  readonly editable: boolean
  readonly onSelect: (id: string | undefined) => void
  readonly onHover: (id: string | undefined) => void
  /** While a box is dragged or resized, once per frame (a point: a region of no size); undefined when the gesture ended or was cancelled. */
  readonly onPreview: (id: string, region: Box<'image'> | undefined) => void
  /**
   * Once per finished gesture: this is one undo. From then on the region is the owner's to show, so that the box does not
   * jump back before the change is kept.
   */
  readonly onChange: (id: string, region: Box<'image'>) => void
  readonly onDraw: (region: Box<'image'>) => void
  /** Once per click with the tool for extreme points. In image pixels. */
  readonly onPoint: (at: Point) => void
  /** Called with the handle on mount and undefined on unmount. */
  readonly onHandle: (handle: CanvasHandle | undefined) => void
  /** Current zoom in screen pixels per image pixel, for the toolbar. */
  readonly onZoom: (scale: number) => void
}
