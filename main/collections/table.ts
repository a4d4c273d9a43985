/**
 * Tables as text: CSV, TSV, and with other delimiters, a record a row. Rows are cut by their bytes, so that one can be read again
 * alone; Papa Parse reads the cells. Line ends inside quotes belong to the cell. Knows no format.
 */
import Papa from 'papaparse'
import { formatBytes } from '../../app/bytes'
import { given } from '../../app/given'
import { predictionColumns } from '../../app/formats/predictions'
import type { Chunk } from './bytes'
import type { ParsedRecord } from './json'
import { hasMark } from './lines'
import { longestRecord, type RawBatch, type RawRow, type Start, type TableKind } from './raw'

const delimiters = ['\t', ',', ';', '|'] as const
const quote = 34
const newline = 10
const carriage = 13

/** Columns that hold what a model put out, or what it was asked. */
const telling = new Set([
  ...predictionColumns,
  ...['messages', 'conversations', 'traceid', 'trace_id', 'context.trace_id'],
])

/** The table that a text begins as; undefined where it is none. `named`: its name says that it is one. */
export function tableIn(head: string, named: boolean): TableKind | undefined {
  const text = head.replace(/^\uFEFF/, '')
  for (const delimiter of delimiters) {
    const { data } = Papa.parse<string[]>(text, { delimiter, preview: 3 })
    const [first = [], second] = data
    if (first.length < 2 || first.some((cell) => cell.length > longestName)) continue
    // Of a row that is cut off only its beginning is here.
    if (second !== undefined && data.length > 2 && second.length !== first.length) continue
    // Words with a comma in them are no table.
    if (!named && (second?.length !== first.length || second.every((cell) => cell === ''))) continue
    const columns = namesOf(first)
    if (named || columns.some((name) => telling.has(name.toLowerCase()))) return { delimiter, columns }
  }
  return undefined
}

const longestName = 200

/** Names of columns, each once; one without a name is the index that pandas writes. */
function namesOf(cells: readonly string[]): readonly string[] {
  const seen = new Map<string, number>()
  return cells.map((cell, i) => {
    const name = cell.trim() || (i === 0 ? 'index' : `column ${i + 1}`)
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name}.${times}`
  })
}

/** The rows behind the first one, from a row's beginning on. */
export async function* cutTable(
  chunks: AsyncIterable<Chunk>,
  start: Start,
  table: TableKind,
): AsyncGenerator<RawBatch> {
  const cutter = createCutter(start, table)
  let read = start.offset
  for await (const chunk of chunks) {
    read = chunk.read
    yield { rows: cutter.scan(chunk.bytes), read, next: cutter.next() }
  }
  yield { rows: cutter.end(), read, next: cutter.next() }
}

function createCutter(start: Start, table: TableKind) {
  const delimiter = table.delimiter.charCodeAt(0)
  let { offset, line } = start
  let held: Buffer[] = []
  let length = 0
  /** In quotes; behind a closing one; at the beginning of a cell. */
  let state: 'quoted' | 'closed' | 'cell' | 'inside' = 'cell'
  const finish = (rest: Buffer, torn: boolean): RawRow | undefined => {
    const place = { offset, line, length: length + rest.length }
    const tooLong = place.length > longestRecord
    const whole = tooLong ? undefined : Buffer.concat([...held, rest])
    held = []
    length = 0
    offset += place.length
    state = 'cell'
    if (place.offset === 0 || whole?.every((byte) => byte === newline || byte === carriage) === true)
      return undefined
    line++
    return whole === undefined
      ? { ...place, problem: `The row is longer than ${formatBytes(longestRecord)} and was passed over.` }
      : { ...place, bytes: whole, table, ...given({ torn: torn || undefined }) }
  }
  return {
    next: (): Start => ({ offset, line }),
    scan: (bytes: Buffer): RawRow[] => {
      const rows: RawRow[] = []
      const ends = nearest(bytes, newline, delimiter)
      let from = 0
      for (let i = offset + length === 0 && hasMark(bytes) ? 3 : 0; i < bytes.length; i++) {
        // Searched natively: a cell may be megabytes of base64.
        if (state === 'quoted') i = bytes.indexOf(quote, i)
        else if (state === 'inside') i = ends(i)
        if (i < 0) break
        const byte = bytes[i]
        if (state === 'quoted') state = 'closed'
        else if (byte === quote && state !== 'inside') state = 'quoted'
        else if (byte === newline) {
          const row = finish(bytes.subarray(from, i + 1), false)
          if (row !== undefined) rows.push(row)
          from = i + 1
        } else state = byte === delimiter ? 'cell' : 'inside'
      }
      const rest = bytes.subarray(from)
      length += rest.length
      if (length <= longestRecord && rest.length > 0) held.push(rest)
      else if (length > longestRecord) held = []
      return rows
    },
    end: (): RawRow[] => {
      if (length === 0) return []
      const open = state === 'quoted'
      const row = finish(Buffer.alloc(0), open)
      return row === undefined ? [] : [row]
    },
  }
}

/** Where the nearest of two bytes is, from growing places on; -1 for nowhere. The first is searched once for each of its places. */
function nearest(bytes: Buffer, first: number, second: number): (from: number) => number {
  let known = -2
  return (from) => {
    if (known !== -1 && known < from) known = bytes.indexOf(first, from)
    const other = (known < 0 ? bytes : bytes.subarray(0, known)).indexOf(second, from)
    return other < 0 ? known : other
  }
}

/** The cells of a row by their columns. `torn`: the file ends inside quotes. */
export function parseTableRow(text: string, { delimiter, columns }: TableKind, torn = false): ParsedRecord {
  if (torn) return { ok: false, message: 'The file ends inside of a quoted cell.' }
  const [cells = []] = Papa.parse<string[]>(text, { delimiter }).data
  const row = cells.map((cell, i) => [columns[i] ?? `column ${i + 1}`, cell] as const)
  return { ok: true, value: Object.fromEntries(row), nan: false }
}
