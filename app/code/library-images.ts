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
import { known, listValue, none, unknownValue, type ImageValue, type Value } from './values'

interface Called {
  readonly path: string
  readonly name: string
  readonly args: CallArguments
}

type Make = (image: ImageValue, called: Called, machine: CodeMachine) => Value

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
  resize: (image, { path, args }) => (path.includes('cv') ? cvResized(image, args) : resizedTo(image, args)),
  rescale: (image, { args }) => scaledBy(image, numberAt(args, 1, 'scale')?.value),
  zoom: (image) => lost(image, 'an image zoomed by a library'),
  rotate: (image, { path, args }, machine) =>
    path.includes('cv')
      ? cvTurned(image, args)
      : callImage(machine, image, { name: 'rotate', args: without(args) }),
  flip: (image, { path, args }) => flipped(image, path, args),
  fliplr: (image) => mirrored(image, true, false),
  hflip: (image) => mirrored(image, true, false),
  mirror: (image) => mirrored(image, true, false),
  flipud: (image) => mirrored(image, false, true),
  vflip: (image) => mirrored(image, false, true),
  rot90: (image, { args }) => {
    const turns = numberOr(args, [1, 'k'], 1)
    return turns === undefined
      ? lost(image, 'an image turned in a way that is not known')
      : turnedImage(image, 90 * turns, true)
  },
  transpose: (image, { path, args }) =>
    path.includes('cv') ? transposed(image) : permuted(image, args.values.slice(1)),
  moveaxis: (image) => lost(image, 'an array with its axes changed'),
  shape: (image) => shapeOf(image),
  expand_dims: (image) => ({ ...image, axes: `n${image.axes ?? 'yxc'}` }),
  mean: (image, { args }) => reducedBy(image, argument(args, 1, 'axis')),
  average: (image, { args }) => reducedBy(image, argument(args, 1, 'axis')),
  max: (image, { args }) => reducedBy(image, argument(args, 1, 'axis')),
  min: (image, { args }) => reducedBy(image, argument(args, 1, 'axis')),
  amax: (image, { args }) => reducedBy(image, argument(args, 1, 'axis')),
  amin: (image, { args }) => reducedBy(image, argument(args, 1, 'axis')),
  sum: (image, { args }) => reducedBy(image, argument(args, 1, 'axis')),
  std: () => unknownValue('a measurement'),
  median: (image, { args }) => reducedBy(image, argument(args, 1, 'axis')),
  threshold: (image) => listValue([unknownValue('a threshold'), image], 'tuple'),
  split: (image) => listValue([image, image, image], 'tuple'),
  copyMakeBorder: (image, { args }) => cvPadded(image, args),
  expand: (image, { args }) => bordered(image, args, 1),
  warpAffine: (image) => lost(image, 'an image that was bent or turned'),
  warpPerspective: (image) => lost(image, 'an image that was bent or turned'),
  remap: (image) => lost(image, 'an image that was bent or turned'),
  fit: (image) => lost(image, 'an image made to fit a size'),
  pad: (image) => lost(image, 'an image made to fit a size'),
  contain: (image, { args }) => containedIn(image, argument(args, 1, 'size')),
  crop: (image, called, machine) => cropCalled(image, called, machine),
  crop_to_bounding_box: (image, { args }, machine) => cropBySize(machine, image, without(args)),
  resized_crop: (image, { args }, machine) => cropBySize(machine, image, without(args)),
  getRectSubPix: (image, { args }, machine) => aroundCentre(image, args, machine),
  imwrite: (image, { args }, machine) => {
    const path = argument(args, 0, 'filename')
    machine.handOn(image, path?.type === 'string' ? path.value : undefined)
    return none
  },
  imsave: (image, { args }, machine) => {
    const path = argument(args, 0, 'fname')
    machine.handOn(image, path?.type === 'string' ? path.value : undefined)
    return none
  },
  zeros_like: () => unknownValue('an empty image'),
  ones_like: () => unknownValue('an empty image'),
  full_like: () => unknownValue('an empty image'),
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
  const image = imageIn(args) ?? namedImage(args)
  if (image === undefined) return undefined
  if (name === 'imshow') machine.handOn(image, undefined)
  if (unchanged.has(name)) return asArrayOf(name, image)
  const make = Object.hasOwn(makes, name) ? makes[name] : undefined
  if (make !== undefined) return make(image, called, machine)
  // What nobody knows may well show it.
  if (!measures.has(name)) machine.handOn(image, undefined)
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
function asArrayOf(name: string, image: ImageValue): ImageValue {
  if (name === 'fromarray' || name === 'to_pil_image') {
    const { axes: _axes, ...plain } = image
    return plain
  }
  if (name === 'to_tensor' || name === 'pil_to_tensor') return { ...image, axes: 'cyx' }
  return name === 'array' || name === 'asarray' ? { ...image, axes: image.axes ?? 'yxc' } : image
}

/** The same arguments without the image before them. */
function without(args: CallArguments): CallArguments {
  return { ...args, values: args.values.slice(1), places: args.places.slice(1) }
}

function scaledBy(image: ImageValue, factor: number | undefined): Value {
  if (factor === undefined) return lost(image, 'an image stretched to an unknown size')
  const { width, height } = image.size
  return resizedImage(image, { width: Math.round(width * factor), height: Math.round(height * factor) })
}

/** `resize(image, (height, width))` of torchvision and scikit-image. */
function resizedTo(image: ImageValue, args: CallArguments): Value {
  const size = sizeIn(argument(args, 1, 'size') ?? args.named.get('output_shape'))
  if (size === undefined) return lost(image, 'an image stretched to an unknown size')
  return resizedImage(image, { width: size.height, height: size.width })
}

/** `cv2.resize(image, (width, height))` or `(image, None, fx=2, fy=2)`; rounded as OpenCV does. */
function cvResized(image: ImageValue, args: CallArguments): Value {
  const dsize = argument(args, 1, 'dsize')
  const size = sizeIn(dsize)
  if (size !== undefined && !isZero(dsize)) return resizedImage(image, size)
  const x = numberAt(args, 3, 'fx')?.value
  const y = numberAt(args, 4, 'fy')?.value
  const { width, height } = image.size
  if (x !== undefined && y !== undefined && (dsize?.type === 'none' || isZero(dsize)))
    return resizedImage(image, { width: Math.round(width * x), height: Math.round(height * y) })
  return lost(image, `an image stretched to ${reason(dsize, 'an unknown size')}`)
}

/** No size is given, or none of zeros: OpenCV then takes the factors. */
function isZero(value: Value | undefined): boolean {
  return value === undefined || numberValuesOf(value)?.every((n) => n.value === 0) === true
}

function constant(value: Value | undefined): string {
  return value?.type === 'module' ? (value.path.split('.').at(-1) ?? '') : ''
}

function cvTurned(image: ImageValue, args: CallArguments): Value {
  switch (constant(argument(args, 1, 'rotateCode'))) {
    case 'ROTATE_180':
      return turnedImage(image, 180, true)
    case 'ROTATE_90_CLOCKWISE':
      return turnedImage(image, 270, true)
    case 'ROTATE_90_COUNTERCLOCKWISE':
      return turnedImage(image, 90, true)
    default:
      return lost(image, 'an image turned in a way that is not known')
  }
}

/** OpenCV: 0 about the horizontal axis, 1 about the vertical, −1 both. NumPy: along an axis, or all. PIL's ImageOps: top to bottom. */
function flipped(image: ImageValue, path: string, args: CallArguments): Value {
  const way = numberAt(args, 1, path.includes('cv') ? 'flipCode' : 'axis')?.value
  if (path.includes('cv')) {
    if (way === undefined) return lost(image, 'an image turned in a way that is not known')
    return mirrored(image, way !== 0, way <= 0)
  }
  if (way !== undefined) return mirrored(image, way === 1, way === 0)
  return path.includes('ImageOps')
    ? mirrored(image, false, true)
    : lost(image, 'an image turned in a way that is not known')
}

function cvPadded(image: ImageValue, args: CallArguments): Value {
  const [top, bottom, left, right] = [1, 2, 3, 4].map((i) => numberAt(args, i)?.value)
  if (top === undefined || bottom === undefined || left === undefined || right === undefined)
    return lost(image, 'an image with a border of unknown width')
  return padded(image, { left, top, right, bottom })
}

/** A border of one width, of two (across, down) or of four. */
function bordered(image: ImageValue, args: CallArguments, place: number): Value {
  const border = argument(args, place, 'border')
  const [a, b = a, c = a, d = b] = border?.type === 'number' ? [border] : (numberValuesOf(border) ?? [])
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    return lost(image, 'an image with a border of unknown width')
  return padded(image, { left: a.value, top: b.value, right: c.value, bottom: d.value })
}

function containedIn(image: ImageValue, to: Value | undefined): Value {
  const size = sizeIn(to)
  return size === undefined ? lost(image, 'an image made to fit a size') : contained(image, size)
}

/** `Image.Image.crop(image, box)`, `ImageOps.crop(image, border)`, `F.crop(image, top, left, height, width)`. */
function cropCalled(image: ImageValue, { path, args }: Called, machine: CodeMachine): Value {
  if (path.includes('ImageOps')) return borderTakenOff(image, args, machine)
  if (args.values.length >= 5 || args.named.has('top')) return cropBySize(machine, image, without(args))
  return callImage(machine, image, { name: 'crop', args: without(args) })
}

function borderTakenOff(image: ImageValue, args: CallArguments, machine: CodeMachine): Value {
  const border = argument(args, 1, 'border')
  const [a, b = a, c = a, d = b] = border?.type === 'number' ? [border] : (numberValuesOf(border) ?? [])
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    machine.computed(reason(border, 'the border is no number'))
    return unknownValue('a crop nobody knows the place of', 'image')
  }
  const { width, height } = image.size
  const edge = (value: number) => ({ ...known(value), parts: 'mixed' as const })
  const origins = [edge(a.value), edge(b.value), edge(width - c.value), edge(height - d.value)] as const
  return codeCrop(machine, { from: image, origins, site: { form: 'tuple', places: [] }, at: args.at })
}

/** `cv2.getRectSubPix(image, (width, height), (x, y))`: a patch around a centre. */
function aroundCentre(image: ImageValue, args: CallArguments, machine: CodeMachine): Value {
  const size = sizeIn(argument(args, 1, 'patchSize'))
  const [x, y] = numberValuesOf(argument(args, 2, 'center')) ?? []
  if (size === undefined || x === undefined || y === undefined) {
    machine.computed(reason(argument(args, 2, 'center'), 'the patch is not known'))
    return unknownValue('a crop nobody knows the place of', 'image')
  }
  const [left, top] = [x.value - (size.width - 1) / 2, y.value - (size.height - 1) / 2]
  const edge = (value: number) => ({ ...known(value, true), parts: 'mixed' as const })
  const origins = [edge(left), edge(top), edge(left + size.width), edge(top + size.height)] as const
  const site: Site = { form: 'tuple', places: [] }
  return codeCrop(machine, { from: image, origins, site, at: args.at })
}
