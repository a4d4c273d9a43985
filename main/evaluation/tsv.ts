/**
 * VLMEvalKit's TSV: text columns are kept, pictures stay in the file until one is asked for. A short text in `image` is the
 * index of the row that has the picture. Source: VLMEvalKit `vlmeval/dataset/image_base.py`.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { pictureColumns, type Fields } from '../../app/benchmarks/row'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Issue } from '../../app/result'
import type { Opening, Picture, Rows } from './rows'
import { picturesOf } from './pictures'
import { cellText, scanTsv, type Cell } from './tsv-scan'

/** Picture cells larger than this are left in the file. */
const keptBytes = 4096

/** Opens a TSV file; the handle stays open for pictures until `close`. @throws Failure `bad-input` for no header. */
export async function openTsv(path: string, { signal, progress }: Opening): Promise<Rows> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const records: Fields[] = []
    const far: ReadonlyMap<string, Cell>[] = []
    const issues: Issue[] = []
    let columns: readonly string[] | undefined
    for await (const row of scanTsv(file)) {
      throwIfCancelled(signal)
      progress?.(row.end / size)
      if (columns === undefined) {
        columns = row.cells.map((cell) => cellText(row.bytesOf(cell), cell.quoted))
        continue
      }
      if (row.cells.length !== columns.length)
        issues.push({
          line: records.length + 2,
          message: `The row has ${row.cells.length} cells, the header ${columns.length}.`,
        })
      const record: Record<string, string> = {}
      const left = new Map<string, Cell>()
      for (const [i, name] of columns.entries()) {
        const cell = row.cells[i]
        if (cell === undefined) continue
        if (pictureColumns.test(name) && cell.end - cell.start > keptBytes) left.set(name, cell)
        else record[name] = cellText(row.bytesOf(cell), cell.quoted)
      }
      records.push(record)
      far.push(left)
    }
    if (columns === undefined) throw new Failure('bad-input', `${basename(path)} is empty.`)
    return rowsOf({ path, file, columns, records, far, issues })
  } catch (error) {
    await file.close()
    throw error
  }
}

interface Scanned {
  readonly path: string
  readonly file: FileHandle
  readonly columns: readonly string[]
  readonly records: readonly Fields[]
  readonly far: readonly ReadonlyMap<string, Cell>[]
  readonly issues: readonly Issue[]
}

function rowsOf({ path, file, columns, records, far, issues }: Scanned): Rows {
  const byIndex = new Map(records.map((record, i) => [String(record['index'] ?? ''), i]))
  const whole = async (position: number): Promise<Fields> => {
    const cells: Record<string, string> = {}
    for (const [name, cell] of far[position] ?? []) {
      const { buffer } = await file.read(
        Buffer.alloc(cell.end - cell.start),
        0,
        cell.end - cell.start,
        cell.start,
      )
      cells[name] = cellText(buffer, cell.quoted)
    }
    return { ...records[position], ...cells }
  }
  const pictures = async (position: number): Promise<readonly Picture[]> => {
    const record = await whole(position)
    const named = String(record['image'] ?? '')
    const other = byIndex.get(named)
    if (named !== '' && named.length <= 64 && other !== undefined && other !== position)
      return picturesOf(await whole(other), path)
    return picturesOf(record, path)
  }
  return { columns, records, issues, pictures, close: () => file.close() }
}
