/**
 * What names stand for while code is read: numbers that remember the literals they were made of, lists, images that
 * remember where they lie on the image, and what cannot be known, with why. Plain data; nothing is executed.
 */
import type { Size } from '../geometry/box'
import type { AffineMap } from './affine'
import type { Extent } from '../extent'
import { Layered } from './layered'
import type { Expression, FunctionParameter, Statement } from './syntax'
import { given } from '../given'

/** A number as it stands in a source. The object is its identity: each place of each source has one. */
export interface Literal {
  readonly source: number
  readonly start: number
  readonly end: number
  readonly value: number
  readonly float: boolean
}

/** How much a number changes with a literal it was made of. */
export interface NumberPart {
  readonly literal: Literal
  readonly slope: number
}

/** A number, and whether it was written with a point. */
export interface NumberValue {
  readonly type: 'number'
  readonly value: number
  readonly float: boolean
  /** The literals it goes up and down with in a straight line; `mixed` where there is no such line. */
  readonly parts: readonly NumberPart[] | 'mixed'
}

/** Several values in order. */
export interface ListValue {
  readonly type: 'list'
  /** `array`: numpy's, whose arithmetic goes item by item. `shape`: of an image, two numbers or three. */
  readonly kind: 'list' | 'tuple' | 'array' | 'shape'
  readonly items: readonly Value[]
}

/** An image, or an image made of one. */
export interface ImageValue {
  readonly type: 'image'
  /** Which of the images the model was given. */
  readonly index: number
  readonly size: Size
  /** From its pixels to those of that image; absent where nobody can say, with `why`. */
  readonly toSource?: AffineMap
  readonly why?: string
  /** Order of the axes of an array; absent: an image of PIL, or not known. */
  readonly axes?: string
  /** The region it was cut out as: which of those of which piece of code. */
  readonly region?: { readonly piece: number; readonly index: number }
}

/** A function of the program itself. */
export interface FunctionValue {
  readonly type: 'function'
  readonly parameters: readonly FunctionParameter[]
  readonly body: readonly Statement[] | Expression
  /** Which source its numbers stand in. */
  readonly source: number
  /** Where it was made inside another function; absent: it looks up names in the program. */
  readonly scope?: Scope
}

/** A key of a dict: a word or a number as it is; any other value, or one nobody knows, by itself. */
export type DictKey = string | number | Value

/** Values by key, in their order. */
export interface DictValue {
  readonly type: 'dict'
  readonly entries: ReadonlyMap<DictKey, Value>
}

/** What an expression is worth; `unknown` says why it cannot be known. */
export type Value =
  | NumberValue
  | ListValue
  | ImageValue
  | FunctionValue
  /** `value` is absent where the words are only known when it runs. */
  | { readonly type: 'string'; readonly value?: string }
  | DictValue
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'none' }
  /** `slice(a, b)` as a value of its own; `places`: where its edges are written. */
  | {
      readonly type: 'slice'
      readonly edges: readonly [Value, Value]
      readonly places: readonly [Extent, Extent]
    }
  /** A module, a class or a function of one, by its path. */
  | { readonly type: 'module'; readonly path: string }
  /** A method of a value, waiting for its arguments. */
  | { readonly type: 'method'; readonly of: Value; readonly name: string }
  /** `about`: whether it was made of an image. `unbound`: a name that nothing was given to. */
  | {
      readonly type: 'unknown'
      readonly why: string
      readonly about?: 'image'
      readonly unbound?: string
    }

/** Names and what they stand for; inner scopes look outwards. The one thing here that changes. */
export class Scope {
  readonly #names: Layered<string, Value>
  /** Names that are those of a scope further out. */
  readonly #outward = new Map<string, Scope>()

  /** `before`: the names of an earlier piece of code, which stay as they are there. */
  constructor(
    readonly outer?: Scope,
    before?: Scope,
  ) {
    this.#names = Layered.over(before === undefined ? undefined : before.#names)
  }

  get(name: string): Value | undefined {
    return this.#names.get(name) ?? this.outer?.get(name)
  }

  set(name: string, value: Value): void {
    const outward = this.#outward.get(name)
    if (outward === undefined) this.#names.set(name, value)
    else outward.set(name, value)
  }

  /** `global name`, `nonlocal name`: what is set here is set there. */
  bindOutward(name: string, how: 'global' | 'nonlocal'): void {
    let there = this.outer
    while (there?.outer !== undefined && (how === 'global' || !there.#names.has(name))) there = there.outer
    if (there !== undefined) this.#outward.set(name, there)
  }

  /** Gives a name another value where it has one: what a method changes in place. */
  change(name: string, value: Value): void {
    if (this.outer === undefined || this.#names.has(name)) this.#names.set(name, value)
    else this.outer.change(name, value)
  }
}

/** Python’s None. */
export const none: Value = { type: 'none' }

/** A value that cannot be known, and why. */
export function unknownValue(why: string, about?: 'image'): Value {
  return { type: 'unknown', why, ...given({ about }) }
}

/** A number that is known but not written: a size, a count. */
export function known(value: number, float = false): NumberValue {
  return { type: 'number', value, float, parts: [] }
}

/** Values in order. */
export function listValue(items: readonly Value[], kind: ListValue['kind'] = 'list'): ListValue {
  return { type: 'list', kind, items }
}

/** A string; without a value: one whose characters are not known. */
export function stringValue(value: string | undefined): Value {
  return { type: 'string', ...given({ value }) }
}
