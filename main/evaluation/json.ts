/**
 * JSON lines (our own records, VLM-R³ logs, V*) and JSON arrays. Of a large JSON-lines file only texts are kept; images inside
 * a line are read again from their place when they are asked for.
 */
import { open, readFile, stat, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { formatBytes } from '../../app/bytes'
import { imageColumns, type DataRecord } from '../../app/benchmarks/row'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Issue } from '../../app/result'
import { decoded } from '../collections/encoding'
import { pieceDecoder } from '../collections/file-encoding'
import type { DataOpening, Rows } from './rows'
import { isBase64, rowImages } from './images'

/** A JSON array is read whole, up to this. */
const wholeLimit = 1e9

/** Opens a JSON or JSON-lines file. @throws Failure `bad-input` where it is neither. */
export async function openJson(path: string, opening: DataOpening): Promise<Rows> {
  const file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
  const head = buffer.subarray(0, bytesRead).toString('utf8').trimStart()
  if (!head.startsWith('[')) return openLines(path, file, opening)
  await file.close()
  return openArray(path)
}

interface Place {
  readonly start: number
  readonly length: number
}

async function openLines(path: string, file: FileHandle, { signal, progress }: DataOpening): Promise<Rows> {
  const records: DataRecord[] = []
  const places: Place[] = []
  const issues: Issue[] = []
  try {
    const decode = await pieceDecoder(path)
    const { size } = await file.stat()
    let line = 0
    for await (const { start, bytes } of linesOf(file)) {
      throwIfCancelled(signal)
      line++
      progress?.((start + bytes.length) / Math.max(1, size))
      const text = decode(bytes).replace(/^\ufeff/, '')
      if (text.trim() === '') continue
      const record = parsed(text)
      if (record === undefined) issues.push({ line, message: 'The line is not a JSON object.' })
      else {
        records.push(withoutPixels(record))
        places.push({ start, length: bytes.length })
      }
    }
  } catch (error) {
    await file.close()
    throw error
  }
  if (records.length === 0 && issues.length > 0) {
    await file.close()
    throw new Failure('bad-input', `${basename(path)} holds no JSON objects, one a line.`)
  }
  return {
    columns: columnsOf(records),
    records,
    issues,
    pictures: async (position) => {
      const place = places[position]
      if (place === undefined) return []
      const { buffer } = await file.read(Buffer.alloc(place.length), 0, place.length, place.start)
      return rowImages(parsed(buffer.toString('utf8')) ?? {}, path)
    },
    close: () => file.close(),
  }
}

async function openArray(path: string): Promise<Rows> {
  const { size } = await stat(path)
  if (size > wholeLimit)
    throw new Failure(
      'bad-input',
      `${basename(path)} is one JSON array of ${formatBytes(size)}; make it JSON lines.`,
    )
  const value = jsonOf(decoded(await readFile(path)))
  const list = z.array(z.record(z.string(), z.unknown())).safeParse(value)
  if (!list.success) throw new Failure('bad-input', `${basename(path)} is not a list of JSON objects.`)
  return {
    columns: columnsOf(list.data),
    records: list.data,
    issues: [],
    pictures: (position) => rowImages(list.data[position] ?? {}, path),
    close: async () => undefined,
  }
}

/** Lines as bytes with their places. */
async function* linesOf(file: FileHandle): AsyncGenerator<{ start: number; bytes: Buffer }> {
  let rest: Buffer = Buffer.alloc(0)
  let start = 0
  for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 2 ** 20 })) {
    // A stream without an encoding gives buffers.
    rest = Buffer.concat([rest, chunk as Buffer])
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield { start, bytes: rest.subarray(0, end) }
      start += end + 1
      rest = rest.subarray(end + 1)
    }
  }
  if (rest.length > 0) yield { start, bytes: rest }
}

function parsed(text: string): DataRecord | undefined {
  const record = z.record(z.string(), z.unknown()).safeParse(jsonOf(text))
  return record.success ? record.data : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function withoutPixels(record: DataRecord): DataRecord {
  const light = ([name, value]: readonly [string, unknown]) =>
    !imageColumns.test(name) || (typeof value === 'string' && !isBase64(value))
  return Object.fromEntries(Object.entries(record).filter(light))
}

function columnsOf(records: readonly DataRecord[]): readonly string[] {
  return [...new Set(records.slice(0, 50).flatMap((record) => Object.keys(record)))]
}
