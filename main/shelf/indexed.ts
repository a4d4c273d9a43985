/**
 * A shelf of files that were opened, each read by a thread of its own: the work on one is to follow what its thread tells. A thread
 * is started when it is needed and again when it died; a record that breaks it costs only itself. Knows no file and no index.
 */
import { pause } from '../../app/async'
import type { Client, Contract } from '../../app/contract'
import type { FailureData } from '../../app/failure'
import type { RecordMark } from '../ports/beat'
import type { ThreadEnd, Thread } from '../ports/thread'
import { createThreads, type Threads } from '../ports/threads'
import type { Notes } from './notes'
import { createShelf, type Shelf } from './shelf'

/** How a file is: not read since the app began, read by its thread, or given up. `latest.status`: what the thread told last. */
export type IndexedState<Status> =
  | { readonly type: 'closed' }
  | { readonly type: 'open'; readonly latest: { status?: Status } }
  | { readonly type: 'failed'; readonly failure: FailureData }

/** A record that is not read again, and why. */
export type PassedOver = RecordMark & { readonly message: string }

export interface IndexedOptions<Note, Status, C extends Contract> {
  readonly noun: string
  readonly notes: Notes<Note>
  readonly contract: C
  readonly startThread: () => Thread
  /** Opens it in its thread, and gives how far it is until the signal fires. */
  readonly follow: (
    client: Client<C>,
    note: Note,
    asked: { readonly passOver: readonly PassedOver[]; readonly signal: AbortSignal },
  ) => AsyncIterable<Status>
  /** Lets the thread write what it knows. */
  readonly finish: (client: Client<C>, id: string) => Promise<unknown>
  /** Whether a status is older than one that came before it; absent: they come in order. */
  readonly isOlder?: (status: Status, than: Status) => boolean
  /** Told of each status that counts; `first`: of the first since the thread was started. */
  readonly onStatus?: (id: string, status: Status, first: boolean) => Promise<void>
  /** Records of one file that may each break a thread; beyond it the file is given up. Absent: none. */
  readonly mostPassedOver?: number
}

export interface IndexedShelf<Note, Status, C extends Contract> {
  readonly shelf: Shelf<Note, IndexedState<Status>, undefined>
  /** What the thread of an open one told last. */
  readonly status: (id: string) => Status | undefined
  /** The thread with this file open in it. @throws Failure `not-found`. */
  readonly use: (id: string) => Client<C>
  /** Asks the thread for a change, and takes its answer before anyone is told that it is done. */
  readonly change: (id: string, ask: (client: Client<C>) => Promise<Status>) => Promise<Status>
  /** Asks the thread; says why where all that is known is that it is gone. */
  readonly ask: <T>(id: string, ask: (client: Client<C>) => Promise<T>) => Promise<T>
  /** Ends the thread; the next use starts another. */
  readonly end: (id: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Longest a thread is waited for that is asked to end. */
const finishMs = 2000

/** The files that the notes tell of, none of them open. */
export async function createIndexed<Note, Status, C extends Contract>(
  options: IndexedOptions<Note, Status, C>,
): Promise<IndexedShelf<Note, Status, C>> {
  const threads = createThreads(options.contract, options.startThread)
  /** Of what the stream tells and what calls answer, the later counts. */
  const take = (latest: { status?: Status }, status: Status) => {
    if (latest.status !== undefined && options.isOlder?.(status, latest.status) === true) return
    latest.status = status
    shelf.changes.tell()
  }
  const follow = createFollower(options, threads, take)
  const shelf: Shelf<Note, IndexedState<Status>, undefined> = await createShelf<Note, IndexedState<Status>>({
    noun: options.noun,
    notes: options.notes,
    initial: () => ({ type: 'closed' }),
    begun: () => ({ type: 'open', latest: {} }),
    work: async ({ id, state }, { signal }) => {
      const latest = state.type === 'open' ? state.latest : {}
      try {
        await follow({ id, latest, note: () => shelf.need(id).note }, signal)
        return { type: 'closed' }
      } finally {
        if (signal.aborted) {
          // What it wrote is whole before its thread ends; one that does not answer is ended all the same.
          if (threads.runs(id)) await within(finishMs, options.finish(threads.client(id), id))
          threads.end(id)
        }
      }
    },
    halted: () => ({ type: 'closed' }),
    failed: (_, failure) => ({ type: 'failed', failure }),
  })
  const use = (id: string): Client<C> => {
    shelf.start(id, undefined)
    return threads.client(id)
  }
  return {
    shelf,
    status: (id) => latestIn(shelf.get(id)?.state)?.status,
    use,
    change: async (id, ask) => {
      const client = use(id)
      const latest = latestIn(shelf.get(id)?.state)
      const status = await ask(client)
      if (latest !== undefined) take(latest, status)
      return status
    },
    ask: (id, ask) =>
      ask(use(id)).catch((error: unknown) => {
        throw threads.causeOf(id, error)
      }),
    end: shelf.halt,
    close: async () => {
      await shelf.close()
      threads.endAll()
    },
  }
}

/** Where what the thread of an open one told last is kept. */
function latestIn<Status>(state: IndexedState<Status> | undefined) {
  return state?.type === 'open' ? state.latest : undefined
}

/** A file that is followed; `latest`: where what its thread tells is kept. */
interface Followed<Note, Status> {
  readonly id: string
  readonly note: () => Note
  readonly latest: { status?: Status }
}

/** Follows what threads tell. One that dies of a record is started again, and the record is passed over. */
function createFollower<Note, Status, C extends Contract>(
  options: IndexedOptions<Note, Status, C>,
  threads: Threads<C>,
  take: (latest: { status?: Status }, status: Status) => void,
) {
  return async ({ id, note, latest }: Followed<Note, Status>, signal: AbortSignal): Promise<void> => {
    for (let passOver: readonly PassedOver[] = []; ;) {
      try {
        for await (const status of options.follow(threads.client(id), note(), { passOver, signal })) {
          const first = latest.status === undefined
          take(latest, status)
          await options.onStatus?.(id, status, first)
        }
        return
      } catch (error) {
        if (signal.aborted) throw error
        const ended = threads.ended(id)
        // Ended from here, for others that are read: it is as if it had not been opened.
        if (ended === undefined && !threads.runs(id)) return
        const next = withBreaking(passOver, ended, options.mostPassedOver ?? 0)
        if (next === undefined) throw threads.causeOf(id, error)
        passOver = next
      }
    }
  }
}

/** With the record that just broke the thread; undefined when it is not known or there were too many. */
function withBreaking(
  before: readonly PassedOver[],
  ended: ThreadEnd | undefined,
  most: number,
): readonly PassedOver[] | undefined {
  const mark = ended?.mark
  if (ended === undefined || mark === undefined || before.length >= most) return undefined
  if (before.some(({ file, line }) => file === mark.file && line === mark.line)) return undefined
  return [...before, { ...mark, message: ended.failure.message }]
}

/** Waits for a work that may never end, so long and no longer; that it failed does not matter any more. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  work.then(
    () => over.abort(),
    () => over.abort(),
  )
  await pause(ms, over.signal)
}
