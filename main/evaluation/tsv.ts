/**
 * VLMEvalKit's TSV: text columns are kept, images stay in the file until one is asked for. A short text in `image` is the
 * index of the row that has the image. Source: VLMEvalKit `vlmeval/dataset/image_base.py`.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { imageColumns, type DataRecord } from '../../app/benchmarks/row'
import { Failure, throwIfCancelled } from '../../app/failure'
import { isMissing } from '../../app/metrics/python'
import type { Issue } from '../../app/result'
import { pieceDecoder } from '../collections/file-encoding'
import type { DataOpening, DataImage, Rows } from './rows'
import { rowImages } from './images'
import { cellText, scanTsv, type TsvCell } from './tsv-scan'

/** Image cells larger than this are left in the file. */
const keptBytes = 4096

/** Opens a TSV file; the handle stays open for images until `close`. @throws Failure `bad-input` for no header. */
export async function openTsv(path: string, { signal, progress }: DataOpening): Promise<Rows> {
  const decode = await pieceDecoder(path)
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const records: DataRecord[] = []
    const far: ReadonlyMap<string, TsvCell>[] = []
    const issues: Issue[] = []
    let columns: readonly string[] | undefined
    for await (const row of scanTsv(file)) {
      throwIfCancelled(signal)
      progress?.(row.end / size)
      if (columns === undefined) {
        columns = row.cells.map((cell) => cellText(decode(row.bytesOf(cell)), cell.quoted))
        continue
      }
      if (row.cells.length !== columns.length)
        issues.push({
          line: records.length + 2,
          message: `The row has ${row.cells.length} cells, the header ${columns.length}.`,
        })
      const record: Record<string, string> = {}
      const left = new Map<string, TsvCell>()
      for (const [i, name] of columns.entries()) {
        const cell = row.cells[i]
        if (cell === undefined) continue
        if (imageColumns.test(name) && cell.end - cell.start > keptBytes) left.set(name, cell)
        else record[name] = cellText(decode(row.bytesOf(cell)), cell.quoted)
      }
      issues.push(...asPandas(record, records.length + 2))
      records.push(record)
      far.push(left)
    }
    if (columns === undefined) throw new Failure('bad-input', `${basename(path)} is empty.`)
    return rowsOf({ path, file, decode, columns, records, far, issues })
  } catch (error) {
    await file.close()
    throw error
  }
}

/**
 * VLMEvalKit reads its files with pandas, to which an option or a hint called “None” or “NA” is missing, and such an answer the
 * text “nan”; its published numbers have that. Said where it changes a row. Source: VLMEvalKit `smp/file.py` (`load_tsv`).
 */
function asPandas(record: Record<string, string>, line: number): readonly Issue[] {
  const issues: Issue[] = []
  for (const [name, text] of Object.entries(record)) {
    if (text === '' || !isMissing(text)) continue
    if (name === 'answer') record[name] = 'nan'
    else if (name === 'hint' || /^[A-Z]$/.test(name)) record[name] = ''
    if (/^[A-Z]$/.test(name))
      issues.push({ line, message: `Option ${name}, “${text}”, is missing to VLMEvalKit and is left out.` })
  }
  return issues
}

interface Scanned {
  readonly path: string
  readonly file: FileHandle
  readonly columns: readonly string[]
  readonly records: readonly DataRecord[]
  readonly far: readonly ReadonlyMap<string, TsvCell>[]
  readonly issues: readonly Issue[]
  readonly decode: (bytes: Buffer) => string
}

function rowsOf({ path, file, decode, columns, records, far, issues }: Scanned): Rows {
  const byIndex = new Map(records.map((record, i) => [String(record['index'] ?? ''), i]))
  const whole = async (position: number): Promise<DataRecord> => {
    const cells: Record<string, string> = {}
    for (const [name, cell] of far[position] ?? []) {
      const { buffer } = await file.read(
        Buffer.alloc(cell.end - cell.start),
        0,
        cell.end - cell.start,
        cell.start,
      )
      cells[name] = cellText(decode(buffer), cell.quoted)
    }
    return { ...records[position], ...cells }
  }
  const pictures = async (position: number): Promise<readonly DataImage[]> => {
    const record = await whole(position)
    const named = String(record['image'] ?? '')
    const other = byIndex.get(named)
    if (named !== '' && named.length <= 64 && other !== undefined && other !== position)
      return rowImages(await whole(other), path)
    return rowImages(record, path)
  }
  return { columns, records, issues, pictures, close: () => file.close() }
}
