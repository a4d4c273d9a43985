/** A box on an image, and the mark it is on the screen that shows the image. Pure; draws nothing, knows no camera. */
import { box, type Box, type Point } from '../geometry/box'
import { mapBox, mapPoint, type Mapping } from '../geometry/mapping'
import { goldHue } from './ink'

/** A region on the image. */
export interface ImageBox {
  readonly id: string
  readonly region: Box<'image'>
  /** A place was named, not a box: it is drawn as one, whatever the region around it. */
  readonly point?: Point
  /** Order number shown at the box. */
  readonly number: number
  /** Index into the look ramp (`--look-0` … `--look-7` in the style sheet), the same as in the lists. */
  readonly hue: number
  /** A person's box is dashed, a model's solid. */
  readonly author: 'model' | 'person'
  /** Where a moved box was before: thin, dashed, not editable. */
  readonly ghost?: boolean
  /** Where it really stands, says the file or an annotator: dotted, in the colour of text. Given with `ghost`. */
  readonly gold?: boolean
  /** What will really be cut for a box that is moved or drawn: a thin line. Given with `ghost`. */
  readonly cut?: boolean
  readonly label?: string
}

/** A box on the screen, as it is to be drawn. */
export interface Mark {
  readonly id: string
  readonly on: Box<'screen'>
  /** Of a point: where, on the screen. `on` is then the place it takes there, the same at every zoom. */
  readonly at?: Point
  readonly hue: number
  readonly line: 'solid' | 'dashed' | 'ghost' | 'gold' | 'cut'
  readonly number: number
  readonly label: string | undefined
}

/** How far a point reaches around its place, in screen pixels. */
const pointReach = 9

/** Where a box is on the screen; of a point, what it takes there. */
export function placeOnScreen(
  { point, region: own }: Pick<ImageBox, 'point' | 'region'>,
  view: Mapping<'image', 'screen'>,
  region: Box<'image'> = own,
): { readonly on: Box<'screen'>; readonly at?: Point } {
  if (point === undefined) return { on: mapBox(view, region) }
  // In the hand it is a region of no size.
  const at = mapPoint(view, region === own ? point : { x: region.left, y: region.top })
  return { on: box(at.x - pointReach, at.y - pointReach, at.x + pointReach, at.y + pointReach), at }
}

/** The mark of a box, wherever it is. */
export function markOn(
  box: ImageBox,
  view: Mapping<'image', 'screen'>,
  region: Box<'image'> = box.region,
): Mark {
  return {
    id: box.id,
    ...placeOnScreen(box, view, region),
    hue: box.gold === true ? goldHue : box.hue,
    line:
      box.gold === true
        ? 'gold'
        : box.cut === true
          ? 'cut'
          : box.ghost === true
            ? 'ghost'
            : box.author === 'person'
              ? 'dashed'
              : 'solid',
    number: box.number,
    label: box.label,
  }
}
