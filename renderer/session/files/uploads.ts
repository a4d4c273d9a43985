/** Files that belong together, uploaded as one. */
import { Failure } from '../../../app/failure'
import { given } from '../../../app/given'
import type { Context, Transfer } from '../context'

/** A file with the folders it was dropped in: `images/1.png`. */
export interface PlacedFile {
  readonly file: File
  readonly path: string
}

/** Where the only one of these files lies on this machine; undefined where there are more, or that cannot be known. */
export function pathOfOnly({ pathOf }: Context, files: readonly PlacedFile[]): string | undefined {
  const [only] = files
  const path = files.length === 1 && only !== undefined ? pathOf(only.file) : undefined
  return path === '' ? undefined : path
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
  }
  if (upload === undefined) throw new Failure('bad-input', 'There is no picture in this folder.')
  return upload
}
