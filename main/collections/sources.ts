/** The files of a collection: one, or all of a folder that may hold traces; and a stamp that changes when they do. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { dirname, extname, join, relative } from 'node:path'
import { Failure } from '../../app/failure'
import { openForReading } from './bytes'
import { codeOf } from '../store/folder'

/** A file of a collection. */
export interface SourceFile {
  readonly path: string
  /** Relative to the collection's folder. */
  readonly name: string
  readonly bytes: number
  readonly changedAt: number
}

/** What a collection is made of. */
export interface Sources {
  /** Where pictures lie beside it. */
  readonly folder: string
  readonly files: readonly SourceFile[]
  readonly bytes: number
}

const endings = new Set(['.jsonl', '.ndjson', '.json', '.parquet', '.gz'])
const fileLimit = 100_000
const depthLimit = 6

/** The files at a path. @throws Failure `not-found`, `denied`, `bad-input` for a folder without any. */
export async function sourcesAt(path: string): Promise<Sources> {
  const info = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new Failure('not-found', `There is no file ${path}.`)
    throw new Failure('denied', `${path} cannot be read.`, String(error))
  })
  if (!info.isDirectory()) {
    const file = { path, name: relative(dirname(path), path), bytes: info.size, changedAt: info.mtimeMs }
    return { folder: dirname(path), files: [file], bytes: info.size }
  }
  const files = await filesIn(path)
  if (files.length === 0)
    throw new Failure(
      'bad-input',
      'There are no files of traces in this folder: .jsonl, .json, .parquet, .gz.',
    )
  return { folder: path, files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) }
}

/** In the order a person would expect: 2 before 10. */
async function filesIn(folder: string): Promise<SourceFile[]> {
  const found: SourceFile[] = []
  const walk = async (at: string, depth: number): Promise<void> => {
    const entries = await readdir(at, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(at, entry.name)
      if (entry.name.startsWith('.') || found.length >= fileLimit) continue
      if (entry.isDirectory()) {
        if (depth < depthLimit) await walk(path, depth + 1)
      } else if (entry.isFile() && endings.has(extname(entry.name).toLowerCase())) {
        const { size, mtimeMs } = await stat(path)
        if (size > 0) found.push({ path, name: relative(folder, path), bytes: size, changedAt: mtimeMs })
      }
    }
  }
  await walk(folder, 0)
  const order = new Intl.Collator('en', { numeric: true })
  return found.sort((a, b) => order.compare(a.name, b.name))
}

/** Files beyond this many are told apart by size and time alone. */
const hashedFiles = 100
const sample = 1 << 16

/** Changes when a file was written to: size, time, first and last 64 KB. */
export async function stampOf({ files }: Sources): Promise<string> {
  const hash = createHash('sha256')
  for (const [i, file] of files.entries()) {
    hash.update(`${file.name}\0${file.bytes}\0${file.changedAt}\0`)
    if (i >= hashedFiles) continue
    hash.update(await part(file.path, 0))
    hash.update(await part(file.path, Math.max(0, file.bytes - sample)))
  }
  return hash.digest('hex')
}

async function part(path: string, offset: number): Promise<Buffer> {
  const file = await openForReading(path)
  try {
    const buffer = Buffer.alloc(sample)
    const { bytesRead } = await file.read(buffer, 0, sample, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
