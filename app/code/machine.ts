/** What the parts of the reader need of each other while they work through a program. Types, and the limit of the work. */
import type { EdgeNumbers } from './affine'
import type { Extent } from '../extent'
import type { NumberValue, ImageValue, Value } from './values'

/** Where the four edges of a cut are written, to be written again; in the order of `form`. */
export interface Site {
  /**
   * `corners`: left, top, right, bottom, each for itself. `tuple`: all four stand in one value (`.crop(box)`). `slices`: top,
   * bottom, left, right. `sizes`: top, left, height, width. Empty extents are edges that are not written (`img[:, 10:]`).
   */
  readonly form: 'corners' | 'tuple' | 'slices' | 'sizes'
  readonly places: readonly Extent[]
}

/** A region that code cuts out, or names in thousandths of an image. */
export interface CodeCut {
  /** The image it is cut from, as it was then. */
  readonly from: ImageValue
  /** Left, top, right, bottom in whole pixels of `from`, as the library takes them: a slice ends at the edge, a crop goes past it. */
  readonly edges: EdgeNumbers
  /** The same in pixels of the given image, not rounded. */
  readonly area: EdgeNumbers
  /** What each edge was made of. */
  readonly origins: readonly NumberValue[]
  /** Absent where the region is only named. */
  readonly site?: Site
  /** The whole expression that cuts, in source `source`: of a function written before, that is an earlier one. */
  readonly at: Extent
  readonly source: number
  /** The piece of code that ran it. */
  readonly piece: number
  readonly label?: string
  /** The corners stood in the wrong order. */
  readonly swapped?: true
  /** Python would not do it: a slice between fractions of pixels, a crop with four arguments. What it was meant to cut. */
  readonly refused?: true
  /** Only on one side of a test nobody can answer. */
  readonly unsure?: true
}

/** What is called, with what. */
export interface CallArguments {
  readonly values: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
  /** Where they stand, in the same order; unpacked ones have the place of the whole. */
  readonly places: readonly Extent[]
  readonly namedPlaces: ReadonlyMap<string, Extent>
  /** The whole call. */
  readonly at: Extent
  /** The items of a first argument that is written out (`.crop((a, b, c, d))`), or of `box=`. */
  readonly itemPlaces?: readonly Extent[]
}

/** What expressions may ask of whoever runs them. */
export interface CodeMachine {
  /** Which source is read now. */
  readonly source: number
  /** Counts work. @throws OutOfBudget */
  spend(amount?: number): void
  /** Writes a region down; which it is, to be kept by the image it gave. */
  cut(cut: Omit<CodeCut, 'source' | 'piece' | 'unsure'>): NonNullable<ImageValue['region']>
  /** Something is cut, but where cannot be worked out. */
  computed(why: string): void
  /** The code shows a figure. */
  figure(): void
  /** The code hands this image on: saves it, prints it, leaves it as its result. */
  handOn(image: ImageValue, path: string | undefined): void
  /** What opening a path gives. */
  open(path: string | undefined, form: 'image' | 'array'): Value
  /**
   * What a name stands for that the program gave no value: an image that was handed over, or nothing known. `cut`: something is
   * cut out of it, so that it is an image whatever it is called.
   */
  given(name: string, cut?: 'cut'): Value
  /** The number written there. */
  literal(place: Extent, value: number, float: boolean): NumberValue
  /** Four numbers in one list: a region by name where they are thousandths of an image. */
  listed(items: readonly Value[], at: Extent): void
  /** Calls a function of the program. */
  call(value: Value, args: CallArguments): Value
}

/** The code does more than a reader follows. Never leaves this folder. */
export class OutOfBudget extends Error {}
