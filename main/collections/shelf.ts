/** Which files of traces were opened, kept as one small file each, with what a person chose about them. Knows no thread. */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../store/folder'
import { choices } from './indexer-contract'

const volume = z.object({
  id: z.string().regex(/^c[0-9a-f]{12}$/),
  name: z.string(),
  path: z.string(),
  /** Of an uploaded one: its drop. */
  upload: z.string().exactOptional(),
  openedAt: z.number(),
  firstOpenedAt: z.number(),
  chosen: choices,
  /** Images of addresses that a person fetched. */
  fetched: z.record(z.string(), z.string()),
  /** As it was when it was last indexed, for the list of recent ones. */
  last: z.object({ count: z.number(), issues: z.number(), missing: z.number(), bytes: z.number() }),
})
/** What is kept of a collection. */
export type Volume = z.infer<typeof volume>

export interface Shelf {
  readonly folder: (id: string) => string
  readonly all: () => Promise<readonly Volume[]>
  readonly put: (volume: Volume) => Promise<void>
  readonly remove: (id: string) => Promise<void>
}

/** The collections of a data folder. */
export function createShelf(root: string): Shelf {
  const place = (id: string) => join(root, id)
  return {
    folder: place,
    all: async () => {
      const found: Volume[] = []
      for (const id of await readdir(root).catch(() => [])) {
        try {
          found.push(volume.parse(JSON.parse(await readFile(join(place(id), 'collection.json'), 'utf8'))))
        } catch {
          // Not one of ours, or torn: what it was made from is still where it was.
        }
      }
      return found
    },
    put: (one) => writeWhole(join(place(one.id), 'collection.json'), JSON.stringify(one)),
    remove: (id) => rm(place(id), { recursive: true, force: true }),
  }
}

/** The id of a collection: the same path (or the same uploaded files) is the same collection. */
export function collectionIdOf(identity: string): string {
  return `c${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`
}
