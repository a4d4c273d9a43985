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
  text,
  unknown,
  type NumberValue,
  type ImageValue,
  type Value,
} from './values'

type Method = (machine: CodeMachine, picture: ImageValue, args: CallArguments) => Value

/** What changes colours, kinds or nothing: the image lies where it lay. */
const unchanged = new Set(
  (
    'convert copy filter point enhance astype quantize getchannel effect_spread putalpha reduce_noise load apply_transparency ' +
    'numpy cpu float half byte clip round contiguous detach squeeze view normalize autocontrast adjust apply to getdata remap_palette'
  ).split(' '),
)

const methods: Readonly<Record<string, Method>> = {
  crop: (machine, picture, args) => cropped(machine, picture, args),
  resize: (machine, picture, args) => resizedBy(machine, picture, args),
  reduce: (_machine, picture, args) => {
    const factor = argument(args, 0, 'factor')
    const [x, y = x] = factor?.type === 'number' ? [factor] : (numberValuesOf(factor) ?? [])
    return x === undefined || y === undefined
      ? lost(picture, `an image stretched to ${reason(factor, 'an unknown size')}`)
      : reduced(picture, x.value, y.value)
  },
  rotate: (_machine, picture, args) => {
    const angle = argument(args, 0, 'angle')
    const expand = argument(args, 2, 'expand')
    if (angle?.type !== 'number')
      return lost(picture, `an image turned by ${reason(angle, 'an unknown angle')}`)
    const whole =
      (expand?.type === 'bool' && expand.value) || (expand?.type === 'number' && expand.value !== 0)
    return turnedImage(picture, angle.value, whole)
  },
  transpose: (_machine, picture, args) => transposedBy(picture, args),
  save: (machine, picture, args) => {
    const path = argument(args, 0, 'fp')
    machine.handOn(picture, path?.type === 'string' ? path.value : undefined)
    return none
  },
  show: (machine, picture) => {
    machine.handOn(picture, undefined)
    return none
  },
  split: (_machine, picture) => listValue([picture, picture, picture], 'tuple'),
  transform: (machine, picture, args) => transformed(machine, picture, args),
  permute: (_machine, picture, args) => permuted(picture, args.values),
  unsqueeze: (_machine, picture) => ({ ...picture, axes: `n${picture.axes ?? 'yxc'}` }),
  mean: (_machine, picture, args) => reducedBy(picture, argument(args, 0, 'axis')),
  max: (_machine, picture, args) => reducedBy(picture, argument(args, 0, 'axis')),
  min: (_machine, picture, args) => reducedBy(picture, argument(args, 0, 'axis')),
  sum: (_machine, picture, args) => reducedBy(picture, argument(args, 0, 'axis')),
}

/** A call of a method of an image. */
export function callImage(
  machine: CodeMachine,
  picture: ImageValue,
  { name, args }: { readonly name: string; readonly args: CallArguments },
): Value {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (method !== undefined) return method(machine, picture, args)
  if (unchanged.has(name)) return picture
  return unknown(`what .${name}() gives`, 'image')
}

/** `.size`, `.shape`, `.width` … of an image; undefined where it is a method. */
export function imageAttribute(picture: ImageValue, name: string): Value | undefined {
  const { width, height } = picture.size
  switch (name) {
    case 'size':
      // Of an array this is a count; nobody crops with it.
      return listValue([known(width), known(height)], 'tuple')
    case 'width':
      return known(width)
    case 'height':
      return known(height)
    case 'shape':
      return shapeOf(picture)
    case 'T':
      return transposed(picture)
    case 'ndim':
      return known((picture.axes ?? 'yxc').length)
    case 'mode':
    case 'format':
    case 'filename':
    case 'dtype':
      return text(undefined)
    case 'info':
      return unknown('the notes of a file')
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
export function shapeOf(picture: ImageValue): Value {
  return listValue(lengthsOf(picture), (picture.axes ?? 'yxc').startsWith('yx') ? 'shape' : 'tuple')
}

/** `picture.crop(box)`, with four values of their own (which PIL refuses) read all the same. */
function cropped(machine: CodeMachine, picture: ImageValue, args: CallArguments): Value {
  const box = argument(args, 0, 'box')
  const place = args.places[0] ?? args.namedPlaces.get('box')
  if (box === undefined || box.type === 'none') return picture
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
    return unknown('a crop nobody knows the place of', 'image')
  }
  const items = single ? args.places.slice(0, 4) : args.itemPlaces
  const site: Site =
    items?.length === 4 ? { form: 'corners', places: items } : { form: 'tuple', places: [place ?? args.at] }
  return codeCrop(machine, {
    from: picture,
    origins: [left, top, right, bottom],
    site,
    at: args.at,
    ...(single ? { refused: true } : {}),
  })
}

/** Cuts with top, left, height and width (torchvision, TensorFlow). */
export function cropBySize(machine: CodeMachine, picture: ImageValue, args: CallArguments): Value {
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
      return unknown('a crop nobody knows the place of', 'image')
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
  return codeCrop(machine, { from: picture, origins, site: { form: 'sizes', places }, at: args.at })
}

/** `picture.resize(size, resample, box)`: what lies in the box, where there is one, is cut and stretched. */
function resizedBy(machine: CodeMachine, picture: ImageValue, args: CallArguments): Value {
  const to = argument(args, 0, 'size')
  const box = argument(args, 2, 'box')
  const part = box === undefined || box.type === 'none' ? picture : cutTo(machine, picture, { box, args })
  const size = sizeIn(to)
  if (part.type !== 'image') return part
  return size === undefined
    ? lost(part, `an image stretched to ${reason(to, 'an unknown size')}`)
    : resizedImage(part, size)
}

/** The third argument, or `box=`: four edges in one value. */
function cutTo(
  machine: CodeMachine,
  picture: ImageValue,
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
    return unknown('a crop nobody knows the place of', 'image')
  }
  const place = args.places[2] ?? args.namedPlaces.get('box') ?? args.at
  const site: Site = { form: 'tuple', places: [place] }
  return codeCrop(machine, { from: picture, origins: [left, top, right, bottom], site, at: args.at })
}

/** In place: what the name then stands for. Undefined where the method changes nothing of the sort. */
export function changedInPlace(
  picture: ImageValue,
  name: string,
  args: CallArguments,
): ImageValue | undefined {
  if (name !== 'thumbnail') return undefined
  const size = sizeIn(argument(args, 0, 'size'))
  return size === undefined ? lost(picture, 'an image shrunk to an unknown size') : shrunk(picture, size)
}

/** `.transpose(Image.FLIP_LEFT_RIGHT)` of PIL, `.transpose(2, 0, 1)` of numpy. */
function transposedBy(picture: ImageValue, args: CallArguments): Value {
  const [first] = args.values
  if (first?.type === 'number' || first?.type === 'list') return permuted(picture, args.values)
  if (first === undefined) return transposed(picture)
  const way = first.type === 'module' ? (first.path.split('.').at(-1) ?? '') : ''
  switch (way) {
    case 'FLIP_LEFT_RIGHT':
      return mirrored(picture, true, false)
    case 'FLIP_TOP_BOTTOM':
      return mirrored(picture, false, true)
    case 'ROTATE_90':
    case 'ROTATE_180':
    case 'ROTATE_270':
      return turnedImage(picture, Number(way.slice('ROTATE_'.length)), true)
    case 'TRANSPOSE':
      return transposed(picture)
    case 'TRANSVERSE':
      return turnedImage(transposed(picture), 180, true)
    default:
      return lost(picture, 'an image turned in a way that is not known')
  }
}

/** Axes in another order, as the numbers say. */
export function permuted(picture: ImageValue, values: readonly Value[]): Value {
  const order = (numberValuesOf(values[0]) ?? numberValuesOf(listValue(values)) ?? []).map((n) => n.value)
  const axes = picture.axes ?? 'yxc'
  const letters = order.map((i) => axes[i < 0 ? i + axes.length : i] ?? '')
  if (order.length === 0 || letters.join('').length !== axes.length)
    return lost(picture, 'an array with its axes changed')
  return { ...picture, axes: letters.join('') }
}

/** A mean over the colours is an image still; over rows or columns it is none. */
export function reducedBy(picture: ImageValue, axis: Value | undefined): Value {
  const axes = picture.axes ?? 'yxc'
  if (axis?.type !== 'number') return unknown('a measurement')
  const at = axis.value < 0 ? axis.value + axes.length : axis.value
  return axes[at] === 'c' ? { ...picture, axes: axes.replace('c', '') } : unknown('a measurement')
}

/** `Image.transform(size, Image.EXTENT, box)` cuts and stretches; the other kinds bend. */
function transformed(machine: CodeMachine, picture: ImageValue, args: CallArguments): Value {
  const [size, way] = args.values
  const data = args.values[2] ?? args.named.get('data')
  const extent = way?.type === 'module' && way.path.endsWith('.EXTENT')
  const to = sizeIn(size)
  if (!extent || to === undefined || numberValuesOf(data)?.length !== 4 || data === undefined)
    return lost(picture, 'an image that was bent')
  const made = cutTo(machine, picture, { box: data, args })
  return made.type === 'image' ? resizedImage(made, to) : made
}
