/**
 * The entries of a zip file, one at a time and never more than they may be: yauzl reads the directory and checks each entry against
 * what it claims, Node inflates, fzstd unpacks what was packed as zstd (Node has that only from 22.15 on). Knows no record.
 */
import { stat } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { Decompress } from 'fzstd'
import type { Entry, ZipFile } from 'yauzl'
import { formatBytes } from '../../app/bytes'
import { Failure } from '../../app/failure'
import { openForReading } from './bytes'
import { longestRecord } from './raw'

/** An open zip file. */
export interface Zip {
  /** Of the file on disk. */
  readonly bytes: number
  /** Names of its entries, in their order. */
  readonly names: readonly string[]
  /** @throws Failure `not-found`, or `bad-input` for an entry that is broken, locked, or unpacks to too much. */
  readonly read: (name: string) => Promise<Buffer>
  readonly size: (name: string) => number
  /**
   * Resolves when the file holds nothing but what its directory lists, each name once: who reads it from the beginning and who reads it by its
   * directory then reads the same. @throws Failure `bad-input` otherwise.
   */
  readonly checkWhole: () => Promise<void>
}

/** Entries that are listed at most. */
const mostEntries = 1_000_000
const zstd = 93

/** Opens a file. @throws Failure `bad-input` for one that is none. */
export async function openZip(path: string): Promise<Zip> {
  await (await openForReading(path)).close()
  const { size } = await stat(path)
  const entries = await withZip(path, entriesIn)
  return {
    bytes: size,
    names: [...entries.keys()],
    size: (name) => entries.get(name)?.uncompressedSize ?? 0,
    read: async (name) => {
      const entry = entries.get(name)
      if (entry === undefined) throw new Failure('not-found', `The zip file holds no ${name}.`)
      return withZip(path, (zip) => unpacked(zip, entry))
    },
    checkWhole: () => withZip(path, (zip) => checkWhole(path, zip)),
  }
}

async function withZip<T>(path: string, use: (zip: ZipFile) => Promise<T>): Promise<T> {
  // Loaded with the first zip file: files of every kind wait for what a thread loads at its start.
  const { openPromise } = await import('yauzl')
  let zip: ZipFile
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true })
  } catch (error) {
    throw new Failure('bad-input', 'The zip file is broken or was cut off.', String(error))
  }
  try {
    return await use(zip)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('bad-input', `The zip file is broken: ${wordsOf(error)}.`, String(error))
  } finally {
    zip.close()
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function entriesIn(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > mostEntries)
    throw new Failure('bad-input', `The zip file holds more than ${mostEntries} entries.`)
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry())
    // One that was written again counts as it was written last.
    if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry)
  return entries
}

const hidden =
  'The zip file holds something that its directory does not list. Save it again with the program that made it.'

async function checkWhole(path: string, zip: ZipFile): Promise<void> {
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  if (new Set(entries.map((entry) => entry.fileName)).size < entries.length)
    throw new Failure('bad-input', 'The zip file holds one name twice.')
  entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  const ends = new Set([0])
  for (const entry of entries) {
    if (!ends.has(entry.relativeOffsetOfLocalHeader)) throw new Failure('bad-input', hidden)
    const local = await zip.readLocalFileHeaderPromise(entry)
    // Sizes may stand behind what is packed instead.
    const later = (local.generalPurposeBitFlag & 8) !== 0
    if (
      !local.fileName.equals(entry.fileNameRaw) ||
      (!later && local.compressedSize !== entry.compressedSize)
    )
      throw new Failure('bad-input', hidden)
    ends.clear()
    for (const bytes of later ? [0, 12, 16, 20, 24] : [0])
      ends.add(local.fileDataStart + entry.compressedSize + bytes)
  }
  const file = await openForReading(path)
  try {
    const mark = Buffer.alloc(4)
    for (const at of ends) {
      await file.read(mark, 0, 4, at)
      if (/^PK(?:\x01\x02|\x05\x06|\x06\x06)$/.test(mark.toString('latin1'))) return
    }
  } finally {
    await file.close()
  }
  throw new Failure('bad-input', hidden)
}

async function unpacked(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const { fileName, uncompressedSize, compressionMethod } = entry
  if (entry.isEncrypted())
    throw new Failure('bad-input', `${fileName} in the zip file is locked with a password.`)
  if (uncompressedSize > longestRecord) throw tooLong(fileName)
  if (compressionMethod === zstd) {
    const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false })
    return unzstd(packed as AsyncIterable<Buffer>, fileName)
  }
  if (!entry.canDecodeFileData())
    throw new Failure(
      'bad-input',
      `${fileName} in the zip file is packed in a way that is not read (method ${compressionMethod}).`,
    )
  // yauzl ends the stream with an error where it gives more or less than the directory says.
  return buffer(await zip.openReadStreamPromise(entry))
}

async function unzstd(packed: AsyncIterable<Buffer>, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  const stream = new Decompress((part) => {
    length += part.length
    if (length > longestRecord) throw tooLong(name)
    parts.push(part.slice())
  })
  for await (const part of packed) stream.push(part)
  stream.push(new Uint8Array(0), true)
  return Buffer.concat(parts)
}

function tooLong(name: string): Failure {
  return new Failure('bad-input', `${name} in the zip file is longer than ${formatBytes(longestRecord)}.`)
}
