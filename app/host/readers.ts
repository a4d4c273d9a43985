/**
 * Named readers, as the window works with them: kept ones, and the fields of a record to point at. Which one a file is read with
 * is part of its reading (`setReading`). Part of the host's contract (`app/host/index.ts` spreads `readerContract`).
 */
import { z } from 'zod'
import { call, stream } from '../contract'
import type { FieldSample } from '../readers/path'
import { readerSchema, type NamedReader } from '../readers/reader'

/** Readers a person made for rows of their own. */
export const readerContract = {
  /** The readers kept in the data folder, by name. Streams again when one is saved or removed. */
  readers: stream(z.object({})).yields<readonly NamedReader[]>(),
  /** Keeps a reader; one of the same name is replaced. Files read with the old one stay as they are until they are read again. */
  saveReader: call(z.object({ reader: readerSchema })).returns<void>(),
  removeReader: call(z.object({ name: z.string().min(1).max(60) })).returns<void>(),
  /** The fields of the file's first record, and a reader that their names suggest; null where no record can be read. */
  recordFields: call(z.object({ collection: z.string().min(1).max(200) })).returns<{
    readonly fields: readonly FieldSample[]
    readonly suggestion: NamedReader
  } | null>(),
}
