/** Arguments of calls, by place or by name, as the functions of the libraries take them. Knows no function. */
import { numberValuesOf } from './arithmetic'
import type { CallArguments } from './machine'
import { unknownValue, type NumberValue, type ImageValue, type Value } from './values'

/** An argument by its place or, where it has one, its name. */
export function argument(args: CallArguments, place: number, name?: string): Value | undefined {
  return args.values[place] ?? (name === undefined ? undefined : args.named.get(name))
}

/** A number by place or name. */
export function numberAt(args: CallArguments, place: number, name?: string): NumberValue | undefined {
  const value = argument(args, place, name)
  return value?.type === 'number' ? value : undefined
}

/** A number that need not be given; undefined where something is given and is no number, so that nobody takes it for absent. */
export function numberOr(
  args: CallArguments,
  [place, name]: readonly [place: number, name?: string],
  absent: number,
): number | undefined {
  const value = argument(args, place, name)
  if (value === undefined || value.type === 'none') return absent
  return value.type === 'number' ? value.value : undefined
}

/** Two numbers in a list, as a width and a height. */
export function sizeIn(
  value: Value | undefined,
): { readonly width: number; readonly height: number } | undefined {
  const [width, height] = numberValuesOf(value) ?? []
  return width === undefined || height === undefined
    ? undefined
    : { width: width.value, height: height.value }
}

/** The image among the arguments, first of all. */
export function imageIn(args: CallArguments): ImageValue | undefined {
  return args.values.find((v): v is ImageValue => v.type === 'image')
}

/** Why a value cannot be used as an edge or a size. */
export function reason(value: Value | undefined, otherwise: string): string {
  if (value === undefined) return otherwise
  if (value.type === 'unknown') return value.why
  if (value.type !== 'list') return otherwise
  for (const item of value.items) if (item.type === 'unknown') return item.why
  return otherwise
}

/** What a call of something nobody knows gives: nothing known, but told if it was made of an image, or of a list of them. */
export function unknownResult(name: string, args: CallArguments): Value {
  const about = args.values.some((v) => isAboutImage(v) || (v.type === 'list' && v.items.some(isAboutImage)))
  return unknownValue(`what ${name}() gives`, about ? 'image' : undefined)
}

function isAboutImage(value: Value): boolean {
  return value.type === 'image' || (value.type === 'unknown' && value.about === 'image')
}
