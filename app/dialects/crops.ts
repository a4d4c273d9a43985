/** Arithmetic that crop rules share: Python's rounding, whole-pixel cuts, growing small boxes. Knows no family. */
import { box, clampBox, type Box, type Point, type Size } from '../geometry/box'
import { roundHalfEven, smartResize, type PixelBudget } from '../geometry/smart-resize'
import type { ImageId, LookFlag, View } from '../trace/step'

/** Qwen2-VL and Qwen2.5-VL: patch 14 × merge 2. */
export const cell28 = 28

/** Longest side over shortest that `smart_resize` takes (qwen-vl-utils). */
export const thinnest = 200

/** A view in cells of `cell` pixels. */
export function viewOf(image: ImageId, size: Size, filter: View['filter'], cell: number): View {
  return { image, size, filter, grid: { width: size.width / cell, height: size.height / cell } }
}

/** `Image.crop` of Pillow rounds the four edges half to even (PIL/Image.py `_crop`). Held inside the image. */
export function pillowCut(b: Box<'image'>, image: Size): Box<'image'> | undefined {
  return held(b, image, roundHalfEven)
}

/** `int()` of the four edges. Held inside the image. */
export function truncatedCut(b: Box<'image'>, image: Size): Box<'image'> | undefined {
  // Numbers that were mapped there and back miss their whole value by rounding only.
  return held(b, image, (v) => Math.trunc(v + 1e-6))
}

function held(b: Box<'image'>, image: Size, whole: (v: number) => number): Box<'image'> | undefined {
  const cut = clampBox(box<'image'>(whole(b.left), whole(b.top), whole(b.right), whole(b.bottom)), image)
  return cut.right - cut.left < 1 || cut.bottom - cut.top < 1 ? undefined : cut
}

/** The size of a crop by `smart_resize`; undefined for what it refuses. */
export function resizedOrNone(size: Size, budget: PixelBudget, factor: number): Size | undefined {
  const { width, height } = size
  if (!(width > 0 && height > 0) || Math.max(width, height) > thinnest * Math.min(width, height))
    return undefined
  return smartResize(size, budget, factor)
}

/** A box held inside the image, with the flags that says: past the edge (by more than half a pixel), or without area. */
export function heldRegion(asked: Box<'image'>, image: Size): { region: Box<'image'>; flags: LookFlag[] } {
  const region = clampBox(asked, image)
  const flags: LookFlag[] = []
  const past = Math.max(-asked.left, -asked.top, asked.right - image.width, asked.bottom - image.height)
  if (past > 0.5) flags.push('clamped')
  if (!(region.right > region.left && region.bottom > region.top)) flags.push('invalid')
  return { region, flags }
}

/**
 * A point in pixels of the image with a small box around it, which is flagged: nobody wrote that box. It is there to be seen and
 * to be clicked at.
 */
export function aroundPoint(
  { x, y }: Point,
  image: Size,
): { region: Box<'image'>; flags: LookFlag[]; point: Point } {
  const reach = Math.max(8, Math.max(image.width, image.height) / 100)
  const { region, flags } = heldRegion(box(x - reach, y - reach, x + reach, y + reach), image)
  const outside = x < 0 || y < 0 || x > image.width || y > image.height
  return {
    region,
    point: { x, y },
    flags: ['point', ...(outside ? flags : flags.filter((f) => f !== 'clamped'))],
  }
}

/**
 * A box with a side under `least` pixels grown around its centre, as the zoom tools of DeepEyes (visual_toolbox_v2.py) and
 * Qwen-Agent (image_zoom_in_qwen3vl.py) do it with the same lines.
 */
export function grown(b: Box<'image'>, least: number): Box<'image'> {
  const width = b.right - b.left
  const height = b.bottom - b.top
  if (height >= least && width >= least) return b
  const x = (b.left + b.right) / 2
  const y = (b.top + b.bottom) / 2
  const ratio = least / Math.min(height, width)
  const halfHeight = Math.ceil(height * ratio * 0.5)
  const halfWidth = Math.ceil(width * ratio * 0.5)
  return box(
    Math.floor(x - halfWidth),
    Math.floor(y - halfHeight),
    Math.ceil(x + halfWidth),
    Math.ceil(y + halfHeight),
  )
}

/** The whole image as a Qwen-VL model sees it. @throws Failure `bad-input` for impossible shapes. */
export function wholeView(image: ImageId, size: Size, budget: PixelBudget, cell: number): View {
  return viewOf(image, smartResize(size, budget, cell), 'bicubic', cell)
}

/** `[1, 2, 3, 4]` with at most `digits` decimals. */
export function writeNumbers(numbers: readonly number[], digits = 0): string {
  return `[${numbers.map((n) => String(Number(n.toFixed(digits)))).join(', ')}]`
}
