/**
 * Files of traces on the main side: what is open, which project a trace is, where its pictures come from. The work itself
 * (indexing, searching, reading) is done in a thread for each, so that a file that ends or stops its thread stops nothing else.
 */
import { LRUCache } from 'lru-cache'
import { given } from '../../app/given'
import { createChanges, pause, type Changes } from '../../app/async'
import type { Collection, TraceQuery } from '../../app/host/collections'
import { Failure, toFailureData } from '../../app/failure'
import type { Change } from '../../app/trace/change'
import type { Mark } from '../ports/beat'
import type { Ended, Thread } from '../ports/thread'
import { createThreads } from '../ports/threads'
import type { Store } from '../store/store'
import { baseChanges } from './base'
import {
  indexerContract,
  type Chosen,
  type Indexer,
  type IndexStatus,
  type TraceContent,
} from './indexer-contract'
import { partsOfProject } from './project-id'
import { collectionIdOf, type Shelf, type Volume } from './shelf'
import { createReviewFeed } from './review-feed'

/** What collections are made of. */
export interface CollectionParts {
  readonly store: Pick<Store, 'images' | 'projects'>
  readonly shelf: Shelf
  /** Starts the thread. */
  readonly startIndexer: () => Thread
  /** Folders where pictures may lie, besides those of a collection. */
  readonly also: (upload: string | undefined) => readonly string[]
  /** Any file of this machine may be named, links are followed. Not from a browser. */
  readonly anywhere: boolean
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
  readonly list: () => Promise<readonly Collection[]>
  /** That the list changed. */
  readonly changes: Pick<Changes, 'on' | 'follow'>
  readonly open: (what: ToOpen) => Promise<string>
  /** A collection by id, indexing. @throws Failure `not-found`. */
  readonly use: (id: string) => Promise<{ readonly volume: Volume; readonly indexer: Indexer }>
  readonly status: (id: string) => IndexStatus | undefined
  readonly choose: (id: string, chosen: Chosen) => Promise<void>
  /** How it is once it is not indexing any more. */
  readonly settled: (id: string) => Promise<IndexStatus>
  readonly stop: (id: string) => Promise<void>
  readonly resume: (id: string) => Promise<void>
  readonly keep: (volume: Volume) => Promise<void>
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

/** Longest a thread is waited for that is asked to end. */
const closeMs = 2000
/** Records of one file that may each break a thread; beyond it the file is given up. */
const mostPassedOver = 20
/** Longest a trace that is not indexed yet is waited for. */
const findMs = 20_000

/** The collections of a data folder. */
export async function createCollections(parts: CollectionParts): Promise<Collections> {
  const { store, shelf, now } = parts
  const volumes = new Map((await shelf.all()).map((v) => [v.id, v]))
  const open = new Map<string, Open>()
  const changes = createChanges()
  /** Read just now for `openTrace`: the project is made of it a moment later. */
  const contents = new LRUCache<string, TraceContent>({ max: 8 })
  const threads = createThreads(indexerContract, parts.startIndexer)
  const indexer = (id: string): Indexer => threads.client(id)
  /** Of what the stream tells and what calls answer, the later counts. */
  const take = (mine: Open, status: IndexStatus) => {
    if (status.revision <= (mine.status?.revision ?? 0)) return
    mine.status = status
    changes.tell()
  }
  /** Asks the thread for a change, and takes its answer before anyone is told that it is done. */
  const told = async (id: string, ask: () => Promise<IndexStatus>): Promise<IndexStatus> => {
    const mine = open.get(id)
    const status = await ask()
    if (mine !== undefined) take(mine, status)
    return status
  }
  const feed = createReviewFeed(store.projects, async (collection, reviews, all) => {
    if (open.has(collection))
      await told(collection, () => indexer(collection).reviews({ collection, reviews, all }))
  })
  const volumeOf = (id: string): Volume => {
    const volume = volumes.get(id)
    if (volume === undefined)
      throw new Failure('not-found', 'That file is not among the opened ones any more.')
    return volume
  }
  const keep = async (volume: Volume) => {
    volumes.set(volume.id, volume)
    await shelf.put(volume)
    changes.tell()
  }
  /** Opens it in the thread and follows how far it is, until it is closed or the thread dies. */
  const start = (volume: Volume, passOver: readonly PassedOver[] = []) => {
    const controller = new AbortController()
    const mine: Open = { controller, status: undefined, failure: undefined }
    open.set(volume.id, mine)
    const { path, chosen, id, upload } = volume
    const follow = async () => {
      const folder = shelf.folder(id)
      const also = [...parts.also(upload)]
      const ask = { collection: id, path, folder, chosen, also, anywhere: parts.anywhere }
      const asked = { ...ask, passOver: [...passOver] }
      for await (const status of indexer(id).status(asked, controller.signal)) {
        if (mine.status === undefined) await feed.send(id)
        take(mine, status)
        if (status.state.type === 'ready') await remember(id, status)
      }
    }
    follow().catch((error: unknown) => {
      if (controller.signal.aborted) return
      const ended = threads.ended(id)
      const next = nextPassedOver(passOver, ended)
      // A record that broke the thread costs itself: the rest is read by another one.
      if (next !== undefined && open.get(id) === mine) return start(volumeOf(id), next)
      mine.failure = toFailureData(threads.causeOf(id, error))
      open.delete(id)
      failed.set(id, mine)
      changes.tell()
    })
  }
  const failed = new Map<string, Open>()
  const remember = async (id: string, { count, issues, missing, bytes }: IndexStatus) => {
    const volume = volumes.get(id)
    const last = { count, issues, missing, bytes }
    if (volume !== undefined && JSON.stringify(volume.last) !== JSON.stringify(last))
      await keep({ ...volume, last })
  }
  const use = async (id: string) => {
    const volume = volumeOf(id)
    if (!open.has(id)) {
      failed.delete(id)
      start(volume)
    }
    return { volume, indexer: indexer(id) }
  }
  const ask = async (id: string, what: (indexer: Indexer) => Promise<IndexStatus>) => {
    const { indexer } = await use(id)
    return told(id, () => what(indexer))
  }
  const close = async (id: string) => {
    const mine = open.get(id)
    open.delete(id)
    mine?.controller.abort()
    // What it wrote is whole before its thread ends; one that does not answer is ended all the same.
    if (threads.runs(id)) await Promise.race([indexer(id).close({ collection: id }), pause(closeMs)])
    threads.end(id)
  }
  const read = async (id: string, row: number) => {
    const { indexer } = await use(id)
    return indexer.read({ collection: id, row }).catch((error: unknown) => {
      throw threads.causeOf(id, error)
    })
  }
  const find = async (id: string, key: string): Promise<number> => {
    const until = now() + findMs
    for (;;) {
      const row = await (await use(id)).indexer.find({ collection: id, key })
      if (row !== null) return row
      const state = open.get(id)?.status?.state.type
      if (state === 'ready' || state === 'failed' || now() > until)
        throw new Failure('not-found', 'That trace is not in the file any more.')
      await pause(100)
    }
  }
  const base = async (project: string) => {
    const parts = partsOfProject(project)
    const volume = parts && volumes.get(parts.collection)
    if (parts === undefined || volume === undefined) return undefined
    const content = contents.get(project) ?? (await read(volume.id, await find(volume.id, parts.key)))
    contents.delete(project)
    const { fetched, chosen } = volumeOf(volume.id)
    return baseChanges(content, {
      collection: volume.id,
      project,
      at: volume.firstOpenedAt,
      choices: given({ dialect: chosen.dialect, space: chosen.space, order: chosen.order }),
      images: store.images,
      fetched: (url) => fetched[url],
    })
  }
  store.projects.addOrigin(base)
  return {
    list: async () =>
      [...volumes.values()]
        .sort((a, b) => b.openedAt - a.openedAt)
        .map((volume) => asCollection(volume, open.get(volume.id) ?? failed.get(volume.id))),
    changes,
    open: async ({ path, name, identity = path, upload }) => {
      const id = collectionIdOf(identity)
      const known = volumes.get(id)
      await keep({
        ...(known ?? fresh(id, now())),
        path,
        name,
        openedAt: now(),
        ...given({ upload }),
      })
      const failedBefore = failed.has(id) || open.get(id)?.status?.state.type === 'failed'
      if (known?.path !== path || failedBefore) await close(id)
      await use(id)
      return id
    },
    use,
    status: (id) => open.get(id)?.status,
    choose: async (id, chosen) => {
      await keep({ ...volumeOf(id), chosen })
      await ask(id, (indexer) => indexer.choose({ collection: id, chosen }))
      // What was read before was read otherwise.
      contents.clear()
    },
    settled: (id) => ask(id, (indexer) => indexer.settled({ collection: id })),
    stop: async (id) => void (await ask(id, (indexer) => indexer.stop({ collection: id }))),
    resume: async (id) => void (await ask(id, (indexer) => indexer.resume({ collection: id }))),
    keep,
    forget: async (id) => {
      await close(id)
      failed.delete(id)
      volumes.delete(id)
      await shelf.remove(id)
      changes.tell()
    },
    projectOf: async (id, row) => {
      const content = await read(id, row)
      const project = `${id}-${content.key}`
      // One that has a journal is never made of it.
      contents.set(project, content)
      return project
    },
    base: async (project) => (await base(project).catch(() => undefined)) ?? [],
    read,
    next: async (id, ask, signal) => (await use(id)).indexer.next({ collection: id, ...ask }, signal),
    folder: shelf.folder,
    close: async () => {
      feed.close()
      await Promise.all([...open.keys()].map((id) => close(id).catch(() => undefined)))
      threads.endAll()
    },
  }
}

/** A record that is not read again, and why. */
type PassedOver = Mark & { readonly message: string }

/** With the record that just broke the thread; undefined when it is not known or there were too many. */
function nextPassedOver(
  before: readonly PassedOver[],
  ended: Ended | undefined,
): readonly PassedOver[] | undefined {
  const mark = ended?.mark
  if (ended === undefined || mark === undefined || before.length >= mostPassedOver) return undefined
  if (before.some(({ file, line }) => file === mark.file && line === mark.line)) return undefined
  return [...before, { ...mark, message: ended.failure.message }]
}

interface Open {
  readonly controller: AbortController
  status: IndexStatus | undefined
  failure: ReturnType<typeof toFailureData> | undefined
}

function fresh(id: string, at: number): Omit<Volume, 'path' | 'name' | 'openedAt'> {
  const last = { count: 0, issues: 0, missing: 0, bytes: 0 }
  return { id, firstOpenedAt: at, chosen: { images: [] }, fetched: {}, last }
}

function asCollection(volume: Volume, open: Open | undefined): Collection {
  const { id, name, path, openedAt, last, chosen } = volume
  const base = { id, name, path, openedAt }
  const { status, failure } = open ?? {}
  if (status !== undefined && failure === undefined) {
    const { revision: _, ...shown } = status
    return { ...base, ...shown }
  }
  const reading = {
    format: chosen.format ?? '',
    dialect: chosen.dialect ?? '',
    space: chosen.space ?? ('image' as const),
    order: chosen.order ?? ('xyxy' as const),
    ...given({ reader: chosen.reader?.name }),
    detected: chosen.format === undefined,
  }
  const state: Collection['state'] =
    failure !== undefined
      ? { type: 'failed', failure }
      : open === undefined
        ? { type: 'ready' }
        : { type: 'indexing', done: 0, total: last.bytes }
  return { ...base, ...last, reading, reviewed: 0, state }
}
