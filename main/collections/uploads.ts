/**
 * Files sent by a browser: written to the data folder as they come, whole or not at all. Files of one drop share a folder
 * and keep their names, so that images lie beside the file that names them.
 */
import { createHash, randomBytes, type Hash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { z } from 'zod'
import { createSequence } from '../../app/async'
import { Failure } from '../../app/failure'
import { collision, pathProblem } from '../../app/file-name'
import { diskFailure, isKept, temporaryOf, writeWhole } from '../store/folder'
import { removeTree } from '../store/own-folder'
import { sourcesAt } from './sources'

/** Uploaded files. */
export interface Uploads {
  /** Takes a file's bytes. Absent `upload`: the first of a drop. */
  readonly receive: (file: IncomingFile) => Promise<{ readonly upload: string }>
  /** The folder of a drop. @throws Failure `not-found`. */
  readonly folder: (upload: string) => Promise<string>
  /** The same without looking whether it is there. */
  readonly place: (upload: string) => string
  /** What the drop is as a collection. @throws Failure `bad-input` when there are only images in it. */
  readonly collection: (upload: string) => Promise<UploadedCollection>
  /** Moves a drop's files into another's folder. */
  readonly merge: (upload: string, into: string) => Promise<void>
  readonly remove: (upload: string) => Promise<void>
  /** Removes drops nobody opened, a day after. */
  readonly tidy: (used: ReadonlySet<string>) => Promise<void>
}

/** A file as it comes in. */
export interface IncomingFile {
  /** May hold folders. */
  readonly name: string
  readonly upload: string | undefined
  readonly body: AsyncIterable<Uint8Array>
}

/** The file (or folder) of traces of a drop. */
export interface UploadedCollection {
  readonly path: string
  readonly name: string
  /** The same for the same files, so that corrections are found again. */
  readonly identity: string
}

const manifest = z.record(z.string(), z.string())
const dayMs = 24 * 3600 * 1000

/** Where the files of drops are, and what is known of them. */
function dropsIn(folder: string) {
  const place = (upload: string) => {
    if (!/^[a-z0-9]{16}$/.test(upload)) throw new Failure('not-found', 'There are no such uploaded files.')
    return join(folder, upload)
  }
  const files = (upload: string) => join(place(upload), 'files')
  const hashesOf = async (upload: string) => {
    try {
      return manifest.parse(JSON.parse(await readFile(join(place(upload), 'hashes.json'), 'utf8')))
    } catch {
      return {}
    }
  }
  // Files of one drop may come side by side: their hashes are noted one after the other.
  const notes = createSequence()
  return {
    place,
    files,
    hashesOf,
    note: (upload: string, name: string, hash: string) =>
      notes.run(async () =>
        writeWhole(
          join(place(upload), 'hashes.json'),
          JSON.stringify({ ...(await hashesOf(upload)), [name]: hash }),
        ),
      ),
    /** @throws Failure `not-found`. */
    existing: async (upload: string) => {
      const at = files(upload)
      await stat(at).catch(() => {
        throw new Failure('not-found', 'The uploaded files no longer exist. Send them again.')
      })
      return at
    },
  }
}

/** Uploads below a folder. */
export function createUploads(folder: string, now: () => number, system = process.platform): Uploads {
  const { place, files, hashesOf, note, existing } = dropsIn(folder)
  return {
    receive: async ({ name, upload = randomBytes(8).toString('hex'), body }) => {
      const parts = partsOf(name, system)
      const path = join(files(upload), ...parts)
      const hash = createHash('sha256')
      const other = collision([...Object.keys(await hashesOf(upload)), parts.join('/')])
      // A disk that minds neither case nor how an accent is written has one file where the drop has two.
      if (other !== undefined && other[0] !== other[1] && (await isKept(path)))
        throw new Failure(
          'bad-input',
          `This disk takes “${other[0]}” and “${other[1]}” for one file. Rename one of them.`,
        )
      // Under the names that others gave lies only what is whole.
      await writeStream({ path, part: temporaryOf(join(place(upload), 'receiving')) }, body, hash)
      await note(upload, parts.join('/'), hash.digest('hex'))
      return { upload }
    },
    folder: existing,
    place: files,
    collection: async (upload) => {
      const at = await existing(upload)
      const sources = await sourcesAt(at)
      const hashes = await hashesOf(upload)
      const named = sources.files.map((f) => `${f.name}\0${hashes[f.name.split(sep).join('/')] ?? f.bytes}`)
      const identity = createHash('sha256').update(named.join('\n')).digest('hex')
      const [first] = sources.files
      if (first !== undefined && sources.files.length === 1)
        return { path: first.path, name: first.name, identity }
      return { path: at, name: `${sources.files.length} files`, identity }
    },
    merge: async (upload, into) => {
      await moveFiles(await existing(upload), await existing(into))
      await removeTree(place(upload), folder)
    },
    remove: (upload) => removeTree(place(upload), folder),
    tidy: async (used) => {
      for (const upload of await readdir(folder).catch(() => [])) {
        if (used.has(upload) || !/^[a-z0-9]{16}$/.test(upload)) continue
        const { mtimeMs } = await stat(place(upload)).catch(() => ({ mtimeMs: Infinity }))
        if (now() - mtimeMs > dayMs) await removeTree(place(upload), folder)
      }
    },
  }
}

/** Every file of a folder into another, below the same folders. */
async function moveFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const target = join(to, relative(from, path))
    await mkdir(dirname(target), { recursive: true })
    await rename(path, target)
  }
}

/** The folders and the name of a file. @throws Failure `bad-input` for what would lead out of the drop. */
function partsOf(name: string, system: NodeJS.Platform): readonly string[] {
  const parts = name
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  const right =
    parts.length > 0 &&
    parts.length <= 32 &&
    parts.every((p) => p !== '..' && p.length <= 200 && !/[\u0000-\u001f\u007f]/.test(p))
  if (!right) throw new Failure('bad-input', `“${name.slice(0, 200)}” is no name for a file.`)
  // Only there: elsewhere an image may well be called `aux.png`.
  const problem = system === 'win32' ? pathProblem(parts.join('/')) : undefined
  if (problem !== undefined)
    throw new Failure('bad-input', `“${name.slice(0, 200)}” is no name for a file on Windows: ${problem}.`)
  return parts
}

async function writeStream(
  { path, part }: { readonly path: string; readonly part: string },
  body: AsyncIterable<Uint8Array>,
  hash: Hash,
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(part, 'w', 0o600)
    try {
      for await (const bytes of body) {
        hash.update(bytes)
        await file.appendFile(bytes)
      }
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (error) {
    // Whoever sends may leave in the middle: nothing half stays.
    await rm(part, { force: true })
    throw diskFailure(error, path)
  }
}
