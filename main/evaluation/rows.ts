/** What a reader of a data format gives: rows as they come, and the images of one row. Types only; knows no format. */
import type { DataRecord } from '../../app/benchmarks/row'
import type { Issue } from '../../app/result'

/** An image's bytes and a name for it. */
export interface DataImage {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Rows of a file as they come, without images; and one row's images. Implemented per format. */
export interface DataRows {
  readonly columns: readonly string[]
  readonly records: readonly DataRecord[]
  readonly issues: readonly Issue[]
  /** Images of the record at a place, in their order; none where it has none. @throws Failure */
  readonly pictures: (position: number) => Promise<readonly DataImage[]>
}

/** What opening may tell while it goes on. */
export interface DataOpening {
  readonly signal: AbortSignal
  /** Where a file that is gzipped or not UTF-8 may be unpacked to; whoever asks removes it. */
  readonly copy: string
  /** 0..1 of the bytes read. */
  readonly progress?: (done: number) => void
}
