/**
 * The rows of a benchmark's files, cut and parsed by the containers of files of traces: VLMEvalKit's TSV, parquet of the hub in one or
 * several parts, JSON lines and arrays. Only texts are kept; a row's images are read again from its place when they are asked for.
 */
import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { z } from 'zod'
import { imageColumns, type DataRecord } from '../../app/benchmarks/row'
import { Failure, throwIfCancelled } from '../../app/failure'
import { isMissing } from '../../app/metrics/python'
import type { Issue } from '../../app/result'
import type { Container, RecordPlace } from '../collections/container'
import { openContainer, openParquet, parseRow } from '../collections/containers'
import type { RawRow } from '../collections/raw'
import { isBase64, rowImages } from './images'
import type { DataOpening, DataRows } from './rows'

/** Longer text in an image column is left in the file: pixels, or a list of them. */
const longestPlace = 4096

/** Where a record is read again. */
interface Kept {
  readonly path: string
  readonly container: Container
  readonly place: RecordPlace
}

/** Opens files as one table; several are parts of one in parquet. @throws Failure `bad-input` for what holds no records. */
export async function openRows(paths: readonly string[], opening: DataOpening): Promise<DataRows> {
  const { signal, progress, copy } = opening
  const records: DataRecord[] = []
  const kept: Kept[] = []
  const issues: Issue[] = []
  for (const [i, path] of paths.entries()) {
    const container = await openFile(path, copy)
    const { size } = await stat(path)
    const part = paths.length > 1 ? { path: basename(path) } : {}
    for await (const { rows, read } of container.batches({ offset: 0, line: 1 }, signal)) {
      for (const row of rows) {
        const { record, said } = recordIn(row, container.kind.cut)
        issues.push(...said.map((issue) => ({ ...part, ...issue })))
        if (record === undefined) continue
        records.push(record)
        kept.push({ path, container, place: { offset: row.offset, length: row.length } })
      }
      progress?.((i + read / size) / paths.length)
    }
    throwIfCancelled(signal)
    if (records.length === 0 && issues.length > 0) throw noRecords(path, container)
  }
  const columns = kept[0]?.container.columns ?? [
    ...new Set(records.slice(0, 50).flatMap((record) => Object.keys(record))),
  ]
  return { columns, records, issues, pictures: createPictures(records, kept) }
}

/** A file by what its name promises: what is called parquet and is none is broken. */
async function openFile(path: string, copy: string): Promise<Container> {
  const ending = extname(path).toLowerCase()
  if (ending === '.parquet') return openParquet(path, { leaveOut: isPixels, keepGroup: true })
  const container = await openContainer(path, copy)
  if (ending === '.tsv' && container.kind.cut !== 'table')
    throw new Failure('bad-input', `${basename(path)} is no table: its first line names no columns.`)
  return container
}

/** Images are left out of the list; a place of an image (a text column) is kept. */
function isPixels({ name, text }: { readonly name: string; readonly text: boolean }): boolean {
  return imageColumns.test(name) && !(text && /path|file/i.test(name))
}

function noRecords(path: string, { kind }: Container): Failure {
  if (kind.cut === 'lines')
    return new Failure('bad-input', `${basename(path)} holds no JSON objects, one a line.`)
  if (kind.cut === 'values')
    return new Failure('bad-input', `${basename(path)} is not a list of JSON objects.`)
  return new Failure('bad-input', `No row of ${basename(path)} can be read.`)
}

interface Read {
  /** Without its pixels; undefined where the row is none. */
  readonly record?: DataRecord
  readonly said: readonly Issue[]
}

function recordIn(row: RawRow, cut: Container['kind']['cut']): Read {
  const table = cut === 'table'
  // The first line of a table is its header.
  const line = table ? row.line + 1 : row.line
  const parsed = parseRow(row)
  const whole = parsed.ok ? recordOf(parsed.value) : undefined
  if (whole === undefined) {
    const none = cut === 'lines' ? 'The line is not a JSON object.' : 'The row is not a JSON object.'
    const isJson = cut === 'lines' || cut === 'values'
    const said = [{ line, message: parsed.ok || isJson ? none : parsed.message }]
    // Rows of parquet keep their places: one without an index is known by it.
    return cut === 'parquet' ? { record: {}, said } : { said }
  }
  const record = Object.fromEntries(Object.entries(whole).flatMap(lightened))
  if (!table) return { record, said: [] }
  const [cells, wanted] = [Object.keys(whole).length, row.table?.columns.length ?? 0]
  const ragged = { line, message: `The row has ${cells} cells, the header ${wanted}.` }
  const asked = asPandas(record, line)
  return { record: asked.record, said: [...(cells === wanted ? [] : [ragged]), ...asked.said] }
}

function recordOf(value: unknown): DataRecord | undefined {
  return z.record(z.string(), z.unknown()).safeParse(value).data
}

/** A field as it is kept: pixels are not, bytes are text, and text is a copy, not a part of a row that would be held with it. */
function lightened([name, value]: readonly [string, unknown]): readonly (readonly [string, unknown])[] {
  if (imageColumns.test(name)) {
    const place = typeof value === 'string' && value.length <= longestPlace && !isBase64(value)
    if (!place) return []
  }
  if (typeof value === 'string') return [[name, Buffer.from(value).toString()]]
  return [[name, value instanceof Uint8Array ? new TextDecoder().decode(value) : value]]
}

/**
 * VLMEvalKit reads its files with pandas, to which an option or a hint called “None” or “NA” is missing, and such an answer the
 * text “nan”; its published numbers have that. Said where it changes a row. Source: VLMEvalKit `smp/file.py` (`load_tsv`).
 */
function asPandas(
  record: DataRecord,
  line: number,
): { readonly record: DataRecord; readonly said: readonly Issue[] } {
  const isOption = (name: string) => /^[A-Z]$/.test(name)
  const lost = Object.entries(record).filter(
    ([, text]) => typeof text === 'string' && text !== '' && isMissing(text),
  )
  const changed = lost.flatMap(([name]) =>
    name === 'answer' ? [[name, 'nan']] : name === 'hint' || isOption(name) ? [[name, '']] : [],
  )
  const said = lost
    .filter(([name]) => isOption(name))
    .map(([name, text]) => ({
      line,
      message: `Option ${name}, “${String(text)}”, is missing to VLMEvalKit and is left out.`,
    }))
  return { record: { ...record, ...Object.fromEntries(changed) }, said }
}

/**
 * Images of the record at a place. In a table a short text in `image` is the index of the row that has the image. Source: VLMEvalKit
 * `vlmeval/dataset/image_base.py`.
 */
function createPictures(records: readonly DataRecord[], kept: readonly Kept[]): DataRows['pictures'] {
  const byIndex = new Map(records.map((record, i) => [String(record['index'] ?? ''), i]))
  const whole = async (position: number): Promise<DataRecord> => {
    const at = kept[position]
    const parsed = await at?.container.read(at.place)
    return (parsed?.ok === true ? recordOf(parsed.value) : undefined) ?? {}
  }
  return async (position) => {
    const { path, container } = kept[position] ?? {}
    if (path === undefined) return []
    const record = await whole(position)
    const named = String(record['image'] ?? '')
    const other = container?.kind.cut === 'table' && named.length <= 64 ? byIndex.get(named) : undefined
    const shown = named === '' || other === undefined || other === position ? record : await whole(other)
    return rowImages(shown, path)
  }
}
