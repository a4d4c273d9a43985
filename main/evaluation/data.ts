/** A benchmark's data, open for reading: every row without its images, and the images of one row when they are asked for. */
import { readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { presetFor, type Preset } from '../../app/benchmarks'
import { itemOf } from '../../app/benchmarks/row'
import { Failure } from '../../app/failure'
import type { Item } from '../../app/metrics/metric'
import type { Issue } from '../../app/result'
import { partOf } from '../collections/bytes'
import { codeOf, temporaryOf } from '../store/folder'
import { openRows } from './read-rows'
import type { DataOpening, DataImage } from './rows'

export interface Data {
  readonly path: string
  readonly name: string
  readonly bytes: number
  /** When the file was last written, in milliseconds: other contents are other data. */
  readonly changedAt: number
  readonly preset: Preset | undefined
  readonly items: readonly Item[]
  /** Rows that are no items, and remarks. */
  readonly issues: readonly Issue[]
  readonly pictures: (item: Item) => Promise<readonly DataImage[]>
  readonly close: () => Promise<void>
}

/** Opens data, and closes what opening it needed: in a thread, or here. */
export type OpenData = (path: string, opening: Omit<DataOpening, 'copy'>) => Promise<Data>

/** Where a data set may be unpacked to, until it is closed. */
export function createCopyPlace() {
  const path = temporaryOf(join(tmpdir(), 'relook-data'))
  const remove = async () => {
    for (const file of [path, partOf(path)]) await rm(file, { force: true })
  }
  return { path, remove }
}

/** Opens data in this thread. @throws Failure */
export const openDataHere: OpenData = async (path, opening) => {
  const copy = createCopyPlace()
  try {
    const data = await openData(path, { ...opening, copy: copy.path })
    return { ...data, close: copy.remove }
  } catch (error) {
    await copy.remove()
    throw error
  }
}

/** Opens a TSV, JSON lines, JSON or parquet file, or a folder with one (or with parquet parts). @throws Failure */
export async function openData(path: string, opening: DataOpening): Promise<Omit<Data, 'close'>> {
  const files = await filesOf(path)
  const [file] = files
  if (file === undefined) throw new Failure('not-found', `There is no data in ${path} that Relook reads.`)
  const rows = await openRows(files, opening)
  const seen = new Set<string>()
  const items: Item[] = []
  const issues = [...rows.issues]
  for (const [position, record] of rows.records.entries()) {
    const item = itemOf(record, position, seen)
    if (item.ok) items.push(item.value)
    else issues.push(...item.issues)
  }
  const infos = await Promise.all(files.map((one) => stat(one)))
  return {
    path,
    name: basename(path),
    bytes: infos.reduce((sum, { size }) => sum + size, 0),
    changedAt: Math.max(...infos.map(({ mtimeMs }) => mtimeMs)),
    preset: presetFor(`${basename(path)} ${basename(file)}`, rows.columns),
    items,
    issues,
    pictures: (item) => rows.pictures(item.position),
  }
}

const readable = /\.(tsv|parquet|(jsonl|ndjson|json)(\.gz)?)$/i

/** The file itself, or what a folder holds: our own records first, then parquet parts, then the one file there is. */
async function filesOf(path: string): Promise<readonly string[]> {
  const info = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new Failure('not-found', `There is no file ${path}.`)
    throw new Failure('not-found', `${path} cannot be read.`, String(error))
  })
  if (!info.isDirectory()) {
    if (readable.test(path)) return [path]
    throw new Failure(
      'bad-input',
      `${basename(path)} is no data set: give a .tsv, .jsonl, .json or .parquet file.`,
    )
  }
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  const names = entries.map(({ name }) => name).sort()
  const [inner, ...further] = entries.filter((entry) => entry.isDirectory())
  if (names.includes('records.jsonl')) return [join(path, 'records.jsonl')]
  const parts = names.filter((name) => /\.parquet$/i.test(name))
  if (parts.length > 0) return parts.map((name) => join(path, name))
  const files = names.filter((name) => readable.test(name))
  if (files.length === 0 && names.includes('data')) return filesOf(join(path, 'data'))
  // As it lay in its repository: a folder in a folder.
  if (files.length === 0 && inner !== undefined && further.length === 0)
    return filesOf(join(path, inner.name))
  if (files.length > 1)
    throw new Failure(
      'bad-input',
      `${path} holds several data sets: name one of ${files.slice(0, 8).join(', ')}.`,
    )
  return files.map((name) => join(path, name))
}
