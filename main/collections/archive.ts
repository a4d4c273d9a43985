/** Zip files that hold records: which program wrote it is told by its entries. */
import { Failure } from '../../app/failure'
import { isInspectLog, openInspectLog } from './inspect-log'
import type { NumberedRows } from './numbered'
import { isSheet, openSheet } from './sheet'
import { openZip } from './zip'

/** The records of a zip file. @throws Failure `bad-input` with what to do about one that is none of these. */
export async function openZipRecords(path: string): Promise<NumberedRows> {
  const zip = await openZip(path)
  if (isInspectLog(zip)) return openInspectLog(zip)
  if (isSheet(zip)) return openSheet(path, zip)
  throw new Failure('bad-input', 'This is a zip file. Unpack it and open the folder or the file in it.')
}
