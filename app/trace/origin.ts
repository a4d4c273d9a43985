/**
 * Where a trace made elsewhere came from, and what its file says beside the reasoning: gold answers and boxes, verdict,
 * pictures, the words it was given back, everything else as it stood. Plain data, part of the project; never changed.
 */
import type { Box } from '../geometry/box'
import type { SpaceId } from '../geometry/spaces'
import type { ImageRef } from './image'
import type { StepId } from './step'

/** A gold region as written and where that is in the image. */
export interface GoldRegion {
  readonly numbers: readonly number[]
  readonly space: SpaceId
  /** In pixels of the original image. */
  readonly region: Box<'image'>
  readonly label?: string
}

/** What the model was given back in words (a tool's answer, a user's next turn); it is no step of the model. */
export interface Given {
  /** The step it comes after; absent: before the first. */
  readonly after?: StepId
  readonly role: 'user' | 'tool'
  readonly text: string
  /** Indices into `Origin.pictures`. */
  readonly pictures: readonly number[]
}

/** A picture the record names. `image` is there once it was found (or fetched, after a click). */
export interface OriginPicture {
  /** As the file names it; for one inside the record a word that says so. */
  readonly name: string
  readonly type: 'path' | 'url' | 'inline' | 'bytes'
  readonly image?: ImageRef
}

/** The file's own facts of one trace. */
export interface Origin {
  readonly collection: string
  /** Position in the collection, from 0. */
  readonly row: number
  /** Name of the file, without its folder. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly id?: string
  readonly format: string
  readonly system?: string
  readonly gold?: readonly string[]
  readonly goldBoxes: readonly GoldRegion[]
  /** 0..1 as the file says. */
  readonly verdict?: number
  readonly given: readonly Given[]
  readonly pictures: readonly OriginPicture[]
  /** Index into `pictures` of the one the question is about. */
  readonly main: number
  readonly meta: Readonly<Record<string, unknown>>
}
