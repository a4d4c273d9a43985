/** Files that belong together, uploaded as one. */
import { Failure } from '../../../app/failure'
import { given } from '../../../app/given'
import type { Context, Transfer } from '../context'

/** A file with the folders it was dropped in: `images/1.png`. */
export interface PlacedFile {
  readonly file: File
  readonly path: string
}

/**
 * Where what was dropped lies on this machine: the only file, or the folder that all of them were dropped in. Undefined where there is
 * no one such place, or that cannot be known. What lies here need not be sent.
 */
export function pathOfDrop({ pathOf }: Context, files: readonly PlacedFile[]): string | undefined {
  const folders = new Set(files.map(({ file, path }) => dropFolder(pathOf(file), path)))
  const [folder] = folders
  if (folders.size === 1 && folder !== undefined) return folder
  const [only] = files
  return files.length === 1 && only !== undefined && only.path === only.file.name
    ? pathOf(only.file) || undefined
    : undefined
}

/** The dropped folder of a file at `full` that was `folder/…/name` in the drop; undefined when it was dropped by itself. */
function dropFolder(full: string | undefined, path: string): string | undefined {
  const [first, ...below] = path.split('/').filter((part) => part !== '')
  if (full === undefined || first === undefined || below.length === 0) return undefined
  const parts = full.split(/[\\/]/)
  const end = parts.length - below.length
  // The system's own way to write the path: only its end is taken off.
  const matches = parts[end - 1] === first && below.every((part, i) => parts[end + i] === part)
  return matches ? full.slice(0, full.length - below.join('/').length - 1) : undefined
}

/**
 * Uploads files one after the other as one: the bytes of the first decide where the rest goes. Tells the share that is
 * through. Resolves to the upload's id. @throws Failure as the upload does, or where there are no files.
 */
export async function uploadTogether(
  { uploadBeside }: Context,
  files: readonly PlacedFile[],
  { signal, progress }: Transfer,
): Promise<string> {
  const all = files.reduce((sum, { file }) => sum + file.size, 0)
  let before = 0
  let upload: string | undefined
  for (const { file, path: name } of files) {
    const base = before
    const told = (bytes: number) => progress(all === 0 ? 1 : (base + bytes) / all)
    upload = await uploadBeside(file, { name, ...given({ upload }) }, { signal, progress: told })
    before += file.size
    // Electron tells of no bytes on their way: then a file is a step.
    progress(all === 0 ? 1 : before / all)
  }
  if (upload === undefined) throw new Failure('bad-input', 'There is no image in this folder.')
  return upload
}
