/**
 * Where a request lies on the original image and what the model then gets to see, also when its numbers count in an
 * earlier crop. The one place where pixels of such an image (`source`) become pixels of the original (`image`), and back; for
 * running, reading and re-reading. Pure; knows no family.
 */
import { genericRegion, pointReach } from '../dialects/crops'
import {
  notationOf,
  type Budgets,
  type Cut,
  type Dialect,
  type OwnMode,
  type Region,
  type WrittenRequest,
} from '../dialects/dialect'
import {
  box,
  boxOf,
  clampBox,
  contains,
  fullBox,
  heightOf,
  sameBox,
  sizeOf,
  widthOf,
  type Box,
  type Point,
  type Size,
} from '../geometry/box'
import { given } from '../given'
import { mapBox, mapPoint, ontoPart, type Mapping } from '../geometry/mapping'
import {
  boxIn,
  countsInShares,
  inXyOrder,
  isFraction,
  sameNotation,
  type Notation,
  type Source,
} from '../geometry/spaces'
import { frameOf, cutsInside, shortenedStages, stagesOf } from '../trace/stages'
import { isReadAlike, laysOverWhite, readerRules, type ImageDecoding } from '../trace/image-reader'
import type { ImageId, LookFlag, LookPlacement, View } from '../trace/step'

/** An image with its size, and how its file was read where that matters. */
export interface SizedImage {
  readonly id: ImageId
  readonly size: Size
  readonly read?: ImageDecoding
}

/** An image the model has seen: the part of the original it shows, and how it was seen. */
export interface SeenImage {
  readonly area: Box<'image'>
  readonly view: View
  /** The size in which the tool handed it on, where that is not the area's own. */
  readonly handed?: Size
}

/** The original image with its view; `inside` where the numbers count in an earlier crop. */
export interface Ground {
  readonly dialect: Dialect
  readonly image: SizedImage
  readonly view: View
  readonly budgets: Budgets
  readonly inside?: SeenImage
  /** How the numbers are written; absent, or what the dialect says itself: read by the dialect's own exact rule. */
  readonly notation?: Notation
  /** How many times larger the request asks its crop to be. */
  readonly zoom?: number
  /** The size in which code hands its crop on; the numbers of what is cut instead of the box, where that is another one. */
  readonly handed?: Size
  readonly cut?: readonly number[]
}

/** A request with its place; `view` absent: no crop can be given. `frame`: the size the model saw what the numbers count in. */
export interface PlacedLook extends LookPlacement {
  readonly frame: Size
  readonly view?: View
}

/** Places a request. Regions are in original pixels, crops in whole ones inside the image. */
export function placeLook(numbers: readonly number[], asked: Ground): PlacedLook {
  const ground = inItsUnit(numbers, asked)
  const { dialect, budgets, image, inside, zoom, handed } = ground
  const source = sourceOf(ground)
  const toImage = ontoPart<'source', 'image'>(source.size, inside?.area ?? fullBox(image.size))
  const { region, flags, point } = withSwapped(numbers, ground, source)
  const odd: readonly LookFlag[] = ground === asked ? flags : [...flags, 'fractions']
  const placed = {
    region: mapBox(toImage, region),
    ...(point === undefined ? {} : { point: mapPoint(toImage, point) }),
    frame: source.frame,
  }
  // A point is only shown to a model whose own requests are points; elsewhere it is a click, or something named.
  const named = dialect.shows === 'none' || (numbers.length === 2 && !asksForPoints(dialect))
  if (flags.includes('invalid') || named) return { ...placed, flags: odd }
  const taken = ground.cut === undefined ? region : readNumbers(ground.cut, ground, source).region
  const written = ground.cut === undefined && isOwn(ground) ? numbers : undefined
  const file = ownModeOf(image, dialect)
  const cut = dialect.crop(taken, source.size, {
    ...budgets,
    ...given({ zoom, handed, numbers: written, file }),
  })
  // It is not the region: no crop of such a file comes back.
  if (cut === undefined)
    return { ...placed, flags: [...odd, file?.mode === 'CMYK' ? 'not-shown' : 'invalid'] }
  const grows = cut.grown === true || (contains(taken, region) && !sameBox(taken, region))
  return { ...placed, flags: grows ? [...odd, 'grown'] : odd, view: viewOf(cut, ground, toImage) }
}

/** The crop for a region of the original, first written in the dialect's numbers; undefined where the dialect gives none. */
export function cropView(
  dialect: Dialect,
  region: Box<'image'>,
  { image, budgets }: { readonly image: SizedImage; readonly budgets: Budgets },
): View | undefined {
  if (!hasPixels(region, image.size)) return undefined
  if (dialect.shows === 'none') {
    const cut = dialect.crop(boxOf(region), image.size, budgets)
    return cut && viewOf(cut, { dialect, image }, ontoPart(image.size, fullBox<'image'>(image.size)))
  }
  const view = dialect.overview(image.id, image.size, budgets)
  return writeLook(region, { dialect, image, view, budgets }).placed.view
}

/** A region in the words of a dialect, and where these words then lie: what a model would be shown for them. */
export interface WrittenLook extends WrittenRequest {
  readonly placed: PlacedLook
}

/**
 * A region of the original as a request for it. The numbers can be coarser than the region: what is shown is what lies where they
 * say.
 */
export function writeLook(
  region: Box<'image'>,
  ground: Pick<Ground, 'dialect' | 'image' | 'view' | 'budgets'>,
  { label, point }: RegionName = {},
): WrittenLook {
  const { dialect, image, view } = ground
  const frame = frameOf(view)
  const written =
    (point && dialect.point?.(point, { size: image.size, frame }, label)) ??
    requestFor(dialect, region, { image: image.size, frame, ...given({ label }) })
  const placed = placeLook(written.numbers, ground)
  if (point !== undefined || hasPixels(region, image.size)) return { ...written, placed }
  const { view: _none, ...nowhere } = placed
  return { ...written, placed: { ...nowhere, flags: [...new Set([...placed.flags, 'invalid'] as const)] } }
}

/** Whether there is anything of the image in a region. A language has numbers for every box, also where nothing was drawn. */
function hasPixels(region: Box<'image'>, image: Size): boolean {
  const held = clampBox(region, image)
  return widthOf(region) > 0 && heightOf(region) > 0 && widthOf(held) > 0 && heightOf(held) > 0
}

/** What a region is called, and the point it stands around, where it does. */
export interface RegionName {
  readonly label?: string | undefined
  readonly point?: Point | undefined
}

/** The box that shows where a point is, as its dialect's tool has it: whole pixels, inside the image. */
export function boxAroundPoint(at: Point, image: Size, { reach }: Pick<Dialect, 'reach'> = {}): Box<'image'> {
  const far = reach ?? pointReach(image)
  const [x, y] = [Math.round(at.x), Math.round(at.y)]
  return clampBox(box(x - far, y - far, x + far, y + far), image)
}

/** A region of the original in the words of a dialect whose boxes count in `frame`. */
export function requestFor(
  dialect: Dialect,
  region: Box<'image'>,
  { image, frame, label }: { readonly image: Size; readonly frame: Size; readonly label?: string },
): WrittenRequest {
  // Numbers of a region that lies past the edge would be refused by most.
  return dialect.request(boxOf(clampBox(region, image)), { size: image, frame }, label)
}

/** A box that a file gives in numbers of the original, as a gold region. Neither rounded nor clamped. */
export function regionFrom(notation: Notation, numbers: readonly number[], source: Source): Box<'image'> {
  return boxOf(boxIn(notation, numbers, source))
}

/** What the numbers count in: the original, or a crop as the tool has it. */
function sourceOf({ dialect, image, view, inside }: Ground): Source {
  if (inside === undefined) return { size: image.size, frame: frameOf(view) }
  const frame = inside.view.size
  return { size: dialect.nested === 'seen' ? frame : rawSize(inside), frame }
}

/** Of an image as a tool has it that cuts before anything is resized for the model. */
export function rawSize({ area, handed }: SeenImage): Size {
  return handed ?? sizeOf(area)
}

/** Fractions where whole numbers are counted: as those they would be one pixel at the corner, as shares they are a region. */
function inItsUnit(numbers: readonly number[], ground: Ground): Ground {
  const as = ground.notation ?? notationOf(ground.dialect)
  // In hundredths a fraction is nothing odd.
  if (!isFraction(numbers) || countsInShares(as.space) || as.space === 'percent') return ground
  return { ...ground, notation: { ...as, space: 'unit' } }
}

/**
 * Corners in the wrong order are what a tool makes of them, mostly nothing; then the box they were meant to be is where the look
 * lies, so that it can be seen and repaired.
 */
function withSwapped(numbers: readonly number[], ground: Ground, source: Source): Region {
  const read = readNumbers(numbers, ground, source)
  const { order } = ground.notation ?? notationOf(ground.dialect)
  const [x1 = 0, y1 = 0, x2 = x1, y2 = y1] = inXyOrder(numbers, order)
  if (numbers.length !== 4 || (x2 >= x1 && y2 >= y1)) return read
  const flags: readonly LookFlag[] = [...read.flags, 'swapped']
  // A tool may take them as they are and show something: the region is drawn the right way round all the same.
  const { left, top, right, bottom } = read.region
  if (!read.flags.includes('invalid') && right >= left && bottom >= top) return { ...read, flags }
  const { region } = readNumbers(uprightNumbers(numbers, order), ground, source)
  return { region, flags }
}

/** The numbers with each pair of edges in order. Of width and height: the corner they really begin at. */
function uprightNumbers([a = 0, b = 0, c = 0, d = 0]: readonly number[], order: Notation['order']) {
  return order === 'xywh'
    ? [Math.min(a, a + c), Math.min(b, b + d), Math.abs(c), Math.abs(d)]
    : [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
}

/** Whether the numbers are written as the dialect writes them. */
function isOwn({ dialect, notation }: Ground): boolean {
  return notation === undefined || sameNotation(notation, notationOf(dialect))
}

function readNumbers(numbers: readonly number[], ground: Ground, source: Source): Region {
  const { dialect, notation } = ground
  const as = notation ?? notationOf(dialect)
  const isPoint = numbers.length === 2
  const { region } = dialect
  if (region === undefined || (isPoint && !asksForPoints(dialect))) return genericRegion(as, numbers, source)
  if (isOwn(ground)) return region(numbers, source)
  if (!isPoint) return genericRegion(as, numbers, source)
  // What a tool makes of a point in pixels stays its own rule.
  const { left, top } = boxIn(as, numbers, source)
  return region([left, top], source)
}

/** Whether the dialect's own requests name points, which count in pixels of the image (ViGoRL). */
function asksForPoints({ request }: Dialect): boolean {
  const size = { width: 1, height: 1 }
  return request(fullBox(size), { size, frame: size }).numbers.length === 2
}

/** The crop as a view of the original: one out of an earlier crop is made on the way that crop was made. */
function viewOf(
  cut: Cut,
  { image, inside, dialect, handed }: Pick<Ground, 'image' | 'inside' | 'dialect' | 'handed'>,
  toImage: Mapping<'source', 'image'>,
): View {
  const { crop, made, grown: _told, ...rest } = cut
  const seen = { ...rest, ...given({ alpha: inside?.view.alpha ?? rest.alpha ?? alphaOf(image, dialect) }) }
  const place = wholePixels(mapBox(toImage, crop), image.size)
  // How code enlarges what it hands on is not known: then the same place is cut out of the original.
  const unknown = handed !== undefined || inside?.handed !== undefined
  if (inside === undefined || unknown) return { image: image.id, ...seen, crop: place, ...given({ made }) }
  const { view } = inside
  const stages = shortenedStages(
    [
      ...stagesOf(view),
      // Saved in the file's own mode, it is opened again as it was before the model's own resize.
      ...(dialect.nested === 'seen' && view.alpha !== 'kept'
        ? [{ type: 'resize', size: view.size, filter: view.filter } as const]
        : []),
      ...(made ?? [{ type: 'cut', box: crop } as const]),
    ],
    image.size,
  )
  const [only, more] = stages
  if (only?.type === 'cut' && more === undefined && cutsInside(only, image.size))
    return { image: image.id, ...seen, crop: boxOf(only.box) }
  return { image: image.id, ...seen, crop: place, made: stages }
}

/** Whether crops show the colours that the whole image hides. They do not in an image that is read otherwise than the dialect's code reads it. */
export function alphaOf(
  { read }: Pick<SizedImage, 'read'>,
  { pictures, cuts }: Pick<Dialect, 'pictures' | 'cuts'>,
): View['alpha'] {
  if (cuts === undefined || cuts === 'unread' || read === undefined || read.by !== pictures) return undefined
  const [whole, part] = [readerRules[read.by], readerRules[cuts]]
  const hidden = read.odd.some((o) => o === 'rgba' && laysOverWhite(whole, o) && !laysOverWhite(part, o))
  return hidden ? 'dropped' : undefined
}

/** The mode in which a tool cuts the file, where it does so before it is read, and what is read is what the dialect's code reads. */
export function ownModeOf(
  { read }: Pick<SizedImage, 'read'>,
  { pictures, cuts }: Pick<Dialect, 'pictures' | 'cuts'>,
): OwnMode | undefined {
  if (cuts !== 'unread' || pictures === undefined || read?.mode === undefined) return undefined
  return isReadAlike(read, pictures) ? { mode: read.mode, ...given({ first: read.first }) } : undefined
}

/** The smallest whole-pixel box around `b` inside the image; at least one pixel. */
function wholePixels(b: Box<'image'>, image: Size): Box<'image'> {
  const left = Math.min(Math.max(0, Math.floor(b.left + slack)), image.width - 1)
  const top = Math.min(Math.max(0, Math.floor(b.top + slack)), image.height - 1)
  const right = Math.max(left + 1, Math.min(image.width, Math.ceil(b.right - slack)))
  const bottom = Math.max(top + 1, Math.min(image.height, Math.ceil(b.bottom - slack)))
  return box(left, top, right, bottom)
}

/** Rounding of the arithmetic, far below a pixel. */
const slack = 1e-6

/** Where nothing lies: of an image that was never shown, or is not this one. */
export const nowhere: LookPlacement & { readonly point?: Point } = {
  region: box(0, 0, 0, 0),
  flags: ['other-image'],
}
