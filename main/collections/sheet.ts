/** Spreadsheets (.xlsx), the rows of their first sheet as records under the names of its first row. read-excel-file reads them. */
import { readFile } from 'node:fs/promises'
import type { SheetData } from 'read-excel-file/node'
import { formatBytes } from '../../app/bytes'
import { Failure } from '../../app/failure'
import { oneByOne, type NumberedRows } from './numbered'
import { checkSheets } from './sheet-limits'
import type { Zip } from './zip'

/** A sheet is read as a whole: what it unpacks to has to fit into memory several times. */
const largest = 400e6

/** Whether a zip is a spreadsheet. */
export function isSheet({ names }: Pick<Zip, 'names'>): boolean {
  return names.includes('xl/workbook.xml')
}

/** The cells of its first sheet. @throws Failure `bad-input` for one that is broken or asks for too much. */
export async function sheetRows(path: string, zip: Zip): Promise<SheetData> {
  const unpacked = zip.names.reduce((sum, name) => sum + zip.size(name), 0)
  if (unpacked > largest)
    throw new Failure(
      'bad-input',
      `The spreadsheet unpacks to ${formatBytes(unpacked)}. Save it as CSV: that is read row by row.`,
    )
  await zip.checkWhole()
  await checkSheets(zip)
  // Loaded when a spreadsheet is read: every file waits for what a thread loads at its start.
  const { readSheet } = await import('read-excel-file/node')
  return readSheet(await readFile(path), { trim: false }).catch((error: unknown) => {
    throw new Failure('bad-input', 'The spreadsheet is broken.', String(error))
  })
}

/** Its rows. @throws Failure `bad-input` for one that is broken, empty, or too large. */
export async function openSheet(path: string, zip: Zip): Promise<NumberedRows> {
  const rows = await sheetRows(path, zip)
  const [head = [], ...body] = rows
  const filled = body.filter((row) => row.some((cell) => cell !== null && cell !== ''))
  if (filled.length === 0) throw new Failure('bad-input', 'The first sheet holds no rows below its names.')
  const names = head.map((cell, i) => String(cell ?? '').trim() || `column ${i + 1}`)
  return oneByOne({
    rows: filled.length,
    bytes: zip.bytes,
    together: 100,
    row: async (n) =>
      Object.fromEntries((filled[n] ?? []).map((cell, i) => [names[i] ?? `column ${i + 1}`, plain(cell)])),
  })
}

/** A cell as JSON would hold it. */
function plain(cell: unknown): unknown {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell.toISOString()
  return typeof cell === 'function' ? null : cell
}
