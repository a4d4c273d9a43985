/** What is kept of a file of traces that was opened, with what a person chose about it. Knows no thread. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { choices } from './indexer-contract'

export const collectionNote = z.object({
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
export type CollectionNote = z.infer<typeof collectionNote>

/** The id of a collection: the same path (or the same uploaded files) is the same collection. */
export function collectionIdOf(identity: string): string {
  return `c${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`
}

/** A collection nobody has chosen anything about. */
export function newNote(id: string, at: number): Omit<CollectionNote, 'path' | 'name' | 'openedAt'> {
  const last = { count: 0, issues: 0, missing: 0, bytes: 0 }
  return { id, firstOpenedAt: at, chosen: { images: [] }, fetched: {}, last }
}
