/** A finished data set as a zip, streamed: nothing of it stands in memory whole. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { downloadZip } from 'client-zip'
import { Failure } from '../../app/failure'
import type { Jobs } from './jobs'

/** Answers `exports/ID/NAME.zip`. @throws Failure `not-found`. */
export async function zipOf(jobs: Pick<Jobs, 'finished'>, id: string): Promise<Response> {
  const { folder, path } = jobs.finished(id)
  const root = dirname(folder)
  // A data file beside its folder of images goes in too.
  const files = [...(path === folder ? [] : [path]), ...(await filesUnder(folder))]
  if (files.length === 0) throw new Failure('not-found', 'That data set no longer exists.')
  return downloadZip(entries(root, files))
}

/** A folder as a zip, under its own name. */
export function folderAsZip(folder: string): Response {
  return downloadZip(entriesUnder(folder))
}

async function* entriesUnder(folder: string) {
  yield* entries(dirname(folder), await filesUnder(folder))
}

async function* entries(root: string, files: readonly string[]) {
  for (const file of files) {
    const { mtime, size } = await stat(file)
    yield {
      name: relative(root, file).split(sep).join('/'),
      lastModified: mtime,
      size,
      input: createReadStream(file),
    }
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .toSorted()
}
