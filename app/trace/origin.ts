/**
 * Where a trace made elsewhere came from, and what its file says beside the reasoning: gold answers and boxes, verdict,
 * images, everything else as it stood. (What a tool or user said in between are steps with their own author.) Plain
 * data, part of the project; only the images change, when one is found later.
 */
import type { Box } from '../geometry/box'
import type { SpaceId } from '../geometry/spaces'
import type { ImageRef } from './image'

/** A gold region as written and where that is in the image. */
export interface GoldRegion {
  readonly numbers: readonly number[]
  readonly space: SpaceId
  /** In pixels of the original image. */
  readonly region: Box<'image'>
  readonly label?: string
}

/** An image the record names. `image` is there once it was found (or fetched, after a click). */
export interface OriginImage {
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
  readonly pictures: readonly OriginImage[]
  /** Index into `pictures` of the one the question is about. */
  readonly main: number
  readonly meta: Readonly<Record<string, unknown>>
}
