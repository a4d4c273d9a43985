/**
 * A file named from outside (a terminal, a double click) as what it is: an image to ask about, traces to look at, a dump of rollouts, or
 * projects that somebody shared.
 */
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { ShellEvent } from '../../app/host'
import { Failure } from '../../app/failure'
import { isImageName } from '../collections/beside'
import { sourcesAt } from '../collections/sources'
import { isDump } from '../rollouts/peek'
import type { Services } from '../services'
import { isArchive, openArchive } from '../sharing/open-archive'
import { codeOf } from '../store/folder'

/**
 * Opens a file or folder; the event tells the window what to show. Undefined for a folder without traces: there are only
 * images in it. @throws Failure in words for whoever named it.
 */
export async function openNamed(
  { host, store, collections }: Pick<Services, 'host' | 'store' | 'collections'>,
  name: string,
): Promise<ShellEvent | undefined> {
  const path = resolve(name)
  const info = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new Failure('not-found', `There is no file ${path}.`)
    throw new Failure('denied', `${path} cannot be read.`, String(error))
  })
  if (info.isFile() && (await isArchive(path))) {
    const [first] = await openArchive({ store, path }, new AbortController().signal)
    return first === undefined ? undefined : { type: 'open-project', project: first.project }
  }
  // Any file that is no image, and every folder, holds traces.
  if (info.isDirectory() || !isImageName(path)) {
    // Said now, not by a window that opens on it.
    const sources = await sourcesAt(path).catch((error: unknown) => {
      if (info.isDirectory() && error instanceof Failure && error.code === 'bad-input') return undefined
      throw error
    })
    if (sources === undefined) return undefined
    if (await isDump(sources)) {
      const opened = await host.openRollouts({ source: { type: 'path', path } }, new AbortController().signal)
      return opened === null ? undefined : { type: 'open-rollouts', dump: opened.dump }
    }
    return { type: 'open-collection', collection: await collections.open({ path, name: basename(path) }) }
  }
  const image = await store.images.add({ path }, basename(path))
  const source = { type: 'image', image: image.id } as const
  const { project } = await host.createProject({ source }, new AbortController().signal)
  return { type: 'open-project', project }
}
