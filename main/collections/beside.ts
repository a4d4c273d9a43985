/** The picture a record does not name: the only one beside its file that is none of those it names. Knows no format. */
import { readdirSync } from 'node:fs'
import { basename, extname, join } from 'node:path'

const kinds = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.bmp', '.tif', '.tiff', '.avif'])

/** Its absolute path in the first folder that holds exactly one; undefined where it cannot be told. */
export function pictureBesides(folders: readonly string[], besides: readonly string[]): string | undefined {
  const named = new Set(besides.map((name) => basename(name.replaceAll('\\', '/')).toLowerCase()))
  for (const folder of folders) {
    const others = picturesIn(folder).filter((name) => !named.has(name.toLowerCase()))
    if (others.length === 1 && others[0] !== undefined) return join(folder, others[0])
  }
  return undefined
}

function picturesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => kinds.has(extname(name).toLowerCase()))
  } catch {
    return []
  }
}
