/** One download on the disk: what is wanted, how far it is, and the work itself. Knows no list of downloads. */
import { rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { formatBytes } from '../../app/bytes'
import { Failure, throwIfCancelled } from '../../app/failure'
import { isRepository, isRevision } from '../../app/host/hub-names'
import { pathProblem } from '../../app/file-name'
import { fileSize } from '../store/folder'
import { fetchFile } from './fetch-file'
import { takeCached } from './hf-cache'
import type { Hub } from './hub'

// Checked again when it is read: what lies on a disk may have been changed by anybody.
const file = z.object({
  path: z.string().refine((path) => pathProblem(path) === undefined),
  size: z.number().int().nonnegative(),
  sha256: z.string().exactOptional(),
  gitSha1: z.string().exactOptional(),
})
/** What a download is for; kept beside its files, so that it goes on after a restart. */
export const jobShape = z.object({
  id: z.string(),
  repo: z.string().refine(isRepository),
  commit: z.string().refine(isRevision),
  dtype: z.string().regex(/^(_\w+)?$/),
  kind: z.enum(['models', 'datasets']).exactOptional(),
  files: z.array(file),
})

export type Job = z.infer<typeof jobShape>

/** Bytes of all files together. */
export function totalOf({ files }: Job): number {
  return files.reduce((sum, f) => sum + f.size, 0)
}

/** Where a job's files are put together. */
export function filesFolder(folder: string): string {
  return join(folder, 'files')
}

/** Bytes that are on the disk already. */
export async function doneOf(folder: string, { files }: Job): Promise<number> {
  const sizes = files.map(async (f) => {
    const target = join(filesFolder(folder), f.path)
    return Math.min(f.size, Math.max(await fileSize(target), await fileSize(`${target}.part`)))
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

export interface DownloadWork {
  readonly hub: Hub
  readonly cache: string
  readonly onDone: (bytes: number) => void
  readonly signal: AbortSignal
  /** Bytes free on a disk (tests give their own). */
  readonly free?: (folder: string) => Promise<number>
}

/** Fetches all files, one after the other. @throws Failure; what has come stays for the next time. */
export async function runJob(folder: string, wanted: Job, work: DownloadWork): Promise<void> {
  await needSpace(folder, totalOf(wanted) - (await doneOf(folder, wanted)), work.free ?? freeBytes)
  let before = 0
  for (const f of wanted.files) {
    throwIfCancelled(work.signal)
    const target = join(filesFolder(folder), f.path)
    const { repo, commit, kind = 'models' } = wanted
    const address = { kind, repo, commit, path: f.path }
    const here =
      (await fileSize(target)) === f.size || (await takeCached(work.cache, { address, file: f }, target))
    if (here) await rm(`${target}.part`, { force: true })
    else {
      const onBytes = (bytes: number) => work.onDone(before + bytes)
      await fetchFile({ hub: work.hub, address, file: f, target, onBytes, signal: work.signal })
    }
    before += f.size
    work.onDone(before)
  }
}

/** Left over on the disk, so that the machine goes on working. */
const spareBytes = 512 * 2 ** 20

async function needSpace(
  folder: string,
  bytes: number,
  free: (folder: string) => Promise<number>,
): Promise<void> {
  const there = await free(folder)
  if (bytes + spareBytes <= there) return
  const message = `The download needs ${formatBytes(bytes)}, and the disk has ${formatBytes(there)} free. Make room, then go on.`
  throw new Failure('disk-full', message)
}

/** Bytes free on the disk of a folder, or of the one it will be made in. */
export async function freeBytes(folder: string): Promise<number> {
  const there = await statfs(folder).catch(() => undefined)
  if (there === undefined && dirname(folder) !== folder) return freeBytes(dirname(folder))
  const { bavail, bsize } = there ?? (await statfs(folder))
  return bavail * bsize
}
