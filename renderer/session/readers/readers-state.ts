/** Named readers: which are kept, and the one being made. Plain data. */
import type { FieldSample } from '../../../app/readers/path'
import type { NamedReader } from '../../../app/readers/reader'
import type { ReaderMapping } from './mapping'

/** A reader being made, over a file that is read with it meanwhile. */
export interface ReaderDraft {
  readonly mapping: ReaderMapping
  /** The values to point at. */
  readonly fields: readonly FieldSample[]
  /** The kept reader it changes; absent: a new one. */
  readonly base: NamedReader | undefined
  /** What is missing or wrong about it; absent: it can be used. */
  readonly problem: string | undefined
  /** What it was before its last changes, the latest last. */
  readonly past: readonly ReaderMapping[]
  /** The file is read with it as it is now. */
  readonly shown: boolean
}

export interface ReadersState {
  /** By name; undefined before the host has told of any. */
  readonly list: readonly NamedReader[] | undefined
  readonly making: ReaderDraft | undefined
  /** The fields of the file's first record are being read. */
  readonly asking: boolean
}

/** None is known. */
export const noReaders: ReadersState = { list: undefined, making: undefined, asking: false }
