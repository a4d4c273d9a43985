/**
 * Functions of modules that make images of images: PIL's `Image`, `ImageOps` and `ImageEnhance`, OpenCV, NumPy, matplotlib,
 * torchvision. What changes only colours leaves an image where it lies; what bends it says so.
 */
import { numberValuesOf } from './arithmetic'
import { argument, imageIn, numberAt, numberOr, reason, sizeIn } from './calls'
import { codeCrop } from './cutting'
import type { CallArguments, CodeMachine, Site } from './machine'
import { callImage, cropBySize, permuted, reducedBy, shapeOf } from './image-methods'
import { contained, lost, mirrored, padded, resizedImage, transposed, turnedImage } from './images'
import { known, listValue, none, unknown, type ImageValue, type Value } from './values'

interface Called {
  readonly path: string
  readonly name: string
  readonly args: CallArguments
}

type Make = (picture: ImageValue, called: Called, machine: CodeMachine) => Value

/** Colours, contrast, noise, kinds of numbers, drawing: the image lies where it lay. */
const unchanged = new Set(
  (
    'cvtColor GaussianBlur medianBlur bilateralFilter blur boxFilter filter2D convertScaleAbs equalizeHist Canny Laplacian Sobel Scharr ' +
    'dilate erode morphologyEx bitwise_not bitwise_and bitwise_or bitwise_xor addWeighted absdiff add subtract multiply divide normalize LUT ' +
    'fastNlMeansDenoising fastNlMeansDenoisingColored detailEnhance edgePreservingFilter stylization inRange adaptiveThreshold rectangle ' +
    'circle line putText polylines drawContours fillPoly arrowedLine array asarray asanyarray copy deepcopy ascontiguousarray uint8 float32 ' +
    'float64 int16 int32 clip abs fromarray autocontrast grayscale invert equalize posterize solarize exif_transpose colorize rgb2gray ' +
    'rgb_to_hsv rgb2hsv hsv_to_rgb rgb2lab img_as_float img_as_ubyte gaussian adjust_gamma adjust_log adjust_sigmoid rescale_intensity ' +
    'equalize_hist equalize_adapthist unsharp_mask Contrast Brightness Sharpness Color merge to_pil_image to_tensor pil_to_tensor ' +
    'power sqrt exp log log1p square gammaCorrection squeeze sharpen enhance from_numpy tensor round floor rint'
  ).split(' '),
)

const makes: Readonly<Record<string, Make>> = {
  resize: (picture, { path, args }) =>
    path.includes('cv') ? cvResized(picture, args) : resizedTo(picture, args),
  rescale: (picture, { args }) => scaledBy(picture, numberAt(args, 1, 'scale')?.value),
  zoom: (image) => lost(image, 'an image zoomed by a library'),
  rotate: (picture, { path, args }, machine) =>
    path.includes('cv')
      ? cvTurned(picture, args)
      : callImage(machine, picture, { name: 'rotate', args: without(args) }),
  flip: (picture, { path, args }) => flipped(picture, path, args),
  fliplr: (picture) => mirrored(picture, true, false),
  hflip: (picture) => mirrored(picture, true, false),
  mirror: (picture) => mirrored(picture, true, false),
  flipud: (picture) => mirrored(picture, false, true),
  vflip: (picture) => mirrored(picture, false, true),
  rot90: (picture, { args }) => {
    const turns = numberOr(args, [1, 'k'], 1)
    return turns === undefined
      ? lost(picture, 'an image turned in a way that is not known')
      : turnedImage(picture, 90 * turns, true)
  },
  transpose: (picture, { path, args }) =>
    path.includes('cv') ? transposed(picture) : permuted(picture, args.values.slice(1)),
  moveaxis: (picture) => lost(picture, 'an array with its axes changed'),
  shape: (picture) => shapeOf(picture),
  expand_dims: (picture) => ({ ...picture, axes: `n${picture.axes ?? 'yxc'}` }),
  mean: (picture, { args }) => reducedBy(picture, argument(args, 1, 'axis')),
  average: (picture, { args }) => reducedBy(picture, argument(args, 1, 'axis')),
  max: (picture, { args }) => reducedBy(picture, argument(args, 1, 'axis')),
  min: (picture, { args }) => reducedBy(picture, argument(args, 1, 'axis')),
  amax: (picture, { args }) => reducedBy(picture, argument(args, 1, 'axis')),
  amin: (picture, { args }) => reducedBy(picture, argument(args, 1, 'axis')),
  sum: (picture, { args }) => reducedBy(picture, argument(args, 1, 'axis')),
  std: () => unknown('a measurement'),
  median: (picture, { args }) => reducedBy(picture, argument(args, 1, 'axis')),
  threshold: (picture) => listValue([unknown('a threshold'), picture], 'tuple'),
  split: (picture) => listValue([picture, picture, picture], 'tuple'),
  copyMakeBorder: (picture, { args }) => cvPadded(picture, args),
  expand: (picture, { args }) => bordered(picture, args, 1),
  warpAffine: (picture) => lost(picture, 'an image that was bent or turned'),
  warpPerspective: (picture) => lost(picture, 'an image that was bent or turned'),
  remap: (picture) => lost(picture, 'an image that was bent or turned'),
  fit: (picture) => lost(picture, 'an image made to fit a size'),
  pad: (picture) => lost(picture, 'an image made to fit a size'),
  contain: (picture, { args }) => containedIn(picture, argument(args, 1, 'size')),
  crop: (picture, called, machine) => cropCalled(picture, called, machine),
  crop_to_bounding_box: (picture, { args }, machine) => cropBySize(machine, picture, without(args)),
  resized_crop: (picture, { args }, machine) => cropBySize(machine, picture, without(args)),
  getRectSubPix: (picture, { args }, machine) => aroundCentre(picture, args, machine),
  imwrite: (picture, { args }, machine) => {
    const path = argument(args, 0, 'filename')
    machine.handOn(picture, path?.type === 'string' ? path.value : undefined)
    return none
  },
  imsave: (picture, { args }, machine) => {
    const path = argument(args, 0, 'fname')
    machine.handOn(picture, path?.type === 'string' ? path.value : undefined)
    return none
  },
  zeros_like: () => unknown('an empty image'),
  ones_like: () => unknown('an empty image'),
  full_like: () => unknown('an empty image'),
}

const opens: Readonly<Record<string, 'image' | 'array'>> = {
  imread: 'array',
  imdecode: 'array',
  load_img: 'image',
  load_image: 'image',
  fetch_image: 'image',
  read_image: 'image',
}

const figures = new Set(['imshow', 'savefig', 'subplots', 'figure', 'subplot', 'matshow'])

/** What a function makes of the image it is called with; undefined where it is called with none and opens none. */
export function libraryImage(machine: CodeMachine, called: Called): Value | undefined {
  const { path, name, args } = called
  if (figures.has(name)) machine.figure()
  const opened = path.endsWith('Image.open') ? 'image' : Object.hasOwn(opens, name) ? opens[name] : undefined
  if (opened !== undefined) {
    const from = args.values[0] ?? args.named.get('fp') ?? args.named.get('filename')
    // An image that is opened of an image (`Image.open(BytesIO(…))` of what was handed over) is that image.
    if (from?.type === 'image') return from
    return machine.open(from?.type === 'string' ? from.value : undefined, opened)
  }
  const picture = imageIn(args) ?? namedImage(args)
  if (picture === undefined) return undefined
  if (name === 'imshow') machine.handOn(picture, undefined)
  if (unchanged.has(name)) return asArrayOf(name, picture)
  const make = Object.hasOwn(makes, name) ? makes[name] : undefined
  if (make !== undefined) return make(picture, called, machine)
  // What nobody knows may well show it.
  if (!measures.has(name)) machine.handOn(picture, undefined)
  return undefined
}

/** Python's own functions, which show nothing. */
const measures = new Set(
  'len int float str repr list tuple type id isinstance hasattr getattr enumerate zip range sorted print display'.split(
    ' ',
  ),
)

function namedImage({ named }: CallArguments): ImageValue | undefined {
  const value =
    named.get('img') ?? named.get('image') ?? named.get('src') ?? named.get('object') ?? named.get('obj')
  return value?.type === 'image' ? value : undefined
}

/** An array has axes; an image of PIL none. */
function asArrayOf(name: string, picture: ImageValue): ImageValue {
  if (name === 'fromarray' || name === 'to_pil_image') {
    const { axes: _axes, ...image } = picture
    return image
  }
  if (name === 'to_tensor' || name === 'pil_to_tensor') return { ...picture, axes: 'cyx' }
  return name === 'array' || name === 'asarray' ? { ...picture, axes: picture.axes ?? 'yxc' } : picture
}

/** The same arguments without the image before them. */
function without(args: CallArguments): CallArguments {
  return { ...args, values: args.values.slice(1), places: args.places.slice(1) }
}

function scaledBy(picture: ImageValue, factor: number | undefined): Value {
  if (factor === undefined) return lost(picture, 'an image stretched to an unknown size')
  const { width, height } = picture.size
  return resizedImage(picture, { width: Math.round(width * factor), height: Math.round(height * factor) })
}

/** `resize(image, (height, width))` of torchvision and scikit-image. */
function resizedTo(picture: ImageValue, args: CallArguments): Value {
  const size = sizeIn(argument(args, 1, 'size') ?? args.named.get('output_shape'))
  if (size === undefined) return lost(picture, 'an image stretched to an unknown size')
  return resizedImage(picture, { width: size.height, height: size.width })
}

/** `cv2.resize(image, (width, height))` or `(image, None, fx=2, fy=2)`; rounded as OpenCV does. */
function cvResized(picture: ImageValue, args: CallArguments): Value {
  const dsize = argument(args, 1, 'dsize')
  const size = sizeIn(dsize)
  if (size !== undefined && !isZero(dsize)) return resizedImage(picture, size)
  const x = numberAt(args, 3, 'fx')?.value
  const y = numberAt(args, 4, 'fy')?.value
  const { width, height } = picture.size
  if (x !== undefined && y !== undefined && (dsize?.type === 'none' || isZero(dsize)))
    return resizedImage(picture, { width: Math.round(width * x), height: Math.round(height * y) })
  return lost(picture, `an image stretched to ${reason(dsize, 'an unknown size')}`)
}

/** No size is given, or none of zeros: OpenCV then takes the factors. */
function isZero(value: Value | undefined): boolean {
  return value === undefined || numberValuesOf(value)?.every((n) => n.value === 0) === true
}

function constant(value: Value | undefined): string {
  return value?.type === 'module' ? (value.path.split('.').at(-1) ?? '') : ''
}

function cvTurned(picture: ImageValue, args: CallArguments): Value {
  switch (constant(argument(args, 1, 'rotateCode'))) {
    case 'ROTATE_180':
      return turnedImage(picture, 180, true)
    case 'ROTATE_90_CLOCKWISE':
      return turnedImage(picture, 270, true)
    case 'ROTATE_90_COUNTERCLOCKWISE':
      return turnedImage(picture, 90, true)
    default:
      return lost(picture, 'an image turned in a way that is not known')
  }
}

/** OpenCV: 0 about the horizontal axis, 1 about the vertical, −1 both. NumPy: along an axis, or all. PIL's ImageOps: top to bottom. */
function flipped(picture: ImageValue, path: string, args: CallArguments): Value {
  const way = numberAt(args, 1, path.includes('cv') ? 'flipCode' : 'axis')?.value
  if (path.includes('cv')) {
    if (way === undefined) return lost(picture, 'an image turned in a way that is not known')
    return mirrored(picture, way !== 0, way <= 0)
  }
  if (way !== undefined) return mirrored(picture, way === 1, way === 0)
  return path.includes('ImageOps')
    ? mirrored(picture, false, true)
    : lost(picture, 'an image turned in a way that is not known')
}

function cvPadded(picture: ImageValue, args: CallArguments): Value {
  const [top, bottom, left, right] = [1, 2, 3, 4].map((i) => numberAt(args, i)?.value)
  if (top === undefined || bottom === undefined || left === undefined || right === undefined)
    return lost(picture, 'an image with a border of unknown width')
  return padded(picture, { left, top, right, bottom })
}

/** A border of one width, of two (across, down) or of four. */
function bordered(picture: ImageValue, args: CallArguments, place: number): Value {
  const border = argument(args, place, 'border')
  const [a, b = a, c = a, d = b] = border?.type === 'number' ? [border] : (numberValuesOf(border) ?? [])
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    return lost(picture, 'an image with a border of unknown width')
  return padded(picture, { left: a.value, top: b.value, right: c.value, bottom: d.value })
}

function containedIn(picture: ImageValue, to: Value | undefined): Value {
  const size = sizeIn(to)
  return size === undefined ? lost(picture, 'an image made to fit a size') : contained(picture, size)
}

/** `Image.Image.crop(image, box)`, `ImageOps.crop(image, border)`, `F.crop(image, top, left, height, width)`. */
function cropCalled(picture: ImageValue, { path, args }: Called, machine: CodeMachine): Value {
  if (path.includes('ImageOps')) return borderTakenOff(picture, args, machine)
  if (args.values.length >= 5 || args.named.has('top')) return cropBySize(machine, picture, without(args))
  return callImage(machine, picture, { name: 'crop', args: without(args) })
}

function borderTakenOff(picture: ImageValue, args: CallArguments, machine: CodeMachine): Value {
  const border = argument(args, 1, 'border')
  const [a, b = a, c = a, d = b] = border?.type === 'number' ? [border] : (numberValuesOf(border) ?? [])
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    machine.computed(reason(border, 'the border is no number'))
    return unknown('a crop nobody knows the place of', 'image')
  }
  const { width, height } = picture.size
  const edge = (value: number) => ({ ...known(value), parts: 'mixed' as const })
  const origins = [edge(a.value), edge(b.value), edge(width - c.value), edge(height - d.value)] as const
  return codeCrop(machine, { from: picture, origins, site: { form: 'tuple', places: [] }, at: args.at })
}

/** `cv2.getRectSubPix(image, (width, height), (x, y))`: a patch around a centre. */
function aroundCentre(picture: ImageValue, args: CallArguments, machine: CodeMachine): Value {
  const size = sizeIn(argument(args, 1, 'patchSize'))
  const [x, y] = numberValuesOf(argument(args, 2, 'center')) ?? []
  if (size === undefined || x === undefined || y === undefined) {
    machine.computed(reason(argument(args, 2, 'center'), 'the patch is not known'))
    return unknown('a crop nobody knows the place of', 'image')
  }
  const [left, top] = [x.value - (size.width - 1) / 2, y.value - (size.height - 1) / 2]
  const edge = (value: number) => ({ ...known(value, true), parts: 'mixed' as const })
  const origins = [edge(left), edge(top), edge(left + size.width), edge(top + size.height)] as const
  const site: Site = { form: 'tuple', places: [] }
  return codeCrop(machine, { from: picture, origins, site, at: args.at })
}
