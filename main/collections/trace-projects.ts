/** Traces of files as projects: which row a project is, and what it begins with. Knows no thread but by what it is asked. */
import { LRUCache } from 'lru-cache'
import { pause } from '../../app/async'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import type { Change } from '../../app/trace/change'
import type { Shelf } from '../shelf/shelf'
import type { Images } from '../store/images'
import { baseChanges } from './base'
import type { Indexer, IndexStatus, TraceContent } from './indexer-contract'
import type { CollectionNote } from './note'
import { partsOfProject } from './project-id'

/** What they are made of. */
export interface TraceProjectParts {
  readonly shelf: Pick<Shelf<CollectionNote, unknown, undefined>, 'get' | 'need'>
  readonly use: (id: string) => Indexer
  readonly status: (id: string) => IndexStatus | undefined
  readonly read: (id: string, row: number) => Promise<TraceContent>
  readonly images: Images
  readonly now: () => number
}

export interface TraceProjects {
  /** The project of a row. */
  readonly projectOf: (id: string, row: number) => Promise<string>
  /** What a project begins with; undefined for one that is no trace of an opened file. @throws Failure when its row is gone. */
  readonly base: (project: string) => Promise<readonly Change[] | undefined>
  /** What was read is read again. */
  readonly clear: () => void
}

/** Longest a trace that is not indexed yet is waited for, and how often it is looked for meanwhile. */
const [findMs, lookMs] = [20_000, 100]

/** The projects of the traces of opened files. */
export function createTraceProjects(parts: TraceProjectParts): TraceProjects {
  const { shelf, use, status, read, now } = parts
  /** Read just now for a project that is made of it a moment later. */
  const contents = new LRUCache<string, TraceContent>({ max: 8 })
  const find = async (id: string, key: string): Promise<number> => {
    const until = now() + findMs
    for (;;) {
      const row = await use(id).find({ collection: id, key })
      if (row !== null) return row
      const state = status(id)?.state.type
      if (state === 'ready' || state === 'failed' || now() > until)
        throw new Failure('not-found', 'That trace is no longer in the file.')
      await pause(lookMs)
    }
  }
  return {
    projectOf: async (id, row) => {
      const content = await read(id, row)
      const project = `${id}-${content.key}`
      // One that has a journal is never made of it.
      contents.set(project, content)
      return project
    },
    base: async (project) => {
      const place = partsOfProject(project)
      const note = place && shelf.get(place.collection)?.note
      if (place === undefined || note === undefined) return undefined
      const content = contents.get(project) ?? (await read(note.id, await find(note.id, place.key)))
      contents.delete(project)
      const { fetched, chosen } = shelf.need(note.id).note
      return baseChanges(content, {
        collection: note.id,
        project,
        at: note.firstOpenedAt,
        choices: given({
          dialect: chosen.dialect,
          space: chosen.space,
          order: chosen.order,
          pixels: chosen.pixels,
        }),
        images: parts.images,
        fetched: (url) => fetched[url],
      })
    },
    clear: () => contents.clear(),
  }
}
