/**
 * Cuts: what `Image.crop`, slices of arrays and their kin take out of an image, and where that lies on the given image.
 * Sources: Pillow, src/PIL/Image.py (`crop`, `_crop`: the four edges rounded half to even, black past the edge);
 * NumPy, “Basic slicing and indexing” (ends clamped, negative ones counted from the far edge).
 */
import { roundHalfEven } from '../geometry/smart-resize'
import { mapEdges, scale, shift, composed, type EdgeNumbers } from './affine'
import type { Extent } from '../extent'
import type { CodeMachine, Site } from './machine'
import { known, unknownValue, type NumberValue, type ImageValue, type Value } from './values'
import { given } from '../given'

/** What a cut is asked for. */
export interface CutRequest {
  readonly from: ImageValue
  /** Left, top, right, bottom. */
  readonly origins: readonly [NumberValue, NumberValue, NumberValue, NumberValue]
  readonly site: Site
  readonly at: Extent
  /** As in `Cut`. */
  readonly refused?: true
}

/** `Image.crop`: edges rounded half to even; nothing is clamped. */
export function codeCrop(machine: CodeMachine, asked: CutRequest): Value {
  const [left, top, right, bottom] = asked.origins.map((n) => roundHalfEven(n.value))
  return cutOut(machine, asked, [left ?? 0, top ?? 0, right ?? 0, bottom ?? 0])
}

function cutOut(
  machine: CodeMachine,
  { from, origins, site, at, refused }: CutRequest,
  edges: EdgeNumbers,
): Value {
  if (from.toSource === undefined) {
    const why = `it is cut out of ${from.why ?? 'an image nobody knows the place of'}`
    machine.computed(why)
    return unknownValue(why, 'image')
  }
  const [left, top, right, bottom] = edges
  const region = machine.cut({
    from,
    edges,
    area: mapEdges(from.toSource, edges),
    origins,
    site,
    at,
    ...(right < left || bottom < top ? { swapped: true } : {}),
    ...given({ refused }),
  })
  return {
    ...from,
    size: { width: Math.max(0, right - left), height: Math.max(0, bottom - top) },
    toSource: composed(shift(left, top), from.toSource),
    region,
  }
}

/** `from:to:step` between the brackets of an index, worked out. */
export interface SliceItem {
  readonly type: 'slice'
  readonly from?: Value
  readonly to?: Value
  readonly step?: Value
  /** Of its first and its last edge. */
  readonly places: readonly [Extent, Extent]
}

/** One item between the brackets of an index. */
export type IndexItem =
  | SliceItem
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'ellipsis' }
  | { readonly type: 'newaxis' }

/** A slice of one axis: its edges, what they were made of, and how far apart the pixels are that it takes. */
interface Range {
  readonly from: number
  readonly to: number
  readonly origins: readonly [NumberValue, NumberValue]
  readonly step: number
  readonly places: readonly [Extent, Extent]
}

/** `image[items]`: a cut, the same image with fewer axes, or something that is no image any more. */
export function index(
  machine: CodeMachine,
  image: ImageValue,
  { items, at }: { readonly items: readonly IndexItem[]; readonly at: Extent },
): Value {
  const ranges = new Map<string, Range>()
  let axes = image.axes ?? 'yxc'
  let kept = ''
  for (const [i, item] of items.entries()) {
    if (item.type === 'newaxis') {
      kept += 'n'
      continue
    }
    if (item.type === 'ellipsis') {
      const rest = items.slice(i + 1).filter((other) => other.type !== 'newaxis').length
      kept += axes.slice(0, Math.max(0, axes.length - rest))
      axes = axes.slice(Math.max(0, axes.length - rest))
      continue
    }
    const axis = axes[0] ?? ''
    axes = axes.slice(1)
    if (item.type === 'value') {
      if (item.value.type === 'list' && axis === 'c') kept += axis
      // A row, a column, a pixel, a mask: nothing that is looked at as a region.
      else if (axis !== 'c' && axis !== 'n') return unknownValue('single rows or pixels')
      continue
    }
    kept += axis
    if (axis !== 'y' && axis !== 'x') continue
    const range = rangeOf(item, axis === 'x' ? image.size.width : image.size.height)
    if (typeof range === 'string') {
      machine.computed(range)
      return unknownValue(range, 'image')
    }
    ranges.set(axis, range)
  }
  const whole = { ...image, axes: kept + axes }
  return taken(machine, whole, { x: ranges.get('x'), y: ranges.get('y'), at })
}

function rangeOf(item: SliceItem, length: number): Range | string {
  const step = item.step === undefined || item.step.type === 'none' ? known(1) : item.step
  if (step.type !== 'number' || step.value === 0) return 'a step that is not known'
  const bound = (value: Value | undefined, otherwise: number): NumberValue | string => {
    if (value === undefined || value.type === 'none') return known(otherwise)
    if (value.type === 'number') return value
    return value.type === 'unknown' ? value.why : 'an edge that is no number'
  }
  if (step.value < 0 && (item.from !== undefined || item.to !== undefined))
    return 'a slice that runs backwards'
  const from = bound(item.from, 0)
  const to = bound(item.to, length)
  if (typeof from === 'string') return from
  if (typeof to === 'string') return to
  const hold = ({ value }: NumberValue) => {
    const whole = Math.trunc(value)
    return Math.max(0, Math.min(length, whole < 0 ? whole + length : whole))
  }
  return { from: hold(from), to: hold(to), origins: [from, to], step: step.value, places: item.places }
}

/** The part between the ranges. A range over the whole axis cuts nothing; steps make the image smaller or turn it round. */
function taken(
  machine: CodeMachine,
  image: ImageValue,
  { x, y, at }: { readonly x: Range | undefined; readonly y: Range | undefined; readonly at: Extent },
): Value {
  const { width, height } = image.size
  const whole = (range: Range | undefined, length: number) =>
    range === undefined || (range.from === 0 && range.to === length)
  let made: Value = image
  if (!whole(x, width) || !whole(y, height)) {
    // An axis that is not written at all: both of its places are just before the bracket closes.
    const none: Extent = { start: at.end - 1, end: at.end - 1 }
    const edge = (range: Range | undefined, length: number): Range =>
      range ?? { from: 0, to: length, origins: [known(0), known(length)], step: 1, places: [none, none] }
    const [across, down] = [edge(x, width), edge(y, height)]
    const asked: CutRequest = {
      from: image,
      origins: [across.origins[0], down.origins[0], across.origins[1], down.origins[1]],
      site: { form: 'slices', places: [...down.places, ...across.places] },
      at,
      ...([across, down].some(isFraction) ? { refused: true } : {}),
    }
    made = cutOut(machine, asked, [across.from, down.from, across.to, down.to])
  }
  if (made.type !== 'image' || made.toSource === undefined) return made
  return stepped(made, x?.step ?? 1, y?.step ?? 1)
}

function isFraction({ origins }: Range): boolean {
  return origins.some((n) => n.float)
}

function stepped(image: ImageValue, x: number, y: number): ImageValue {
  if ((x === 1 && y === 1) || image.toSource === undefined) return image
  const { width, height } = image.size
  const size = { width: Math.ceil(width / Math.abs(x)), height: Math.ceil(height / Math.abs(y)) }
  const turned = { ...scale(x, y), e: x < 0 ? width : 0, f: y < 0 ? height : 0 }
  return { ...image, size, toSource: composed(turned, image.toSource) }
}
