/** One record as a container cuts it out of its file: bytes or a value, with its place. Knows no format. */

/** How a table is written as text. */
export interface TableKind {
  readonly delimiter: string
  /** Names of its columns: those of the first row. */
  readonly columns: readonly string[]
}

/** A record not yet parsed. */
export interface RawRow {
  /** Where it stands: a byte offset, or in parquet the number of the row. */
  readonly offset: number
  /** Bytes; of parquet 0. */
  readonly length: number
  /** 1-based line of a JSONL file, else the number of the record. */
  readonly line: number
  readonly bytes?: Buffer
  /** The bytes are text as it is, not JSON: a block of a log. */
  readonly text?: boolean
  /** The bytes are lines of JSON that are one record. */
  readonly joined?: boolean
  /** The bytes are a JSON value with its name before it. */
  readonly keyed?: boolean
  /** The bytes are a row of a table with these columns. */
  readonly table?: TableKind
  /** Of a container whose records are no text. */
  readonly value?: unknown
  /** Why it cannot be read, where cutting it out already failed. */
  readonly problem?: string
  /** The file ends within it. */
  readonly torn?: boolean
}

/** Where reading goes on: behind a record. `offset` 0: at the beginning. */
export interface Start {
  readonly offset: number
  /** 1-based line or number of the record that begins there. */
  readonly line: number
}

/** Records cut out together. */
export interface RawBatch {
  readonly rows: readonly RawRow[]
  /** Bytes of the file on disk behind us. */
  readonly read: number
  /** Behind the last of the rows. */
  readonly next: Start
}

/** Longest record that is read; longer ones are told of and passed over. */
export const longestRecord = 256e6
