/**
 * What a model gets to see: whole pixels cut out, then one resize with the model's own arithmetic. The same pixels go to
 * the model and to the “what the model saw” panel. Knows no model.
 */
import sharp from 'sharp'
import { Failure } from '../../app/failure'
import { boxOf, type Box } from '../../app/geometry/box'
import { isInside } from '../../app/trace/stages'
import type { Stage, View } from '../../app/trace/step'
import { pixelsOf, type LoadPixels, type Pixels } from './pixels'
import { resample } from './resample'

/** The exact pixels of a view of the image at `path`. `load`: another memory of decoded images. @throws Failure `bad-input` for a crop outside the image. */
export async function viewPixels(path: string, view: View, load: LoadPixels = pixelsOf): Promise<Pixels> {
  if (view.mask === 'blank') return blank(view.size)
  const source = await load(path, view.alpha)
  if (view.made === undefined) {
    const cut = view.crop === undefined ? source : crop(source, view.crop)
    return resample(cut, view.size.width, view.size.height, view.filter)
  }
  const made = view.made.reduce(afterStage, source)
  return resample(made, view.size.width, view.size.height, view.filter)
}

function afterStage(picture: Pixels, stage: Stage): Pixels {
  if (stage.type === 'resize') return resample(picture, stage.size.width, stage.size.height, stage.filter)
  return isInside(stage, picture) ? crop(picture, boxOf(stage.box)) : padded(picture, stage)
}

/** A cut that leaves the picture: what lies outside is filled. */
function padded(
  picture: Pixels,
  { box: { left, top, right, bottom }, fill = [0, 0, 0] }: Extract<Stage, { type: 'cut' }>,
): Pixels {
  const [width, height] = [right - left, bottom - top]
  const data = new Uint8Array(width * height * 3)
  if (fill.some((level) => level !== 0)) for (let i = 0; i < data.length; i++) data[i] = fill[i % 3] as number
  const [from, to] = [Math.max(0, left), Math.min(right, picture.width)]
  for (let y = Math.max(0, top); y < Math.min(bottom, picture.height) && from < to; y++) {
    const row = picture.data.subarray((y * picture.width + from) * 3, (y * picture.width + to) * 3)
    data.set(row, ((y - top) * width + from - left) * 3)
  }
  return { width, height, data }
}

/** The middle of the scale: neither paper nor night, and near the mean the encoders were trained around. */
const grey = 128

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
export function crop(source: Pixels, box: Box<'image'>): Pixels {
  const { left, top, right, bottom } = box
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
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * source.width + left) * 3
    data.set(source.data.subarray(from, from + width * 3), y * width * 3)
  }
  return { width, height, data }
}
