/** The files of a collection: one, or all of a folder that may hold traces; and a stamp that changes when they do. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative } from 'node:path'
import { given } from '../../app/given'
import { Failure } from '../../app/failure'
import { isTelling } from '../../app/formats/printed'
import { outputsBeside } from './beside'
import { isLog } from './blocks'
import { readPart } from './bytes'
import { codeOf } from '../store/folder'
import { isPrintedText } from './text'

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
  /** Where images lie beside it. */
  readonly folder: string
  readonly files: readonly SourceFile[]
  readonly bytes: number
}

const endings = new Set([
  ...[
    '.jsonl',
    '.ndjson',
    '.json',
    '.parquet',
    '.arrow',
    '.feather',
    '.eval',
    '.csv',
    '.tsv',
    '.xlsx',
    '.gz',
  ],
  '.ipynb',
])
/** Texts are taken by their words: a folder has many a text that is neither a log nor a reply. */
const textEndings = new Set(['.txt', '.log', '.md'])
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
      'There are no files of traces here. Relook reads .jsonl, .json, .parquet, .arrow, .eval, .csv, .tsv, .xlsx, .ipynb, .gz, a text log or a saved reply.',
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
      } else if (entry.isFile() && (await mayHoldTraces(path))) {
        const { size, mtimeMs } = await stat(path)
        if (size > 0) found.push({ path, name: relative(folder, path), bytes: size, changedAt: mtimeMs })
      }
    }
  }
  await walk(folder, 0)
  const order = new Intl.Collator('en', { numeric: true })
  return found.sort((a, b) => order.compare(a.name, b.name))
}

/** What stands beside traces and is known to be none: of data sets, trainers, and Relook's own exports. */
const others = new Set([
  ...['dataset_info.json', 'dataset_infos.json', 'dataset_dict.json', 'state.json'],
  ...['trainer_state.json', 'config.json', 'package.json', 'relook-export.json'],
])

async function mayHoldTraces(path: string): Promise<boolean> {
  // What `datasets` keeps of its own computations lies beside its data.
  if (others.has(basename(path).toLowerCase()) || /^cache-[\da-f]+.*\.arrow$/i.test(basename(path)))
    return false
  const ending = extname(path).toLowerCase()
  if (endings.has(ending)) return true
  if (!textEndings.has(ending) || /^(?:readme|licen[cs]e|changelog|prompt|question)\b/i.test(basename(path)))
    return false
  const head = await readPart(path, 0, sample).catch(() => Buffer.alloc(0))
  if (isLog(head.toString('latin1'))) return true
  // Outputs saved one by one are read with the first text among them.
  const [first = basename(path), ...more] = outputsBeside(path).filter((n) => textEndings.has(extname(n)))
  if (first !== basename(path) || !isPrintedText(head)) return false
  const parts = await Promise.all(more.map((name) => readPart(join(dirname(path), name), 0, sample)))
  return [head, ...parts].some((text) => isTelling(text.toString('utf8')))
}

/** Files beyond this many are told apart by size and time alone. */
const hashedFiles = 100
const sample = 1 << 16

/** What files looked like. */
export interface Stamp {
  /** Changes when any file was written to: sizes, times, first and last 64 KB. */
  readonly whole: string
  /** Of a single file: its size, and its first and last 64 KB. */
  readonly single?: { readonly bytes: number; readonly head: string; readonly tail: string }
}

/** What the files look like now. */
export async function stampOf({ files }: Sources): Promise<Stamp> {
  const hash = createHash('sha256')
  let single: Stamp['single']
  for (const [i, file] of files.entries()) {
    hash.update(`${file.name}\0${file.bytes}\0${file.changedAt}\0`)
    if (i >= hashedFiles) continue
    const ends = await endsOf(file.path, file.bytes)
    hash.update(ends.head + ends.tail)
    if (files.length === 1) single = { bytes: file.bytes, ...ends }
  }
  return { whole: hash.digest('hex'), ...given({ single }) }
}

/** Whether a file only grew since: what was there is there still. */
export async function onlyGrew({ files }: Sources, old: Stamp): Promise<boolean> {
  const [file, ...more] = files
  if (file === undefined || more.length > 0 || old.single === undefined) return false
  if (file.bytes < old.single.bytes) return false
  const { head, tail } = await endsOf(file.path, old.single.bytes)
  return head === old.single.head && tail === old.single.tail
}

/** Hashes of the first and the last 64 KB of a file as if it had this length. */
async function endsOf(
  path: string,
  bytes: number,
): Promise<{ readonly head: string; readonly tail: string }> {
  const length = Math.min(sample, bytes)
  const hashed = async (offset: number) =>
    createHash('sha256')
      .update(await readPart(path, offset, length))
      .digest('hex')
  return { head: await hashed(0), tail: await hashed(bytes - length) }
}
