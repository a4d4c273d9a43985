/**
 * Copies a data folder to another place: every file is read back and compared before it counts, and the copy has its name only when it is
 * whole. The folder itself is never written to. What changed while it was copied is copied again at the end (`settle`), when nobody
 * writes any more. Knows no window.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import {
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  statfs,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { Failure } from '../../app/failure'
import { codeOf, diskFailure } from './folder'
import { removeBeside, removeTree } from './own-folder'
import { movedMarkName, pointerName } from './place'

/** One thing of the folder; `path` below it, with the system's separators. */
export interface FolderEntry {
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly size: number
  readonly mtimeMs: number
}

/** What is copied where. */
export interface Move {
  readonly from: string
  /** Where it will lie. */
  readonly to: string
  /** Where it lies until it is whole. */
  readonly part: string
  readonly entries: readonly FolderEntry[]
  readonly bytes: number
}

/** What was copied, as it was then: the one record of what may be removed at the old place. */
export const copiedName = 'moved-from.jsonl'

/** What belongs to the running process, to this place, or is not whole. Chromium's own is brought along by the next start. */
const stays = /^(?:desktop|lock|lock\..*|moving\.json)$/
const half = /.\.\d+\.\d+\.tmp$/
const marks = new Set([pointerName, movedMarkName, copiedName])

/** Looks whether it can be done, and counts. `into`: an existing folder; the data gets a folder of its own in it. @throws Failure when not. */
export async function planMove(from: string, into: string): Promise<Move> {
  const source = await realpath(from)
  const place = await realpath(into).catch(() => {
    throw new Failure('not-found', `There is no folder ${into}.`)
  })
  const below = relative(source, place)
  if (below === '' || (!below.startsWith('..') && !isAbsolute(below)))
    throw new Failure('bad-input', 'That folder lies in the data folder itself. Choose one outside of it.')
  const to = join(place, 'Relook')
  if (((await readdir(to).catch(emptyIfNone)) ?? ['?']).length > 0)
    throw new Failure('bad-input', `There is something in ${to} already. Choose another folder.`)
  const entries = await entriesOf(source)
  const bytes = entries.reduce((sum, { size }) => sum + size, 0)
  const { bavail, bsize } = await statfs(place)
  if (bytes * 1.02 > bavail * bsize)
    throw new Failure('disk-full', `There is too little space in ${into}: Relook’s data would not fit.`)
  return { from: source, to, part: `${to}.relook-part`, entries, bytes }
}

/** A file there is no list of names of. */
function emptyIfNone(error: unknown): string[] | undefined {
  return codeOf(error) === 'ENOENT' ? [] : undefined
}

/** What is told while it is copied. */
export interface CopyWatch {
  readonly signal: AbortSignal
  readonly onBytes: (done: number) => void
}

/** Copies all of it beside the place. @throws Failure when it could not be, or the signal fired; nothing is left then. */
export async function copyData(
  move: Move,
  { signal, onBytes }: CopyWatch,
): Promise<Map<string, FolderEntry>> {
  const copied = new Map<string, FolderEntry>()
  let done = 0
  try {
    await removeBeside(move.part)
    await mkdir(move.part)
    for (const entry of move.entries) {
      if (signal.aborted) throw new Failure('cancelled', 'The data was not moved.')
      if (await copyEntry(move, entry)) copied.set(entry.path, entry)
      onBytes((done += entry.size))
    }
    return copied
  } catch (error) {
    await removeBeside(move.part)
    throw diskFailure(error, move.part)
  }
}

/**
 * Copies what changed since, takes away what is gone, writes down what was copied, and gives the copy its name. To be called when nobody
 * writes to the folder any more.
 */
export async function settleMove(move: Move, copied: Map<string, FolderEntry>, at: number): Promise<void> {
  const now = await entriesOf(move.from)
  const there = new Set(now.map(({ path }) => path))
  for (const path of copied.keys()) {
    if (there.has(path)) continue
    await takeAway(join(move.part, path))
    copied.delete(path)
  }
  for (const entry of now) {
    const known = copied.get(entry.path)
    if (known !== undefined && isSame(known, entry)) continue
    if (await copyEntry(move, entry)) copied.set(entry.path, entry)
  }
  const lines = [...copied.values()].map((entry) => JSON.stringify(entry))
  const bytes = now.reduce((sum, { size }) => sum + size, 0)
  await writeSynced(join(move.part, copiedName), `${lines.join('\n')}\n`)
  await writeSynced(join(move.part, movedMarkName), JSON.stringify({ from: move.from, at, bytes }))
  await rmdir(move.to).catch(() => undefined)
  await rename(move.part, move.to)
}

/** Of the copy, what is gone from the folder: a file, or a folder whose contents go with it. */
async function takeAway(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined)
  if (there?.isDirectory() === true) await removeTree(path, dirname(path))
  else await rm(path, { force: true })
}

/** Whether nothing happened to it since. */
export function isSame(a: FolderEntry, b: FolderEntry): boolean {
  return a.kind === b.kind && a.size === b.size && (a.kind === 'folder' || a.mtimeMs === b.mtimeMs)
}

/** Everything that is to be copied, folders before what is in them. */
export async function entriesOf(folder: string): Promise<readonly FolderEntry[]> {
  const entries: FolderEntry[] = []
  const walk = async (place: string): Promise<void> => {
    for (const name of (await readdir(join(folder, place))).sort()) {
      if (place === '' && (stays.test(name) || marks.has(name))) continue
      if (half.test(name)) continue
      const path = join(place, name)
      const entry = await entryAt(folder, path)
      if (entry === undefined) continue
      entries.push(entry)
      if (entry.kind === 'folder') await walk(path)
    }
  }
  await walk('')
  return entries
}

/** Undefined: it is gone, or no thing that can be copied (a socket). */
export async function entryAt(folder: string, path: string): Promise<FolderEntry | undefined> {
  try {
    const there = await lstat(join(folder, path))
    const { mtimeMs } = there
    if (there.isDirectory()) return { path, kind: 'folder', size: 0, mtimeMs }
    if (there.isSymbolicLink()) return { path, kind: 'link', size: 0, mtimeMs }
    return there.isFile() ? { path, kind: 'file', size: there.size, mtimeMs } : undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** False: it was gone. */
async function copyEntry(move: Move, { path, kind }: FolderEntry): Promise<boolean> {
  const source = join(move.from, path)
  const target = join(move.part, path)
  try {
    if (kind === 'folder') await mkdir(target, { recursive: true, mode: (await lstat(source)).mode })
    else if (kind === 'link') await copyLink(move, source, target)
    else await copyFile(move, source, target)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && (await entryAt(move.from, path)) === undefined) return false
    throw error
  }
}

/** A link stays one. One that says its way from here out of the folder would lead elsewhere from there. */
async function copyLink(move: Move, source: string, target: string): Promise<void> {
  const said = await readlink(source)
  const meant = resolve(dirname(source), said)
  const inside = meant.startsWith(move.from + sep)
  await rm(target, { force: true })
  await symlink(inside ? relative(dirname(source), meant) : meant, target, 'junction')
}

async function copyFile(move: Move, source: string, target: string): Promise<void> {
  const { mode, size, atime, mtime } = await lstat(source)
  const isNote = source.endsWith('.json') && size <= largestNote && !foreign.test(relative(move.from, source))
  const notes = isNote ? await readFile(source, 'utf8') : undefined
  const moved = notes === undefined ? undefined : withPlace(notes, move)
  await rm(target, { force: true })
  const file = await open(target, 'wx', mode)
  const hash = createHash('sha256')
  try {
    const parts = moved === undefined || moved === notes ? createReadStream(source) : [Buffer.from(moved)]
    for await (const part of parts as AsyncIterable<Buffer>) {
      hash.update(part)
      await file.writeFile(part)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await utimes(target, atime, mtime)
  if ((await hashOf(target)) !== hash.digest('hex'))
    throw new Failure('internal', `${source} could not be copied: what was written is not what was read.`)
}

/** Notes of Relook's own are small; files that were sent or fetched are other people's. */
const largestNote = 4 * 2 ** 20
const foreign = /^(?:uploads|downloads|models)[\\/]/

/** Notes name files of the folder by their whole path: they are to mean the copy. */
function withPlace(text: string, { from, to }: Move): string {
  const said = (path: string) => JSON.stringify(path).slice(0, -1)
  return [`"`, JSON.stringify(sep).slice(1, -1)].reduce(
    (now, end) => now.replaceAll(said(from) + end, said(to) + end),
    text,
  )
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) hash.update(part)
  return hash.digest('hex')
}

async function writeSynced(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flush: true })
}
