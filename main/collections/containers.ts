/**
 * Files as records: JSONL, JSON (array, object, objects in a row, records in an object), text logs, each gzipped too; parquet. Cuts and parses, and says
 * what cannot be read; which format a record is of is not known here.
 */
import { hash as digest } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { given } from '../../app/given'
import type { ForeignRow } from '../../app/formats/format'
import type { Issue } from '../../app/result'
import { copiedChunks, partOf, plainChunks, readPlace, type Chunks } from './bytes'
import type { Container, RecordPlace } from './container'
import { cutBlocks } from './blocks'
import { cutElements } from './elements'
import { decodedAs } from './encoding'
import { parseJson, type ParsedRecord } from './json'
import { cutLines } from './lines'
import type { NumberedRows } from './numbered'
import { grouped, holdsSpans } from './grouped'
import { openParquetRows, type ParquetReading } from './parquet'
import { openZipRecords } from './archive'
import { openArrowRows } from './arrow'
import type { RawBatch, RawRow, Start } from './raw'
import { sniff, type FileKind } from './sniff'
import { cutTable, parseTableRow } from './table'
import { printedBeside } from './beside'
import { textFrom } from './text'
import { isListName } from './wrapped'

/**
 * Opens a file. `copy`: where one that is gzipped or not UTF-8 is unpacked to; `encoding`: what a person says it is written in.
 * @throws Failure `bad-input`, `not-found`, `denied`.
 */
export async function openContainer(path: string, copy: string, encoding?: string): Promise<Container> {
  const container = await openFile(path, copy, encoding)
  return (await holdsSpans(container, parseRow)) ? grouped(container, parseRow) : container
}

/** Files that were opened, the last few of them. */
export interface OpenContainers<Key> {
  readonly of: (file: Key) => Promise<Container>
  readonly forget: (file: Key) => void
  readonly clear: () => void
}

/** Opens each file once. One that could not be opened is tried again. */
export function keepOpened<Key extends string | number>(
  open: (file: Key) => Promise<Container>,
): OpenContainers<Key> {
  const known = new LRUCache<Key, Promise<Container>>({ max: 64 })
  return {
    of: (file) => {
      const there = known.get(file)
      if (there !== undefined) return there
      const opened = open(file)
      opened.catch(() => known.delete(file))
      known.set(file, opened)
      return opened
    },
    forget: (file) => void known.delete(file),
    clear: () => known.clear(),
  }
}

/** Opens a parquet file, read in a way of its own. @throws Failure `bad-input` where it is none, or broken. */
export async function openParquet(path: string, reading: ParquetReading): Promise<Container> {
  return numberedContainer({ cut: 'parquet', gzip: false }, await openParquetRows(path, reading))
}

export type { Container } from './container'

async function openFile(path: string, copy: string, encoding?: string): Promise<Container> {
  const kind = await sniff(path, encoding)
  if (kind.cut === 'parquet') return numberedContainer(kind, await openParquetRows(path))
  if (kind.cut === 'arrow') return numberedContainer(kind, await openArrowRows(path))
  if (kind.cut === 'zip') return numberedContainer(kind, await openZipRecords(path))
  if (kind.cut === 'text') return openText(path, kind, copy)
  const chunks = chunksOf(path, kind, copy)
  const bytes = ({ offset, length }: RecordPlace) =>
    readPlace(isCopied(kind) ? [copy, partOf(copy)] : [path], offset, length)
  return {
    kind,
    ...given({ columns: kind.table?.columns }),
    batches: (start, signal) => cutAs({ kind, chunks }, start, signal),
    read: async (place) => {
      const row = { ...place, line: 0, bytes: await bytes(place) }
      return parseRow({
        ...row,
        text: kind.cut === 'blocks',
        joined: kind.cut === 'joined',
        keyed: kind.wrapped?.keyed === true,
        ...given({ table: kind.table }),
      })
    },
    bytes,
  }
}

/** Records that are found by their number. */
function numberedContainer(kind: FileKind, file: NumberedRows): Container {
  return {
    kind,
    ...given({ columns: file.columns }),
    batches: ({ offset }, signal) => file.batches(offset, signal),
    read: async ({ offset }) => ({ ok: true, value: await file.row(offset), nan: false }),
    bytes: async () => undefined,
  }
}

/** Whether the file is read from a copy. */
export function isCopied({ gzip, encoding }: FileKind): boolean {
  return gzip || encoding !== undefined
}

function chunksOf(path: string, kind: FileKind, copy: string): Chunks {
  return isCopied(kind) ? copiedChunks(path, copy, kind) : plainChunks(path)
}

/** A file that is one reply: one record, with what lies beside it. */
function openText(path: string, kind: FileKind, copy: string): Container {
  const chunks = chunksOf(path, kind, copy)
  const read = async (signal: AbortSignal) => printedBeside(path, await textFrom(chunks(0, signal)))
  return {
    kind,
    async *batches({ offset }, signal) {
      if (offset > 0) return
      const row: RawRow = { offset: 0, length: 0, line: 1, value: await read(signal) }
      yield { rows: [row], read: 0, next: { offset: 1, line: 2 } }
    },
    read: async () => ({ ok: true, value: await read(new AbortController().signal), nan: false }),
    bytes: async () => undefined,
  }
}

function cutAs(
  { kind, chunks }: { readonly kind: FileKind; readonly chunks: Chunks },
  { offset, line }: Start,
  signal: AbortSignal,
): AsyncIterable<RawBatch> {
  const { cut, wrapped, whole } = kind
  if (cut === 'lines') return cutLines(chunks(offset, signal), { offset, line })
  if (cut === 'joined') return joinLines(cutLines(chunks(0, signal), { offset: 0, line: 1 }), offset)
  if (cut === 'blocks') return cutBlocks(chunks(offset, signal), { offset, line })
  if (kind.table !== undefined) return cutTable(chunks(offset, signal), { offset, line }, kind.table)
  const from = Math.max(offset, wrapped?.inside ?? 0)
  return cutElements(chunks(from, signal), {
    offset: from,
    line,
    array: from > 0,
    whole: whole === true,
    ...given({ inObject: wrapped === undefined ? undefined : wrapped.keyed ? () => false : isListName }),
    keyed: wrapped?.keyed === true,
  })
}

/** The value of a record that was cut out. */
export function parseRow(row: RawRow): ParsedRecord {
  if (row.problem !== undefined) return { ok: false, message: row.problem }
  if (row.bytes === undefined) return { ok: true, value: row.value, nan: false }
  if (row.text === true) return { ok: true, value: row.bytes.toString('utf8'), nan: false }
  if (row.joined === true) return parseJoined(row.bytes)
  if (row.table !== undefined) return parseTableRow(row.bytes.toString('utf8'), row.table, row.torn)
  return row.keyed === true ? parseKeyed(row.bytes, row.torn) : parseJson(row.bytes, row.torn)
}

/** All lines as one record; nothing more once it was given. */
async function* joinLines(lines: AsyncIterable<RawBatch>, from: number): AsyncGenerator<RawBatch> {
  if (from > 0) return
  const parts: Buffer[] = []
  let read = 0
  for await (const batch of lines) {
    read = batch.read
    for (const { bytes } of batch.rows) if (bytes !== undefined) parts.push(bytes, Buffer.from('\n'))
  }
  const bytes = Buffer.concat(parts)
  const rows: RawRow[] = parts.length === 0 ? [] : [{ offset: 0, length: read, line: 1, bytes, joined: true }]
  yield { rows, read, next: { offset: Math.max(1, read), line: 2 } }
}

/** The lines that can be read; a broken one costs only itself. */
function parseJoined(bytes: Buffer): ParsedRecord {
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const parsed = lines.map((line) => parseJson(Buffer.from(line)))
  const values = parsed.flatMap((p) => (p.ok ? [p.value] : []))
  const [broken] = parsed.filter((p) => !p.ok)
  if (values.length === 0) return broken ?? { ok: false, message: 'There is nothing in this file.' }
  return { ok: true, value: values, nan: parsed.some((p) => p.ok && p.nan) }
}

/** A value with its name before it: the name is its id, where it has none. */
function parseKeyed(bytes: Buffer, torn: boolean | undefined): ParsedRecord {
  const parsed = parseJson(Buffer.concat([Buffer.from('{'), bytes, Buffer.from('}')]), torn)
  if (!parsed.ok) return parsed
  const [entry] = Object.entries(parsed.value as Record<string, unknown>) // braces were put around it
  const [id, value] = entry ?? []
  const named = typeof value === 'object' && value !== null && !Array.isArray(value) && !('id' in value)
  return { ...parsed, value: named ? { id, ...value } : value }
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
  | {
      readonly ok: true
      readonly row: ForeignRow
      readonly hash: string
      readonly nan: boolean
      readonly remark?: string
    }
  | { readonly ok: false; readonly issue: Issue }

/** All records of a file, in order. For who wants each once (the terminal); collections index instead. */
export async function* readRows(
  {
    path,
    copy,
    encoding,
  }: { readonly path: string; readonly copy: string; readonly encoding?: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<ReadRow> {
  const container = await openContainer(path, copy, encoding)
  if (container.kind.encoding !== undefined)
    yield { ok: false, issue: { message: decodedAs(container.kind.encoding) } }
  for await (const { rows } of container.batches({ offset: 0, line: 1 }, signal))
    for (const row of rows) {
      const parsed = parseRow(row)
      yield parsed.ok
        ? {
            ok: true,
            row: { line: row.line, value: parsed.value },
            hash: rowHash(row),
            nan: parsed.nan,
            ...given({ remark: parsed.remark }),
          }
        : { ok: false, issue: { line: row.line, message: parsed.message } }
    }
}
