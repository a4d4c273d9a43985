/** A file saved where a person says. Knows no feature. */
import { writeWhole } from '../store/folder'
import type { SaveAsk } from '../shell/file-types'
import type { Shell } from '../shell/shell'

/** What came of asking. */
type Saved = { readonly type: 'saved'; readonly path: string } | { readonly type: 'dismissed' }

/** Asks where, and writes the file there. Undefined where nobody can be asked: it is handed to the window instead. */
export async function saveAsked(
  { chooseSave }: Pick<Shell, 'chooseSave'>,
  ask: SaveAsk,
  data: string | Uint8Array,
): Promise<Saved | undefined> {
  if (chooseSave === undefined) return undefined
  const path = await chooseSave(ask)
  if (path === null) return { type: 'dismissed' }
  await writeWhole(path, data)
  return { type: 'saved', path }
}
