/**
 * The cache that huggingface's own tools keep on this machine: a file that is there is taken from there. Read only.
 * Source of the layout: huggingface_hub, constants.py and file_download.py (`models--owner--name/snapshots/COMMIT/PATH`).
 */
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileAddress } from './hub'
import { fileHash } from './fetch-file'
import type { HubFile } from './plan'

/** Where the cache is: HF_HUB_CACHE, else under HF_HOME, else under the home folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['HF_HUB_CACHE']) return env['HF_HUB_CACHE']
  const home = env['HF_HOME'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'huggingface')
  return join(home, 'hub')
}

/** The path of a file in the cache; undefined where it is not there in full. */
export async function findCached(
  cache: string,
  address: FileAddress,
  file: HubFile,
): Promise<string | undefined> {
  const path = join(
    cache,
    `${address.kind ?? 'models'}--${address.repo.replace('/', '--')}`,
    'snapshots',
    address.commit,
    file.path,
  )
  const size = await stat(path).then(
    (s) => s.size,
    () => -1,
  )
  return size === file.size ? path : undefined
}

/** Brings a cached file to its target if its content is right. Says whether it did. Linked where the disk is the same. */
export async function takeCached(
  cache: string,
  { address, file }: { readonly address: FileAddress; readonly file: HubFile },
  target: string,
): Promise<boolean> {
  const path = await findCached(cache, address, file)
  const wanted = file.sha256 ?? file.gitSha1
  if (path === undefined || wanted === undefined || (await fileHash(file, path)) !== wanted) return false
  await mkdir(dirname(target), { recursive: true })
  const part = `${target}.cached`
  await rm(part, { force: true })
  // The cache holds symbolic links; the file behind is what is wanted.
  await link(path, part).catch(() => copyFile(path, part))
  const linked = await stat(part).then((s) => s.isFile())
  if (!linked) return false
  await rename(part, target)
  return true
}
