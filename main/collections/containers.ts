/**
 * Files as records: JSONL, JSON (array, object, objects in a row), parquet, each gzipped too. Cuts and parses, and says
 * what cannot be read; which format a record is of is not known here.
 */
import { hash as digest } from 'node:crypto'
import type { ForeignRow } from '../../app/formats/format'
import type { Issue } from '../../app/result'
import { gunzipChunks, partOf, plainChunks, readPlace, type Chunks } from './bytes'
import { cutElements } from './elements'
import { parseJson, type Parsed } from './json'
import { cutLines } from './lines'
import { openParquet } from './parquet'
import type { Batch, RawRow, Start } from './raw'
import { sniff, type Kind } from './sniff'

/** Where a record stands in its file. */
export interface Place {
  readonly offset: number
  readonly length: number
}

/** An opened file of records. */
export interface Container {
  readonly kind: Kind
  readonly batches: (start: Start, signal: AbortSignal) => AsyncIterable<Batch>
  /** One record again, with everything in it. */
  readonly read: (place: Place) => Promise<Parsed>
  /** The record as it stands in the file, for its identity; undefined where a record is no text. */
  readonly bytes: (place: Place) => Promise<Buffer | undefined>
}

/** Opens a file. `copy`: where a gzipped one is unpacked to. @throws Failure `bad-input`, `not-found`, `denied`. */
export async function openContainer(path: string, copy: string): Promise<Container> {
  const kind = await sniff(path)
  if (kind.cut === 'parquet') {
    const file = await openParquet(path)
    return {
      kind,
      batches: ({ offset }, signal) => file.batches(offset, signal),
      read: async ({ offset }) => ({ ok: true, value: await file.row(offset), nan: false }),
      bytes: async () => undefined,
    }
  }
  const chunks: Chunks = kind.gzip ? gunzipChunks(path, copy) : plainChunks(path)
  const bytes = ({ offset, length }: Place) =>
    readPlace(kind.gzip ? [copy, partOf(copy)] : [path], offset, length)
  return {
    kind,
    batches: ({ offset, line }, signal) =>
      kind.cut === 'lines'
        ? cutLines(chunks(offset, signal), { offset, line })
        : cutElements(chunks(offset, signal), {
            offset,
            line,
            array: offset > 0,
            whole: kind.whole === true,
          }),
    read: async (place) => parseJson(await bytes(place)),
    bytes,
  }
}

/** The value of a record that was cut out. */
export function parseRow(row: RawRow): Parsed {
  if (row.problem !== undefined) return { ok: false, message: row.problem }
  if (row.bytes === undefined) return { ok: true, value: row.value, nan: false }
  return parseJson(row.bytes, row.torn)
}

/** 20 hex digits that stand for what a record says: the same in another file, another after any change. */
export function rowHash(row: Pick<RawRow, 'bytes' | 'value'>): string {
  return digest('sha256', row.bytes ?? canonical(row.value), 'hex').slice(0, 20)
}

/** A value as text; bytes in it by their hash. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner instanceof Uint8Array ? digest('sha256', inner, 'hex') : inner,
  )
}

/** A record, or what is wrong with one. */
export type ReadRow =
  | { readonly ok: true; readonly row: ForeignRow; readonly hash: string; readonly nan: boolean }
  | { readonly ok: false; readonly issue: Issue }

/** All records of a file, in order. For who wants each once (the terminal); collections index instead. */
export async function* readRows(path: string, copy: string, signal: AbortSignal): AsyncGenerator<ReadRow> {
  const container = await openContainer(path, copy)
  for await (const { rows } of container.batches({ offset: 0, line: 1 }, signal))
    for (const row of rows) {
      const parsed = parseRow(row)
      yield parsed.ok
        ? { ok: true, row: { line: row.line, value: parsed.value }, hash: rowHash(row), nan: parsed.nan }
        : { ok: false, issue: { line: row.line, message: parsed.message } }
    }
}
