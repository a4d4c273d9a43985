/** The records of a file, or of all files of a folder, one after the other, for `relook read`. Knows no trace. */
import { dirname } from 'node:path'
import { toFailureData } from '../../app/failure'
import type { Format } from '../../app/formats'
import { readRows, type ReadRow } from '../collections/containers'
import { passedOver, type FormatOfFile } from '../collections/file-formats'
import type { Sources } from '../collections/sources'
import type { FileIssue } from './read-output'

/** A record with what it is read as; or why a whole file is not read. */
export type FileRecord =
  | {
      readonly type: 'row'
      readonly row: ReadRow
      readonly format: Format
      /** Of several files: which. */
      readonly file?: string
      /** The folder it lies in. */
      readonly near: string
    }
  | { readonly type: 'unread'; readonly issue: FileIssue }

/** Where records are read from. */
export interface RecordsOf {
  readonly sources: Sources
  readonly formatOf: FormatOfFile
  /** Where a packed file is unpacked to. */
  readonly copyOf: (file: number) => string
  readonly encoding: string | undefined
}

/** Every record, in order. @throws Failure where the only file cannot be read; of several files one may be broken. */
export async function* recordsIn(
  { sources, formatOf, copyOf, encoding }: RecordsOf,
  signal: AbortSignal,
): AsyncGenerator<FileRecord> {
  const many = sources.files.length > 1
  for (const [number, { path, name }] of sources.files.entries()) {
    const file = many ? { file: name } : {}
    try {
      const format = await formatOf(number)
      if (format === undefined) yield { type: 'unread', issue: { message: passedOver, file: name } }
      else
        for await (const row of readRows({ path, copy: copyOf(number), encoding }, signal))
          yield { type: 'row', row, format, ...file, near: dirname(path) }
    } catch (error) {
      if (!many || signal.aborted) throw error
      yield { type: 'unread', issue: { message: toFailureData(error).message, file: name } }
    }
  }
}
