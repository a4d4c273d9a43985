/** A file as records, whichever kind it is. Types only. */
import type { ParsedRecord } from './json'
import type { RawBatch, Start } from './raw'
import type { FileKind } from './sniff'

/** Where a record stands in its file. */
export interface RecordPlace {
  readonly offset: number
  readonly length: number
}

/** An opened file of records. */
export interface Container {
  readonly kind: FileKind
  /** Names of its columns, where all of its records have the same. */
  readonly columns?: readonly string[]
  readonly batches: (start: Start, signal: AbortSignal) => AsyncIterable<RawBatch>
  /** One record again, with everything in it. */
  readonly read: (place: RecordPlace) => Promise<ParsedRecord>
  /** The record as it stands in the file, for its identity; undefined where a record is no text. */
  readonly bytes: (place: RecordPlace) => Promise<Buffer | undefined>
}
