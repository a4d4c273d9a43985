/**
 * Batches on disk: a folder each in `looks` of the data folder, with a note of what is tried and a file of what came of it. Knows which
 * rows of a file have which verdicts, for lists that show them. Knows no model and no source.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { createBroadcast } from '../../app/async'
import { triedKey, type TriedTrace } from '../../app/explain/looks-summary'
import type { LookVerdict } from '../../app/explain/verdict'
import type { FailureData } from '../../app/failure'
import { looksSource, type LooksSource } from '../../app/host/looks'
import { createNotes, type Notes } from '../shelf/notes'
import { createPool } from '../store/pool'
import { openTried, type TriedFile } from './tried-file'

/** Written by Relook itself: that it can be told is enough. */
const told = z.looseObject({ code: z.string(), message: z.string() })
const failure = z.custom<FailureData>((value) => told.safeParse(value).success)

const noteShape = z.object({
  source: looksSource,
  name: z.string(),
  model: z.string().exactOptional(),
  atOnce: z.number(),
  startedAt: z.number(),
  total: z.number(),
  failed: z.number(),
  firstFailure: z.string().exactOptional(),
  /** How it ended; absent: it is under way, or was cut off. */
  ended: z
    .union([
      z.object({ type: z.enum(['paused', 'stopped', 'done']) }),
      z.object({ type: z.literal('failed'), failure }),
    ])
    .exactOptional(),
})
/** What is kept of a batch beside what came of it. */
export type LooksNote = z.infer<typeof noteShape>

/** Something came of a trace. */
export interface LooksNews {
  readonly looks: string
  readonly key: string
  readonly verdicts: readonly LookVerdict[]
}

type Verdicts = ReadonlyMap<string, readonly LookVerdict[]>
/** `found`: what is new, by project; absent: everything may be another. */
type OnFile = (collection: string, found?: Verdicts) => void

export interface LooksBook {
  readonly notes: Notes<LooksNote>
  /** Works with what came of a batch; its file stays open as long as any work on it is under way. */
  readonly use: <T>(id: string, work: (file: TriedFile) => Promise<T>) => Promise<T>
  /** The file, once, for work that takes long. */
  readonly read: (id: string) => AsyncIterable<TriedFile>
  /** Tells everybody of a trace that is in the file of the batch now. */
  readonly tell: (id: string, note: Pick<LooksNote, 'source' | 'startedAt'>, trace: TriedTrace) => void
  readonly follow: (signal: AbortSignal) => AsyncIterable<LooksNews>
  /** Verdicts of the rows of a file, by project, over all batches; of two the later begun counts. */
  readonly verdictsOf: (collection: string) => Promise<Verdicts>
  readonly onFile: (listener: OnFile) => () => void
  /** A batch is gone. */
  readonly forgotten: (source: LooksSource) => void
}

/** The batches of a data folder. */
export function createLooksBook(dataFolder: string): LooksBook {
  const notes = createNotes(join(dataFolder, 'looks'), 'looks.json', noteShape)
  const pool = createPool((id) => openTried(join(notes.folder(id), 'looks.jsonl')), 0)
  const news = createBroadcast<LooksNews>()
  const marks = createFileMarks()
  const read: LooksBook['read'] = (id) =>
    pool.stream(id, async function* (file) {
      yield file
    })
  return {
    notes,
    read,
    use: pool.use,
    tell: (id, note, trace) => {
      const verdicts = trace.looks.map((l) => l.verdict)
      news.tell({ looks: id, key: triedKey(trace), verdicts })
      if (note.source.type === 'collection')
        marks.put(note.source.collection, {
          at: note.startedAt,
          found: new Map([[trace.trace, verdicts]]),
          isNews: true,
        })
    },
    follow: (signal) => news.follow(signal),
    verdictsOf: async (collection) => {
      const all = (await notes.all()).filter(
        ([, { source }]) => source.type === 'collection' && source.collection === collection,
      )
      marks.begin(collection)
      for (const [id, { startedAt }] of all)
        for await (const file of read(id))
          marks.put(collection, { at: startedAt, found: file.verdicts, isNews: false })
      return marks.of(collection)
    },
    onFile: marks.on,
    forgotten: (source) => {
      if (source.type === 'collection') marks.forget(source.collection)
    },
  }
}

/** Verdicts of a batch begun then. */
interface Put {
  readonly at: number
  readonly found: Verdicts
  readonly isNews: boolean
}

/** Verdicts of rows of files somebody asked about, each with when its batch was begun. */
function createFileMarks() {
  const files = new Map<
    string,
    Map<string, { readonly at: number; readonly verdicts: readonly LookVerdict[] }>
  >()
  const listeners = new Set<OnFile>()
  const tell: OnFile = (collection, found) => {
    for (const listener of listeners) listener(collection, found)
  }
  return {
    on: (listener: OnFile) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    begin: (collection: string) => {
      if (!files.has(collection)) files.set(collection, new Map())
    },
    put: (collection: string, { at, found, isNews }: Put) => {
      const known = files.get(collection)
      // Nobody asked about this file: it is read when somebody does.
      if (known === undefined) return
      const counted = [...found].filter(([project]) => (known.get(project)?.at ?? 0) <= at)
      for (const [project, verdicts] of counted) known.set(project, { at, verdicts })
      if (isNews && counted.length > 0) tell(collection, new Map(counted))
    },
    of: (collection: string): Verdicts =>
      new Map([...(files.get(collection) ?? [])].map(([project, { verdicts }]) => [project, verdicts])),
    forget: (collection: string) => {
      files.delete(collection)
      tell(collection)
    },
  }
}
