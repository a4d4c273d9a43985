/** Methods and attributes of images: PIL's images and numpy's arrays, as far as they say where something lies. */
import { numberValuesOf } from './arithmetic'
import { argument, reason, sizeIn } from './calls'
import { codeCrop } from './cutting'
import type { CallArguments, CodeMachine, Site } from './machine'
import { lost, mirrored, reduced, resizedImage, shrunk, transposed, turnedImage } from './images'
import {
  known,
  listValue,
  none,
  stringValue,
  unknownValue,
  type NumberValue,
  type ImageValue,
  type Value,
} from './values'

type Method = (machine: CodeMachine, image: ImageValue, args: CallArguments) => Value

/** What changes colours, kinds or nothing: the image lies where it lay. */
const unchanged = new Set(
  (
    'convert copy filter point enhance astype quantize getchannel effect_spread putalpha reduce_noise load apply_transparency ' +
    'numpy cpu float half byte clip round contiguous detach squeeze view normalize autocontrast adjust apply to getdata remap_palette'
  ).split(' '),
)

const methods: Readonly<Record<string, Method>> = {
  crop: (machine, image, args) => cropped(machine, image, args),
  resize: (machine, image, args) => resizedBy(machine, image, args),
  reduce: (_machine, image, args) => {
    const factor = argument(args, 0, 'factor')
    const [x, y = x] = factor?.type === 'number' ? [factor] : (numberValuesOf(factor) ?? [])
    return x === undefined || y === undefined
      ? lost(image, `an image stretched to ${reason(factor, 'an unknown size')}`)
      : reduced(image, x.value, y.value)
  },
  rotate: (_machine, image, args) => {
    const angle = argument(args, 0, 'angle')
    const expand = argument(args, 2, 'expand')
    if (angle?.type !== 'number')
      return lost(image, `an image turned by ${reason(angle, 'an unknown angle')}`)
    const whole =
      (expand?.type === 'bool' && expand.value) || (expand?.type === 'number' && expand.value !== 0)
    return turnedImage(image, angle.value, whole)
  },
  transpose: (_machine, image, args) => transposedBy(image, args),
  save: (machine, image, args) => {
    const path = argument(args, 0, 'fp')
    machine.handOn(image, path?.type === 'string' ? path.value : undefined)
    return none
  },
  show: (machine, image) => {
    machine.handOn(image, undefined)
    return none
  },
  split: (_machine, image) => listValue([image, image, image], 'tuple'),
  transform: (machine, image, args) => transformed(machine, image, args),
  permute: (_machine, image, args) => permuted(image, args.values),
  unsqueeze: (_machine, image) => ({ ...image, axes: `n${image.axes ?? 'yxc'}` }),
  mean: (_machine, image, args) => reducedBy(image, argument(args, 0, 'axis')),
  max: (_machine, image, args) => reducedBy(image, argument(args, 0, 'axis')),
  min: (_machine, image, args) => reducedBy(image, argument(args, 0, 'axis')),
  sum: (_machine, image, args) => reducedBy(image, argument(args, 0, 'axis')),
}

/** A call of a method of an image. */
export function callImage(
  machine: CodeMachine,
  image: ImageValue,
  { name, args }: { readonly name: string; readonly args: CallArguments },
): Value {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (method !== undefined) return method(machine, image, args)
  if (unchanged.has(name)) return image
  return unknownValue(`what .${name}() gives`, 'image')
}

/** `.size`, `.shape`, `.width` … of an image; undefined where it is a method. */
export function imageAttribute(image: ImageValue, name: string): Value | undefined {
  const { width, height } = image.size
  switch (name) {
    case 'size':
      // Of an array this is a count; nobody crops with it.
      return listValue([known(width), known(height)], 'tuple')
    case 'width':
      return known(width)
    case 'height':
      return known(height)
    case 'shape':
      return shapeOf(image)
    case 'T':
      return transposed(image)
    case 'ndim':
      return known((image.axes ?? 'yxc').length)
    case 'mode':
    case 'format':
    case 'filename':
    case 'dtype':
      return stringValue(undefined)
    case 'info':
      return unknownValue('the notes of a file')
    default:
      return undefined
  }
}

/** Height, width and channels, in the order of its axes. */
export function lengthsOf({ size, axes = 'yxc' }: ImageValue): readonly NumberValue[] {
  const lengths = { y: size.height, x: size.width, c: 3, n: 1 }
  return [...axes].map((axis) => known(lengths[axis as keyof typeof lengths])) // axes hold these letters only
}

/** The same as a shape. */
export function shapeOf(image: ImageValue): Value {
  return listValue(lengthsOf(image), (image.axes ?? 'yxc').startsWith('yx') ? 'shape' : 'tuple')
}

/** `image.crop(box)`, with four values of their own (which PIL refuses) read all the same. */
function cropped(machine: CodeMachine, image: ImageValue, args: CallArguments): Value {
  const box = argument(args, 0, 'box')
  const place = args.places[0] ?? args.namedPlaces.get('box')
  if (box === undefined || box.type === 'none') return image
  const single = args.values.length >= 4 && args.values.slice(0, 4).every((v) => v.type === 'number')
  const numbers = numberValuesOf(single ? listValue(args.values.slice(0, 4)) : box)
  const [left, top, right, bottom, ...more] = numbers ?? []
  if (
    left === undefined ||
    top === undefined ||
    right === undefined ||
    bottom === undefined ||
    more.length > 0
  ) {
    machine.computed(reason(box, 'the box is not four numbers'))
    return unknownValue('a crop nobody knows the place of', 'image')
  }
  const items = single ? args.places.slice(0, 4) : args.itemPlaces
  const site: Site =
    items?.length === 4 ? { form: 'corners', places: items } : { form: 'tuple', places: [place ?? args.at] }
  return codeCrop(machine, {
    from: image,
    origins: [left, top, right, bottom],
    site,
    at: args.at,
    ...(single ? { refused: true } : {}),
  })
}

/** Cuts with top, left, height and width (torchvision, TensorFlow). */
export function cropBySize(machine: CodeMachine, image: ImageValue, args: CallArguments): Value {
  const names = [
    ['top', 'offset_height'],
    ['left', 'offset_width'],
    ['height', 'target_height'],
    ['width', 'target_width'],
  ]
  const numbers: NumberValue[] = []
  const places = []
  for (const [i, [name = '', other = '']] of names.entries()) {
    const value = args.values[i] ?? args.named.get(name) ?? args.named.get(other)
    const place = args.places[i] ?? args.namedPlaces.get(name) ?? args.namedPlaces.get(other)
    if (value?.type !== 'number' || place === undefined) {
      machine.computed(reason(value, 'the box is not four numbers'))
      return unknownValue('a crop nobody knows the place of', 'image')
    }
    numbers.push(value)
    places.push(place)
  }
  const [top, left, height, width] = numbers
  if (top === undefined || left === undefined || height === undefined || width === undefined) return none
  const far = (near: NumberValue, length: NumberValue): NumberValue => ({
    ...near,
    value: near.value + length.value,
    parts: 'mixed',
  })
  const origins = [left, top, far(left, width), far(top, height)] as const
  return codeCrop(machine, { from: image, origins, site: { form: 'sizes', places }, at: args.at })
}

/** `image.resize(size, resample, box)`: what lies in the box, where there is one, is cut and stretched. */
function resizedBy(machine: CodeMachine, image: ImageValue, args: CallArguments): Value {
  const to = argument(args, 0, 'size')
  const box = argument(args, 2, 'box')
  const part = box === undefined || box.type === 'none' ? image : cutTo(machine, image, { box, args })
  const size = sizeIn(to)
  if (part.type !== 'image') return part
  return size === undefined
    ? lost(part, `an image stretched to ${reason(to, 'an unknown size')}`)
    : resizedImage(part, size)
}

/** The third argument, or `box=`: four edges in one value. */
function cutTo(
  machine: CodeMachine,
  image: ImageValue,
  { box, args }: { readonly box: Value; readonly args: CallArguments },
): Value {
  const [left, top, right, bottom, more] = numberValuesOf(box) ?? []
  if (
    left === undefined ||
    top === undefined ||
    right === undefined ||
    bottom === undefined ||
    more !== undefined
  ) {
    machine.computed(reason(box, 'the box is not four numbers'))
    return unknownValue('a crop nobody knows the place of', 'image')
  }
  const place = args.places[2] ?? args.namedPlaces.get('box') ?? args.at
  const site: Site = { form: 'tuple', places: [place] }
  return codeCrop(machine, { from: image, origins: [left, top, right, bottom], site, at: args.at })
}

/** In place: what the name then stands for. Undefined where the method changes nothing of the sort. */
export function changedInPlace(image: ImageValue, name: string, args: CallArguments): ImageValue | undefined {
  if (name !== 'thumbnail') return undefined
  const size = sizeIn(argument(args, 0, 'size'))
  return size === undefined ? lost(image, 'an image shrunk to an unknown size') : shrunk(image, size)
}

/** `.transpose(Image.FLIP_LEFT_RIGHT)` of PIL, `.transpose(2, 0, 1)` of numpy. */
function transposedBy(image: ImageValue, args: CallArguments): Value {
  const [first] = args.values
  if (first?.type === 'number' || first?.type === 'list') return permuted(image, args.values)
  if (first === undefined) return transposed(image)
  const way = first.type === 'module' ? (first.path.split('.').at(-1) ?? '') : ''
  switch (way) {
    case 'FLIP_LEFT_RIGHT':
      return mirrored(image, true, false)
    case 'FLIP_TOP_BOTTOM':
      return mirrored(image, false, true)
    case 'ROTATE_90':
    case 'ROTATE_180':
    case 'ROTATE_270':
      return turnedImage(image, Number(way.slice('ROTATE_'.length)), true)
    case 'TRANSPOSE':
      return transposed(image)
    case 'TRANSVERSE':
      return turnedImage(transposed(image), 180, true)
    default:
      return lost(image, 'an image turned in a way that is not known')
  }
}

/** Axes in another order, as the numbers say. */
export function permuted(image: ImageValue, values: readonly Value[]): Value {
  const order = (numberValuesOf(values[0]) ?? numberValuesOf(listValue(values)) ?? []).map((n) => n.value)
  const axes = image.axes ?? 'yxc'
  const letters = order.map((i) => axes[i < 0 ? i + axes.length : i] ?? '')
  if (order.length === 0 || letters.join('').length !== axes.length)
    return lost(image, 'an array with its axes changed')
  return { ...image, axes: letters.join('') }
}

/** A mean over the colours is an image still; over rows or columns it is none. */
export function reducedBy(image: ImageValue, axis: Value | undefined): Value {
  const axes = image.axes ?? 'yxc'
  if (axis?.type !== 'number') return unknownValue('a measurement')
  const at = axis.value < 0 ? axis.value + axes.length : axis.value
  return axes[at] === 'c' ? { ...image, axes: axes.replace('c', '') } : unknownValue('a measurement')
}

/** `Image.transform(size, Image.EXTENT, box)` cuts and stretches; the other kinds bend. */
function transformed(machine: CodeMachine, image: ImageValue, args: CallArguments): Value {
  const [size, way] = args.values
  const data = args.values[2] ?? args.named.get('data')
  const extent = way?.type === 'module' && way.path.endsWith('.EXTENT')
  const to = sizeIn(size)
  if (!extent || to === undefined || numberValuesOf(data)?.length !== 4 || data === undefined)
    return lost(image, 'an image that was bent')
  const made = cutTo(machine, image, { box: data, args })
  return made.type === 'image' ? resizedImage(made, to) : made
}
