/**
 * Addresses of images, relative to where the app is served (http or app scheme). The one place that knows them; the
 * answering side is main/http/files.ts.
 */
import { Failure } from './failure'
import { areaOf, box, type Box } from './geometry/box'
import { given } from './given'
import { stagesAsText, stagesFromText } from './trace/stages'
import { covers, type HiddenParts, type ImageId, type View } from './trace/step'

/** Where an image is uploaded: POST the file's bytes, header `x-name` (percent-encoded); answers ImageRef or FailureData. */
export const uploadAddress = 'images'

/**
 * Where a file of traces, or an image beside it, is uploaded: POST its bytes; answers `{ upload }` or FailureData. Files
 * of one drop go to the `upload` that the first one answered. `name` may hold folders (`images/1.png`).
 */
export function uploadsAddress(name: string, upload?: string): string {
  return `uploads/${encodeURIComponent(name)}${upload === undefined ? '' : `?upload=${encodeURIComponent(upload)}`}`
}

/** The image for showing, at most `maxSide` pixels on its longer side (absent: original size). */
export function imageAddress(id: ImageId, maxSide?: number): string {
  return `images/${id}${maxSide === undefined ? '' : `?max=${maxSide}`}`
}

/**
 * A small image of a trace of a file, for its row in a list; nothing of it is kept. `project`: the trace's own, so that a file that
 * changed shows no image of before.
 */
export function thumbAddress(of: {
  readonly collection: string
  readonly row: number
  readonly project: string
}): string {
  return `thumbs/${of.collection}/${of.row}?of=${encodeURIComponent(of.project)}`
}

/** Exactly the pixels the model is given, as PNG: cut, resized with the model's own arithmetic. */
export function viewAddress(view: View): string {
  const query = new URLSearchParams({
    width: String(view.size.width),
    height: String(view.size.height),
    filter: view.filter,
  })
  if (view.crop !== undefined) {
    const { left, top, right, bottom } = view.crop
    query.set('crop', [left, top, right, bottom].join(','))
  }
  if (view.made !== undefined) query.set('made', stagesAsText(view.made))
  if (view.alpha !== undefined) query.set('alpha', view.alpha)
  if (view.mask !== undefined) query.set('mask', view.mask)
  if (view.hidden !== undefined) query.set('hidden', hiddenAsText(view.hidden))
  return `images/${view.image}/view?${query.toString()}`
}

/** More than any model of the field is given (16,384 visual tokens of 28 × 28 pixels); a larger view is a mistake or an attack. */
const mostViewPixels = 2 ** 24
const mostViewSide = 16384

/** The view an address asks for. Undefined for anything else. @throws Failure `bad-input` for one that is too large. */
export function viewFromAddress(image: ImageId, query: URLSearchParams): View | undefined {
  const width = Number(query.get('width'))
  const height = Number(query.get('height'))
  const filter = query.get('filter')
  const whole = (n: number) => Number.isInteger(n) && n > 0
  if (!whole(width) || !whole(height) || (filter !== 'bicubic' && filter !== 'lanczos')) return undefined
  if (Math.max(width, height) > mostViewSide || width * height > mostViewPixels)
    throw new Failure(
      'bad-input',
      `A view of ${width}×${height} was asked for. No model is given more than ${mostViewPixels} pixels, or a side of more than ${mostViewSide}.`,
    )
  const mask = query.get('mask') === 'blank' ? ({ mask: 'blank' } as const) : {}
  const stages = query.get('made')
  const made = stages === null ? undefined : stagesFromText(stages)
  if (stages !== null && made === undefined) return undefined
  const covered = query.get('hidden')
  const hidden = covered === null ? undefined : hiddenFromText(covered)
  if (covered !== null && hidden === undefined) return undefined
  const asked = query.get('alpha')
  const alpha = asked === 'dropped' || asked === 'kept' ? asked : undefined
  const rest = { ...mask, ...given({ alpha, hidden, made }) }
  const base: View = { image, size: { width, height }, filter, grid: { width: 0, height: 0 }, ...rest }
  const cut = query.get('crop')
  if (cut === null) return base
  const crop = boxFromText(cut)
  const isCut = crop !== undefined && Object.values(crop).every((n: number) => Number.isInteger(n) && n >= 0)
  return isCut && areaOf(crop) > 0 ? { ...base, crop } : undefined
}

/** Most parts of one view that are hidden. */
const mostHidden = 1024

function hiddenAsText({ cover, boxes }: HiddenParts): string {
  return [cover, ...boxes.map(({ left, top, right, bottom }) => [left, top, right, bottom].join(','))].join(
    ';',
  )
}

function hiddenFromText(text: string): HiddenParts | undefined {
  const [named, ...rest] = text.split(';')
  const cover = covers.find((c) => c === named)
  if (cover === undefined || rest.length > mostHidden) return undefined
  const boxes = rest.flatMap((part) => boxFromText(part) ?? [])
  return boxes.length === rest.length ? { cover, boxes } : undefined
}

/** Four numbers with commas between them; none of them may be missing. */
function boxFromText(text: string): Box<'image'> | undefined {
  const parts = text.split(',')
  const [left = NaN, top = NaN, right = NaN, bottom = NaN] = parts.map((n) =>
    n.trim() === '' ? NaN : Number(n),
  )
  const isBox = parts.length === 4 && [left, top, right, bottom].every((n) => Number.isFinite(n))
  return isBox ? box(left, top, right, bottom) : undefined
}
