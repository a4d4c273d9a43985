/** Notes on the disk: a folder for each thing, named by its id, with one small file of JSON in it. Knows nothing of what they say. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { writeWhole } from '../store/folder'
import { removeTree } from '../store/own-folder'

/** Where the notes of a shelf are. */
export interface Notes<Note> {
  readonly all: () => Promise<readonly (readonly [id: string, note: Note])[]>
  readonly put: (id: string, note: Note) => Promise<void>
  /** Takes the note away, and all that lies with it. */
  readonly remove: (id: string) => Promise<void>
  /** Where else can lie what belongs to a thing. */
  readonly folder: (id: string) => string
}

/**
 * Notes below a folder, which is made with the first. What is none, torn, or says another id than its folder is passed over: what
 * it was about is elsewhere.
 */
export function createNotes<Note extends object>(
  root: string,
  file: string,
  schema: z.ZodType<Note>,
): Notes<Note> {
  const folder = (id: string) => join(root, id)
  const read = async (id: string): Promise<readonly (readonly [string, Note])[]> => {
    try {
      const note = schema.parse(JSON.parse(await readFile(join(folder(id), file), 'utf8')))
      return 'id' in note && note.id !== id ? [] : [[id, note]]
    } catch {
      return []
    }
  }
  return {
    folder,
    all: async () => {
      const ids = await readdir(root).catch(() => [])
      return (await Promise.all(ids.map(read))).flat()
    },
    put: (id, note) => writeWhole(join(folder(id), file), JSON.stringify(note)),
    remove: (id) => removeTree(folder(id), root),
  }
}
