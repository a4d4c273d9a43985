/** A file as records, whichever kind it is. Types only. */
import type { Parsed } from './json'
import type { Batch, Start } from './raw'
import type { Kind } from './sniff'

/** Where a record stands in its file. */
export interface Place {
  readonly offset: number
  readonly length: number
}

/** An opened file of records. */
export interface Container {
  readonly kind: Kind
  /** Names of its columns, where all of its records have the same. */
  readonly columns?: readonly string[]
  readonly batches: (start: Start, signal: AbortSignal) => AsyncIterable<Batch>
  /** One record again, with everything in it. */
  readonly read: (place: Place) => Promise<Parsed>
  /** The record as it stands in the file, for its identity; undefined where a record is no text. */
  readonly bytes: (place: Place) => Promise<Buffer | undefined>
}
