/** Where an export goes, and that nothing of anybody's is lost there. Knows no record. */
import { mkdir, readdir, rename, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { Failure } from '../../app/failure'
import { diskFailure } from '../store/folder'
import { removeBeside } from '../store/own-folder'

/** Written into every data set; a folder with it may be replaced by another export. */
export const exportManifestName = 'relook-export.json'

/** The places of one export. */
export interface ExportPlace {
  /** What is there at the end: a folder, or a data file with a folder of images beside it. */
  readonly path: string
  /** Set for a data file: its name, which the images' folder is named after. */
  readonly file?: string
  /** The finished folder, and the one it is made in. */
  readonly folder: string
  readonly part: string
  /** Put before the paths of images in records. */
  readonly prefix: string
}

/** Places for a path: a data file where it ends like one, else a folder. */
export function placeFor(path: string): ExportPlace {
  const full = resolve(path)
  if (!/^\.(jsonl|json|parquet)$/i.test(extname(full)))
    return { path: full, folder: full, part: `${full}.relook-part`, prefix: '' }
  const folder = `${full.slice(0, -extname(full).length)}_files`
  return {
    path: full,
    file: basename(full),
    folder,
    part: `${folder}.relook-part`,
    prefix: `${basename(folder)}/`,
  }
}

/** Makes sure that writing there destroys nothing that is not a data set of ours. @throws Failure `bad-input`. */
export async function checkPlace(place: ExportPlace, replace: boolean): Promise<void> {
  for (const path of new Set([place.path, place.folder])) {
    const kind = await kindOf(path)
    if (kind === 'nothing') continue
    if (!replace)
      throw new Failure('bad-input', `${path} is already there. Choose another name or replace it.`)
    if (kind === 'foreign')
      throw new Failure('bad-input', `${path} holds other files than an export. Choose another name.`)
  }
}

/**
 * Puts the finished folder (and file) in their place; what was there goes last. Done again after a kill, it goes on from
 * where it was: each step looks at what is left to do.
 */
export async function settleExport(place: ExportPlace): Promise<void> {
  const old = `${place.folder}.relook-old`
  try {
    await mkdir(dirname(place.folder), { recursive: true })
    if ((await kindOf(place.part)) !== 'nothing') {
      await removeBeside(old)
      if ((await kindOf(place.folder)) !== 'nothing') await rename(place.folder, old)
      await rename(place.part, place.folder)
    }
    const data = place.file === undefined ? undefined : join(place.folder, place.file)
    if (data !== undefined && (await kindOf(data)) !== 'nothing') await rename(data, place.path)
    await removeBeside(old)
  } catch (error) {
    throw diskFailure(error, place.path)
  }
}

async function kindOf(path: string): Promise<'nothing' | 'ours' | 'foreign'> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return 'nothing'
  if (found.isFile()) return /\.(jsonl|json|parquet)$/i.test(path) ? 'ours' : 'foreign'
  const names = await readdir(path)
  return names.length === 0 || names.includes(exportManifestName) ? 'ours' : 'foreign'
}
