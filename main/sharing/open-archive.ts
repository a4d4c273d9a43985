/**
 * A Relook file that somebody else made, opened with doubt: everything in it is read and checked before anything is kept. Images are known
 * by their content, journals line by line as the app's own are; no name in the file ever becomes a name on the disk.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, throwIfCancelled } from '../../app/failure'
import {
  damaged,
  archiveManifestName,
  readArchiveManifest,
  type ArchiveManifest,
} from '../../app/sharing/archive'
import type { OpenedProject } from '../../app/host/collections'
import type { Change } from '../../app/trace/change'
import { openZip, type Zip } from '../collections/zip'
import { readLine } from '../store/change-schema'
import { fold } from '../store/index-file'
import { removeTree } from '../store/own-folder'
import type { Store } from '../store/store'

/** Largest list of contents, and all that may come out of one file together. Bytes. */
const limits = { manifest: 64e6, all: 8e9 } as const
/** A file of images and journals is never this many times smaller than what is in it. */
const mostRatio = 200

/** Whether a file is one of these: a zip with a list of contents. Never throws. */
export async function isArchive(path: string): Promise<boolean> {
  if (!(await isZip(path))) return false
  return openZip(path).then(
    (zip) => zip.names.includes(archiveManifestName),
    () => false,
  )
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined)
  if (file === undefined) return false
  try {
    const mark = Buffer.alloc(4)
    await file.read(mark, 0, 4, 0)
    return mark.equals(Buffer.from('PK\x03\x04', 'latin1'))
  } catch {
    return false
  } finally {
    await file.close()
  }
}

/** Takes the projects of a file into the store. @throws Failure `bad-input` for what is damaged or of a later version, `cancelled`. */
export async function openArchive(
  { store, path }: { readonly store: Pick<Store, 'folder' | 'images' | 'projects'>; readonly path: string },
  signal: AbortSignal,
): Promise<readonly OpenedProject[]> {
  const zip = await openZip(path)
  if (!zip.names.includes(archiveManifestName)) throw damaged('it holds no list of contents')
  if (zip.size(archiveManifestName) > limits.manifest) throw damaged('its list of contents is too long')
  checkSizes(zip)
  const manifest = readArchiveManifest((await zip.read(archiveManifestName)).toString('utf8'))
  checkNames(zip, manifest)
  const journals: Journal[] = []
  for (const { journal, sha256 } of manifest.projects) {
    throwIfCancelled(signal)
    journals.push(journalOf(await checkedEntry(zip, journal, sha256)))
  }
  await takeImages(zip, { manifest, store }, signal)
  const opened: OpenedProject[] = []
  for (const journal of journals) opened.push(await take(store, journal))
  return opened
}

function checkSizes(zip: Zip): void {
  const all = zip.names.reduce((sum, name) => sum + zip.size(name), 0)
  if (all > limits.all || all > Math.max(50e6, zip.bytes * mostRatio))
    throw new Failure('bad-input', 'This Relook file unpacks to far more than it should. It was not opened.')
}

/** Every entry the list names is there, none twice. */
function checkNames(zip: Zip, { projects, images }: ArchiveManifest): void {
  const there = new Set(zip.names)
  const named = [...projects.map((p) => p.journal), ...images.map((i) => i.file)]
  if (new Set(named).size < named.length) throw damaged('its list names one part twice')
  if (!named.every((name) => there.has(name))) throw damaged('a part of it is missing')
}

async function checkedEntry(zip: Zip, name: string, sha256: string): Promise<Buffer> {
  const bytes = await zip.read(name)
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw damaged('a part of it is not what it was when it was written')
  return bytes
}

interface Journal {
  readonly id: string
  readonly title: string
  readonly lines: readonly string[]
}

/**
 * A journal as it is kept here: under an id made of its content, so that the same file opened again is the same project, and nothing that
 * is here already is written over.
 */
function journalOf(bytes: Buffer): Journal {
  const id = `s-${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}`
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const read = lines.map(readLine)
  const [first] = read
  if (first?.type !== 'change' || first.change.type !== 'project-created')
    throw damaged('a project in it has no beginning')
  if (read.some((line) => line.type === 'broken')) throw damaged('a change in it is not whole')
  const created = ownedBy(first.change, id)
  const project = fold([created, ...read.slice(1).flatMap((l) => (l.type === 'change' ? [l.change] : []))])
  if (project === undefined) throw damaged('a project in it has no beginning')
  return { id, title: project.title, lines: [JSON.stringify(created), ...lines.slice(1)] }
}

/** A file that is open here by chance, too, has no say over this copy. */
function ownedBy(created: Extract<Change, { type: 'project-created' }>, id: string): typeof created {
  const { origin } = created
  return { ...created, id, ...(origin === undefined ? {} : { origin: { ...origin, collection: id } }) }
}

async function takeImages(
  zip: Zip,
  {
    manifest,
    store,
  }: { readonly manifest: ArchiveManifest; readonly store: Pick<Store, 'folder' | 'images'> },
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(store.folder, 'merge-'))
  try {
    for (const { id, file, name } of manifest.images) {
      throwIfCancelled(signal)
      const bytes = await checkedEntry(zip, file, id)
      if (await isThere(store, id)) continue
      const path = join(folder, 'image')
      await writeFile(path, bytes, { mode: 0o600 })
      const kept = await store.images.add({ path }, name)
      // What every Relook keeps needs no change to be kept again.
      if (kept.id !== id) throw damaged('an image in it is not as Relook keeps images')
    }
  } finally {
    await removeTree(folder, store.folder)
  }
}

async function isThere({ images }: Pick<Store, 'images'>, id: string): Promise<boolean> {
  return images.path(id).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Failure) return false
      throw error
    },
  )
}

async function take(
  { projects }: Pick<Store, 'projects'>,
  { id, title, lines }: Journal,
): Promise<OpenedProject> {
  return { project: id, title, known: !(await projects.receive(id, lines)) }
}
