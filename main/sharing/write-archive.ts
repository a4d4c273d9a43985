/**
 * Projects as one Relook file: a zip of their journals (every branch, correction, review, undo) and the images they name. Written beside
 * its goal and renamed into place, so that it is whole or not there. Knows no window.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { downloadZip } from 'client-zip'
import { Failure, throwIfCancelled } from '../../app/failure'
import { given } from '../../app/given'
import { archiveVersion, archiveManifestName, type ArchiveManifest } from '../../app/sharing/archive'
import { publicChange } from '../../app/sharing/private'
import type { Project } from '../../app/trace/project'
import { readLine } from '../store/change-schema'
import { makeWhole, fileSize } from '../store/folder'
import { isImageId } from '../store/images'
import type { Store } from '../store/store'

/** What an archive is written from and to. */
export interface ArchiveRequest {
  readonly store: Pick<Store, 'images' | 'projects'>
  /** Ids, in the order they are to be opened. */
  readonly projects: readonly string[]
  readonly to: string
  /** Of Relook. */
  readonly version: string
  readonly signal: AbortSignal
  /** Told after each project and image. */
  readonly progress: (done: number, total: number) => void
}

/** What was written. */
export interface ArchiveMade {
  readonly bytes: number
  readonly images: number
  /** Images that are named and not there any more. */
  readonly missing: number
}

interface Packed {
  readonly lines: string
  readonly sha256: string
}

/** Writes the file. @throws Failure `not-found` for a project that is gone, `cancelled`, `disk-full`. */
export async function writeArchive(request: ArchiveRequest): Promise<ArchiveMade> {
  const { store, projects, to, version, signal, progress } = request
  const journals: Packed[] = []
  const named = new Set<string>()
  for (const id of projects) {
    throwIfCancelled(signal)
    const project = await store.projects.use(id, async (live) => live.state())
    const kept = (await store.projects.lines(id)).flatMap(publicLine)
    const lines = `${begun(kept, project).join('\n')}\n`
    journals.push({ lines, sha256: createHash('sha256').update(lines).digest('hex') })
    for (const image of imagesOfProject(project)) named.add(image)
    progress(journals.length, projects.length + named.size)
  }
  const { images, missing } = await findImages(store, named)
  const manifest: ArchiveManifest = {
    'relook-archive': archiveVersion,
    by: `Relook ${version}`,
    projects: journals.map(({ sha256 }, i) => ({ journal: `projects/${i + 1}/journal.jsonl`, sha256 })),
    images: images.map(({ id, name, file }) => ({ id, name, file })),
  }
  const entries = async function* () {
    yield { name: archiveManifestName, input: `${JSON.stringify(manifest, undefined, 1)}\n` }
    for (const [i, { lines }] of journals.entries())
      yield { name: `projects/${i + 1}/journal.jsonl`, input: lines }
    for (const [i, { file, path, size }] of images.entries()) {
      yield { name: file, size, input: createReadStream(path) }
      progress(journals.length + i + 1, journals.length + images.length)
    }
  }
  await writeStream(to, downloadZip(entries()), signal)
  return { bytes: await fileSize(to), images: images.length, missing }
}

/** A line as others may read it; one that nobody could read here is left out, one of a later version goes along as it is. */
function publicLine(text: string): readonly string[] {
  const line = readLine(text)
  if (line.type === 'change') return [JSON.stringify(publicChange(line.change))]
  return line.type === 'newer' ? [text] : []
}

/** The lines with a beginning: of a journal that lost its own, what is known of the project. */
function begun(lines: readonly string[], project: Project): readonly string[] {
  const first = lines[0] === undefined ? undefined : readLine(lines[0])
  if (first?.type === 'change' && first.change.type === 'project-created') return lines
  const { id, title, image, origin, createdAt: at } = project
  const created = { type: 'project-created', id, at, title, image, ...given({ origin }) } as const
  return [JSON.stringify(publicChange(created)), ...lines]
}

/** Every image that a project's steps, branches and origin name. */
export function imagesOfProject(project: Project): readonly string[] {
  const views = Object.values(project.steps).flatMap((s) => (s.type === 'observation' ? [s.view.image] : []))
  const pictures = project.origin?.pictures.flatMap((p) => p.image?.id ?? []) ?? []
  const all = [project.image.id, ...project.branches.map((b) => b.view.image), ...views, ...pictures]
  return [...new Set(all)].filter(isImageId)
}

interface Found {
  readonly id: string
  readonly name: string
  readonly file: string
  readonly path: string
  readonly size: number
}

async function findImages({ images }: ArchiveRequest['store'], named: Iterable<string>) {
  const found: Found[] = []
  let missing = 0
  for (const id of named) {
    try {
      const path = await images.path(id)
      const { size } = await stat(path)
      const { name } = await images.get(id)
      found.push({ id, name: basename(name), file: `images/${id}${extname(path)}`, path, size })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      missing++
    }
  }
  return { images: found, missing }
}

/** A body into a file: whole, or not there. @throws Failure `cancelled`. */
export async function writeStream(to: string, body: Response, signal: AbortSignal): Promise<void> {
  // Node's and the standard library's types of the same class.
  const from = Readable.fromWeb(body.body as NodeStream)
  await makeWhole(to, (part) => pipeline(from, createWriteStream(part), { signal })).catch(
    (error: unknown) => {
      throwIfCancelled(signal)
      throw error
    },
  )
}
