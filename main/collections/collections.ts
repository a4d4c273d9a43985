/**
 * Files of traces on the main side: what is open, how it is read, what a row is. The work itself (indexing, searching, reading) is
 * done in a thread for each, so that a file that ends or stops its thread stops nothing else.
 */
import { given } from '../../app/given'
import { createSequence, type ChangeSignal } from '../../app/async'
import type { Collection, TraceQuery } from '../../app/host/collections'
import type { Change } from '../../app/trace/change'
import type { Thread } from '../ports/thread'
import { createIndexed, type IndexedShelf, type IndexedState } from '../shelf/indexed'
import type { QueueSetups } from '../queues/setups'
import type { Notes } from '../shelf/notes'
import type { ShelfItem } from '../shelf/shelf'
import type { Store } from '../store/store'
import {
  readingChosen,
  indexerContract,
  type CollectionChoices,
  type Indexer,
  type IndexStatus,
  type TraceContent,
} from './indexer-contract'
import { collectionIdOf, newNote, type CollectionNote } from './note'
import { createLooksFeed, type LooksOfFiles } from './looks-feed'
import { createPartsFeed } from './parts-feed'
import { createReviewFeed } from './review-feed'
import { createTraceProjects } from './trace-projects'

/** What collections are made of. */
export interface CollectionParts {
  readonly store: Pick<Store, 'images' | 'projects'>
  readonly notes: Notes<CollectionNote>
  /** Starts the thread. */
  readonly startIndexer: () => Thread
  /** Folders where images may lie, besides those of a collection. */
  readonly also: (upload: string | undefined) => readonly string[]
  /** Any file of this machine may be named, links are followed. Not from a browser. */
  readonly anywhere: boolean
  /** Where the store keeps images. */
  readonly kept: string
  /** What is said of queues: whose part is what. */
  readonly setups: Pick<QueueSetups, 'get' | 'changes'>
  /** Which looks were used, as batches found; absent: nobody tries any. */
  readonly looks?: LooksOfFiles
  readonly now: () => number
}

/** A collection to be opened. */
export interface ToOpen {
  readonly path: string
  readonly name: string
  /** What it is told apart by; absent: its path. */
  readonly identity?: string
  readonly upload?: string
}

/** Collections of a data folder. */
export interface Collections {
  readonly list: () => readonly Collection[]
  /** That the list changed. */
  readonly changes: Pick<ChangeSignal, 'on' | 'follow'>
  readonly open: (what: ToOpen) => Promise<string>
  /** What is kept of a collection. @throws Failure `not-found`. */
  readonly note: (id: string) => CollectionNote
  /** The thread that reads a collection. @throws Failure `not-found`. */
  readonly indexer: (id: string) => Indexer
  readonly status: (id: string) => IndexStatus | undefined
  readonly choose: (id: string, chosen: CollectionChoices) => Promise<void>
  /** How it is once it is not indexing any more. */
  readonly settled: (id: string) => Promise<IndexStatus>
  readonly stop: (id: string) => Promise<void>
  readonly resume: (id: string) => Promise<void>
  readonly keep: (note: CollectionNote) => Promise<void>
  readonly forget: (id: string) => Promise<void>
  /** The project of a row. */
  readonly projectOf: (id: string, row: number) => Promise<string>
  /** What the project of a trace begins with, made now; nothing when its row is gone. */
  readonly base: (project: string) => Promise<readonly Change[]>
  /** A row as its file has it. */
  readonly read: (id: string, row: number) => Promise<TraceContent>
  readonly next: (
    id: string,
    ask: { query: TraceQuery; from: number; step: 1 | -1 },
    signal: AbortSignal,
  ) => ReturnType<Indexer['next']>
  /** Where what is made of a collection is kept. */
  readonly folder: (id: string) => string
  readonly close: () => Promise<void>
}

/** The collections of a data folder. */
export async function createCollections(made: CollectionParts): Promise<Collections> {
  const { store, notes, now } = made
  /** How often evidence has changed the reading of each. */
  const rereads = new Map<string, number>()
  const indexed = await openIndexed(made, {
    onFirst: (id) => feeds.send(id),
    onReread: async (id, reread) => {
      if (reread <= (rereads.get(id) ?? 0)) return void rereads.set(id, reread)
      rereads.set(id, reread)
      // Those a person has changed keep what they were.
      traces.clear()
      await store.projects.renew((project) => project.startsWith(`${id}-`))
    },
    onReady: async (id, { count, issues, missing, bytes }) => {
      const last = { count, issues, missing, bytes }
      if (JSON.stringify(shelf.get(id)?.note.last) !== JSON.stringify(last))
        await amend(id, (note) => ({ ...note, last }))
    },
  })
  const { shelf } = indexed
  const amend = amending(shelf)
  const feeds = feedsOf(made, indexed)
  const read = (id: string, row: number) =>
    indexed.ask(id, (indexer) => indexer.read({ collection: id, row }))
  const traces = createTraceProjects({ ...indexed, read, now, images: store.images })
  store.projects.addOrigin(traces.base)
  return {
    list: () => [...shelf.list()].sort((a, b) => b.note.openedAt - a.note.openedAt).map(asCollection),
    changes: shelf.changes,
    open: (what) => openOne(indexed, what, now()),
    note: (id) => shelf.need(id).note,
    indexer: indexed.use,
    status: indexed.status,
    choose: async (id, chosen) => {
      shelf.need(id)
      await amend(id, (note) => ({ ...note, chosen }))
      await indexed.change(id, (indexer) => indexer.choose({ collection: id, chosen }))
      // What was read before was read otherwise.
      traces.clear()
    },
    settled: (id) => indexed.change(id, (indexer) => indexer.settled({ collection: id })),
    stop: async (id) => void (await indexed.change(id, (indexer) => indexer.stop({ collection: id }))),
    resume: async (id) => void (await indexed.change(id, (indexer) => indexer.resume({ collection: id }))),
    keep: (note) => shelf.put(note.id, note),
    forget: shelf.forget,
    projectOf: traces.projectOf,
    base: async (project) => (await traces.base(project).catch(() => undefined)) ?? [],
    read,
    next: async (id, ask, signal) => indexed.use(id).next({ collection: id, ...ask }, signal),
    folder: notes.folder,
    close: async () => {
      feeds.close()
      await indexed.close()
    },
  }
}

type IndexedCollections = IndexedShelf<CollectionNote, IndexStatus, typeof indexerContract>

/** What is told to the threads of open files: what people decided, and whose part is what. */
function feedsOf({ store, setups, looks }: CollectionParts, { shelf, change, ask }: IndexedCollections) {
  const reviews = createReviewFeed(store.projects, async (collection, told, all) => {
    if (shelf.running(collection))
      await change(collection, (indexer) => indexer.reviews({ collection, reviews: told, all }))
  })
  const parts = createPartsFeed({
    setups,
    open: () => shelf.list().flatMap(({ note }) => (shelf.running(note.id) ? [note.id] : [])),
    send: (collection, given) => ask(collection, (indexer) => indexer.parts({ collection, parts: given })),
  })
  const tried =
    looks &&
    createLooksFeed({
      looks,
      isOpen: shelf.running,
      send: async (collection, found, all) =>
        void (await change(collection, (indexer) => indexer.tried({ collection, found, all }))),
    })
  return {
    /** All there is about a file that was just opened. */
    send: async (collection: string) => {
      await reviews.send(collection)
      await parts.send(collection)
      await tried?.send(collection)
    },
    close: () => {
      tried?.close()
      reviews.close()
      parts.close()
    },
  }
}

/** Changes notes one after the other: none is made over what another has not written yet. */
function amending(shelf: IndexedCollections['shelf']) {
  const inTurn = createSequence()
  return (id: string, change: (note: CollectionNote) => CollectionNote) =>
    inTurn.run(async () => {
      const note = shelf.get(id)?.note
      if (note !== undefined) await shelf.put(id, change(note))
    })
}

/** Puts a file on the shelf and has it read; gives its id. What failed before is read again. */
async function openOne(
  { shelf, status, end, use }: IndexedCollections,
  { path, name, identity = path, upload }: ToOpen,
  openedAt: number,
): Promise<string> {
  const id = collectionIdOf(identity)
  const known = shelf.get(id)
  const failedBefore = known?.state.type === 'failed' || status(id)?.state.type === 'failed'
  const note = { ...(known?.note ?? newNote(id, openedAt)), path, name, openedAt, ...given({ upload }) }
  await shelf.put(id, note, known?.state ?? { type: 'closed' })
  if (known?.note.path !== path || failedBefore) await end(id)
  use(id)
  return id
}

/** Records of one file that may each break a thread; beyond it the file is given up. */
const mostPassedOver = 20

function openIndexed(
  { notes, startIndexer, also, anywhere, kept }: CollectionParts,
  told: {
    readonly onFirst: (id: string) => Promise<void>
    readonly onReread: (id: string, reread: number) => Promise<void>
    readonly onReady: (id: string, status: IndexStatus) => Promise<void>
  },
): Promise<IndexedCollections> {
  return createIndexed<CollectionNote, IndexStatus, typeof indexerContract>({
    noun: 'file',
    notes,
    contract: indexerContract,
    startThread: startIndexer,
    follow: (indexer, { id, path, chosen, upload }, { passOver, signal }) =>
      indexer.status(
        {
          collection: id,
          path,
          folder: notes.folder(id),
          chosen,
          also: [...also(upload)],
          anywhere,
          kept,
          passOver: [...passOver],
        },
        signal,
      ),
    finish: (indexer, id) => indexer.close({ collection: id }),
    isOlder: (status, than) => status.revision <= than.revision,
    onStatus: async (id, status, first) => {
      await told.onReread(id, status.reread)
      if (first) await told.onFirst(id)
      if (status.state.type === 'ready') await told.onReady(id, status)
    },
    mostPassedOver,
  })
}

function asCollection({ note, state }: ShelfItem<CollectionNote, IndexedState<IndexStatus>>): Collection {
  const { id, name, path, openedAt, last, chosen } = note
  const base = { id, name, path, openedAt }
  if (state.type === 'open' && state.latest.status !== undefined) {
    const { revision: _revision, reread: _reread, ...shown } = state.latest.status
    return { ...base, ...shown }
  }
  const reading = readingChosen(chosen)
  return { ...base, ...last, reading, reviewed: 0, state: shownState(state, last.bytes) }
}

/** How a collection is of which its thread has not told anything. */
function shownState(state: IndexedState<IndexStatus>, total: number): Collection['state'] {
  if (state.type === 'failed') return state
  return state.type === 'closed' ? { type: 'ready' } : { type: 'indexing', done: 0, total }
}
