/**
 * A family's whole way from an image to what its model sees, as stages: several resizes in a row, cuts out of a resized image,
 * black past the edges. Arithmetic that several share. Knows no family.
 */
import { box, sameBox, sameSize, type Box, type Edges, type Size } from '../geometry/box'
import { roundHalfEven, smartResize, type PixelBudget } from '../geometry/smart-resize'
import { cutsInside, shortenedStages, sizeAfter } from '../trace/stages'
import type { Filter, Stage, View } from '../trace/step'
import { given } from '../given'
import { cell28, seenAt, thinnest } from './crops'
import type { Cut, OwnMode } from './dialect'

/** How something is seen after all stages: the last resize on its own, those before it as `made`. */
export function seenAfter(
  image: Size,
  stages: readonly Stage[],
  cell: number,
): Pick<View, 'size' | 'filter' | 'grid' | 'made'> {
  const short = shortenedStages(stages, image)
  const last = short.at(-1)
  // A view ends in a resize by a filter that weighs; one to the same size changes nothing.
  const ends = last?.type === 'resize' && last.filter !== 'nearest' ? last : undefined
  const before = ends === undefined ? short : short.slice(0, -1)
  const size = ends?.size ?? sizeAfterAll(before, image)
  return {
    ...(before.length === 0 ? {} : { made: before }),
    size,
    filter: ends?.filter === 'lanczos' ? 'lanczos' : 'bicubic',
    grid: { width: size.width / cell, height: size.height / cell },
  }
}

/** The image's size after all stages. */
export function sizeAfterAll(stages: readonly Stage[], image: Size): Size {
  const last = stages.at(-1)
  if (last === undefined) return { width: image.width, height: image.height }
  return sizeAfter(last)
}

/** The frame boxes count in, where it is not the size after all stages. */
export function otherFrame(frame: Size, stages: readonly Stage[]): Pick<View, 'frame'> {
  return sameSize(sizeAfterAll(stages, frame), frame) ? {} : { frame }
}

/** A resize as a stage. */
export function resizeStage(size: Size, filter: Filter = 'bicubic'): Stage {
  return { type: 'resize', size, filter }
}

/** A cut of whole pixels as a stage. */
export function cutOut(cut: Box<'source'>): Stage {
  return { type: 'cut', box: cut }
}

/** The edges of `Image.crop` of Pillow, rounded half to even; what leaves the image will be black. None: nothing is left. */
export function pillowBox({ left, top, right, bottom }: Edges): Box<'source'> | undefined {
  const [l, t] = [roundHalfEven(left), roundHalfEven(top)]
  const [r, b] = [roundHalfEven(right), roundHalfEven(bottom)]
  return r > l && b > t ? box(l, t, r, b) : undefined
}

/**
 * Where a cut of `frame`, the image resized, lies on the image itself: the whole pixels around it, inside and at least one.
 * For showing only; pixels come by the stages.
 */
export function regionOfCut(cut: Box<'source'>, frame: Size, image: Size): Box<'source'> {
  const x = image.width / frame.width
  const y = image.height / frame.height
  const near = (v: number, side: number) => Math.min(Math.max(0, Math.floor(v + 1e-6)), side - 1)
  const far = (v: number, least: number, side: number) =>
    Math.min(Math.max(least + 1, Math.ceil(v - 1e-6)), side)
  const left = near(cut.left * x, image.width)
  const top = near(cut.top * y, image.height)
  return box(left, top, far(cut.right * x, left, image.width), far(cut.bottom * y, top, image.height))
}

/** A cut with its stages and where it lies on the image. */
export function cutAfter(
  image: Size,
  stages: readonly Stage[],
  { crop, cell = cell28 }: { readonly crop: Box<'source'>; readonly cell?: number },
): Cut {
  const { made, ...seen } = seenAfter(image, stages, cell)
  const [only, more] = made ?? []
  const plain = only?.type === 'cut' && more === undefined && sameBox(only.box, crop)
  return { ...seen, crop, ...(made === undefined || plain ? {} : { made }) }
}

/**
 * The cut of a tool that opens the file, cuts and resizes it in its own mode, and saves that; then it is read and resized by the model's
 * own processor (`seen`). Palettes and single bits are resized by the nearest pixel, and show their first colour past the edges. No
 * program writes CMYK into a PNG: nothing comes back of it.
 */
export function cutUnread(
  image: Size,
  { cut, tool, seen }: { readonly cut: Box<'source'>; readonly tool: Size; readonly seen: Size },
  {
    file,
    crop,
    cell = cell28,
  }: { readonly file: OwnMode | undefined; readonly crop: Box<'source'>; readonly cell?: number },
): Cut | undefined {
  const paletted = file?.mode === 'P' || file?.mode === '1'
  const leaves = !cutsInside({ type: 'cut', box: cut }, image)
  const fill = paletted && leaves ? file.first : undefined
  const own: readonly Stage[] = [
    { ...cutOut(cut), ...given({ fill }) },
    resizeStage(tool, paletted ? 'nearest' : 'bicubic'),
  ]
  if (file?.mode === 'CMYK') return undefined
  if (file?.mode !== 'RGBA') return cutAfter(image, [...own, resizeStage(seen)], { crop, cell })
  const made = shortenedStages(own, image)
  return { ...seenAt(seen, 'bicubic', cell), crop, ...(made.length === 0 ? {} : { made }), alpha: 'kept' }
}

/** `smart_resize` as a model's own processor has it; undefined where that refuses: too long and thin, or no area. */
export function processed(size: Size, budget: PixelBudget, factor = cell28): Size | undefined {
  const { width, height } = size
  if (!(width > 0 && height > 0) || Math.max(width, height) / Math.min(width, height) > thinnest)
    return undefined
  return smartResize(size, budget, factor)
}

/**
 * `smart_resize` as several tools copied it: it takes every shape, fractions too, and floors to nothing where a side gets too short
 * (undefined here: Pillow refuses that).
 */
export function toolResized({ width, height }: Size, budget: PixelBudget, factor: number): Size | undefined {
  if (!(width > 0 && height > 0)) return undefined
  let h = Math.max(factor, roundHalfEven(height / factor) * factor)
  let w = Math.max(factor, roundHalfEven(width / factor) * factor)
  if (h * w > budget.maxPixels) {
    const beta = Math.sqrt((height * width) / budget.maxPixels)
    h = Math.floor(height / beta / factor) * factor
    w = Math.floor(width / beta / factor) * factor
  } else if (h * w < budget.minPixels) {
    const beta = Math.sqrt(budget.minPixels / (height * width))
    h = Math.ceil((height * beta) / factor) * factor
    w = Math.ceil((width * beta) / factor) * factor
  }
  return w > 0 && h > 0 ? { width: w, height: h } : undefined
}

/** What Qwen2.5-VL checkpoints' own preprocessor allows: 4 to 16,384 visual tokens. */
export const ownBudget: PixelBudget = { minPixels: 3136, maxPixels: 12_845_056 }
