/**
 * What a model gets to see: whole pixels cut out, then one resize with the model's own arithmetic. The same pixels go to
 * the model and to the “what the model saw” panel. Knows no model.
 */
import { sharp } from './sharp'
import { Failure } from '../../app/failure'
import { box, boxOf, fullBox, type Box, type Point } from '../../app/geometry/box'
import { given } from '../../app/given'
import { grey, hide, type UncoveredView } from './hidden'
import { cutsInside } from '../../app/trace/stages'
import type { Stage, View } from '../../app/trace/step'
import { overWhite, resizedWithAlpha } from './alpha'
import { pixelsOf, type LoadPixels } from './pixels'
import type { Pixels } from './raster'
import { resample } from './resample'

/** The exact pixels of a view of the image at `path`. `load`: another memory of decoded images. @throws Failure `bad-input` for a crop outside the image. */
export async function viewPixels(path: string, view: View, load: LoadPixels = pixelsOf): Promise<Pixels> {
  if (view.mask === 'blank') return blank(view.size)
  if (view.hidden !== undefined) return hide(await uncovered(path, view, load), view.hidden)
  const source = await load(path, view.alpha)
  if (view.made === undefined) {
    const cut = view.crop === undefined ? source : crop(source, view.crop)
    return resample(overWhite(cut), view.size, view.filter)
  }
  const made = view.made.reduce(afterStage, source)
  return resample(overWhite(made), view.size, view.filter)
}

/** A view with nothing hidden of it, to be covered many times. */
export async function uncovered(
  path: string,
  { hidden: _, ...whole }: View,
  load: LoadPixels = pixelsOf,
): Promise<UncoveredView> {
  const pixels = await viewPixels(path, whole, load)
  return { pixels, region: whole.crop ?? fullBox(await load(path, whole.alpha)) }
}

function afterStage(picture: Pixels, stage: Stage): Pixels {
  if (stage.type === 'resize') {
    const { size, filter } = stage
    const resized = (plain: Pixels) => resample(plain, size, filter)
    const { alpha } = picture
    return alpha === undefined ? resized(picture) : resizedWithAlpha({ ...picture, alpha }, size, resized)
  }
  return cutsInside(stage, picture) ? crop(picture, boxOf(stage.box)) : padded(picture, stage)
}

/** A cut that leaves the image: what lies outside is filled. */
function padded(
  picture: Pixels,
  { box: { left, top, right, bottom }, fill = [0, 0, 0] }: Extract<Stage, { type: 'cut' }>,
): Pixels {
  const [width, height] = [right - left, bottom - top]
  const data = new Uint8Array(width * height * 3)
  if (fill.some((level) => level !== 0)) for (let i = 0; i < data.length; i++) data[i] = fill[i % 3] as number
  const held = box<'image'>(
    Math.max(0, left),
    Math.max(0, top),
    Math.min(right, picture.width),
    Math.min(bottom, picture.height),
  )
  const alpha = picture.alpha && new Uint8Array(width * height)
  if (held.right > held.left && held.bottom > held.top)
    copyPart(picture, held, {
      width,
      height,
      data,
      ...given({ alpha }),
      at: { x: held.left - left, y: held.top - top },
    })
  return { width, height, data, ...given({ alpha }) }
}

/** A part of an image put at a place of another. */
function copyPart(
  from: Pixels,
  { left, top, right, bottom }: Box<'image'>,
  to: Pixels & { readonly at: Point },
): void {
  for (let y = top; y < bottom; y++) {
    const [first, last] = [y * from.width + left, y * from.width + right]
    const place = (y - top + to.at.y) * to.width + to.at.x
    to.data.set(from.data.subarray(first * 3, last * 3), place * 3)
    if (from.alpha !== undefined) to.alpha?.set(from.alpha.subarray(first, last), place)
  }
}

function blank({ width, height }: View['size']): Pixels {
  return { width, height, data: new Uint8Array(width * height * 3).fill(grey) }
}

/** The same pixels as a PNG file. */
export async function renderView(path: string, view: View): Promise<Uint8Array> {
  const { data, width, height } = await viewPixels(path, view)
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 3 })
    .toBuffer()
}

/** A rectangle of whole pixels of an image. */
export function crop(source: Pixels, part: Box<'image'>): Pixels {
  const { left, top, right, bottom } = part
  const whole = [left, top, right, bottom].every(Number.isInteger)
  const inside = left >= 0 && top >= 0 && right <= source.width && bottom <= source.height
  if (!whole || !inside || right <= left || bottom <= top) {
    throw new Failure(
      'bad-input',
      `The region ${left}, ${top} – ${right}, ${bottom} is not a part of the image (${source.width}×${source.height}).`,
    )
  }
  const width = right - left
  const height = bottom - top
  if (width === source.width && height === source.height) return source
  const alpha = source.alpha && new Uint8Array(width * height)
  const cut = { width, height, data: new Uint8Array(width * height * 3), ...given({ alpha }) }
  copyPart(source, part, { ...cut, at: { x: 0, y: 0 } })
  return cut
}
