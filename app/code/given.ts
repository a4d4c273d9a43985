/** The images a program was handed: under which names, how large. Knows no dialect. */
import type { Size } from '../geometry/box'
import { identity } from './affine'
import { unknownValue, type ImageValue, type Value } from './values'

/** An image the model was given: of the question, or shown to it since. */
export interface HandedImage {
  readonly size: Size
  /** As the file has it, to tell several apart. */
  readonly name?: string
}

/** How a dialect hands images to its code. */
export interface ImageNames {
  /** Names that stand for images whatever the program says, by their number: `image_clue_` counts from 0, `image_` from 1. */
  readonly numbered?: { readonly prefix: string; readonly from: 0 | 1 }
  /** Names of the image a call is about, and which that is. */
  readonly preset?: { readonly names: readonly string[]; readonly index: number }
  /** Names under which the program leaves what is shown. */
  readonly results?: readonly string[]
}

/** Images by name and by path. */
export interface NamedImages {
  /** Names that are set before the program begins. */
  readonly preset: ReadonlyMap<string, Value>
  readonly results: readonly string[]
  /** The first image: what thousandths count in. */
  readonly main: ImageValue | undefined
  readonly named: (name: string, cut?: 'cut') => Value
  readonly opened: (path: string | undefined) => Value
}

/** Names people give to an image they read before; `Image` itself is PIL's. */
const imageLike =
  /^(?:(?:my|input|orig|original|source|src|pil|full|main|the|raw|base|cv|np|rgb|bgr|gray|grey)_?)*(?:img|image|im|pic|picture|photo|frame|screenshot)s?(?:_?(?:clue|np|cv|cv2|pil|rgb|bgr|gray|arr|array|data|original|orig|input|full))*_?(\d*)$/i

/** The images handed to a program, as a dialect names them. */
export function namedImages(images: readonly HandedImage[], asked: number, handing: ImageNames): NamedImages {
  const image = (index: number): ImageValue | undefined => {
    const { size } = images[index] ?? {}
    return size === undefined ? undefined : { type: 'image', index, size, toSource: identity }
  }
  const orNothing = (index: number, name: string): Value =>
    image(index) ?? unknownValue(`“${name}”, which was never shown`, 'image')
  const preset = new Map<string, Value>()
  for (const name of handing.preset?.names ?? [])
    preset.set(name, orNothing(handing.preset?.index ?? 0, name))
  const { numbered } = handing
  return {
    preset,
    results: handing.results ?? [],
    main: image(0),
    named: (name, cut) => {
      const number =
        numbered !== undefined && name.startsWith(numbered.prefix) ? name.slice(numbered.prefix.length) : ''
      if (numbered !== undefined && /^\d{1,4}$/.test(number))
        return orNothing(Number(number) - numbered.from, name)
      if (cut === 'cut' || (imageLike.test(name) && name !== 'Image'))
        return image(0) ?? unknownValue(`“${name}”`, 'image')
      return { type: 'unknown', why: `“${name}”, which this code was not given`, unbound: name }
    },
    opened: (path) => image(indexOf(path, images, asked)) ?? unknownValue('an image nobody has', 'image'),
  }
}

/** Which image a path means: by its name, by the number in it where there are several; else the first. */
function indexOf(path: string | undefined, images: readonly HandedImage[], asked: number): number {
  if (path === undefined || asked < 2) return 0
  const name = baseOf(path)
  const same = images.findIndex((p) => p.name !== undefined && baseOf(p.name) === name)
  if (same >= 0) return same
  const number = /(?<!\d)(\d+)(?:\.\w+)?$/.exec(name)?.[1]
  return number !== undefined && Number(number) < asked ? Number(number) : 0
}

function baseOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
