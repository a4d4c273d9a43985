/**
 * A collection open in the indexing thread: finds out what it is, indexes it, answers what is asked. One object per file or
 * folder; whatever goes wrong is its state, not the thread's end.
 */
import { given } from '../../app/given'
import { atMostEvery, createChanges, deferred, type ChangeSignal } from '../../app/async'
import type { LookVerdict } from '../../app/explain/verdict'
import { Failure, toFailureData } from '../../app/failure'
import { indexTraces, type Indexing } from './indexer'
import { readingChosen, type CollectionChoices, type IndexStatus } from './indexer-contract'
import { measureTraces, recheckMissing } from './measuring'
import { prepareCollection, quickStamp, type Current, type CollectionToOpen } from './prepare'
import type { ReadyCollection } from './ready'
import type { QueueParts } from '../../app/queues/setup'
import { createAnnotations } from './annotations'
import type { RowReview } from './search'
import { sourcesAt } from './sources'
import { tally } from './tally'

/** An open collection. */
export interface OpenedCollection {
  readonly status: () => IndexStatus
  /** That the status may be another. */
  readonly changes: Pick<ChangeSignal, 'follow'>
  readonly choose: (chosen: CollectionChoices) => Promise<void>
  /** Resolves once rows can be asked for. @throws Failure for what cannot be opened. */
  readonly ready: () => Promise<ReadyCollection>
  readonly setReviews: (reviews: Readonly<Record<string, RowReview | null>>, all: boolean) => void
  readonly setTried: (found: Readonly<Record<string, readonly LookVerdict[]>>, all: boolean) => void
  readonly setParts: (parts: QueueParts) => void
  readonly stop: () => Promise<void>
  readonly resume: () => void
  /** Looks whether the files changed meanwhile, and if so indexes them again. */
  readonly check: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Decisions by evidence in one go over a file; each takes another way through it. */
const mostRounds = 3

/** Opens a collection; work begins at once. */
export function open(opening: CollectionToOpen): OpenedCollection {
  return new OpenCollection(opening)
}

class OpenCollection implements OpenedCollection {
  readonly changes = createChanges()
  readonly #opening: CollectionToOpen
  readonly #annotations = createAnnotations()
  readonly #counts = createCounts(this.#annotations)
  readonly #due = atMostEvery(250)
  #chosen: CollectionChoices
  #state: IndexStatus['state'] = { type: 'indexing', done: 0, total: 0 }
  #current: Current | undefined
  #controller = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #waiting = deferred<ReadyCollection>()
  #revision = 0
  #reread = 0

  constructor(opening: CollectionToOpen) {
    this.#opening = opening
    this.#chosen = opening.chosen
    this.#start()
  }

  status(): IndexStatus {
    const ready = this.#current?.ready
    const counts = this.#counts.of(ready?.index, this.#state.type === 'indexing')
    return {
      revision: ++this.#revision,
      bytes: this.#current?.total ?? 0,
      reread: this.#reread,
      reading: this.#current?.reading() ?? readingChosen(this.#chosen),
      count: ready?.index.visible() ?? 0,
      issues: ready?.index.issueCount() ?? 0,
      missing: counts?.flags['missing-image'] ?? 0,
      reviewed: [...this.#annotations.reviews.values()].filter((r) => r.verdict !== undefined).length,
      state: this.#state,
      ...given({ counts }),
    }
  }

  ready(): Promise<ReadyCollection> {
    return this.#waiting.promise
  }

  async choose(chosen: CollectionChoices): Promise<void> {
    this.#chosen = chosen
    await this.#restart()
  }

  setReviews(given: Readonly<Record<string, RowReview | null>>, all: boolean): void {
    this.#annotations.setReviews(given, all)
    this.#counts.forget()
    this.#current?.ready.queries.note('reviews')
    this.changes.tell()
  }

  setTried(found: Readonly<Record<string, readonly LookVerdict[]>>, all: boolean): void {
    this.#annotations.setTried(found, all)
    this.#counts.forget()
    this.#current?.ready.queries.note('tried')
    this.changes.tell()
  }

  setParts(parts: QueueParts): void {
    this.#annotations.setParts(parts)
    this.#current?.ready.queries.note('parts')
  }

  async stop(): Promise<void> {
    if (this.#state.type !== 'indexing') return
    await this.#halt()
    // Halting may have come too late: then it is done.
    if (this.#isIndexing()) this.#setState({ type: 'stopped' })
    this.#current?.ready.queries.note('settled')
  }

  resume(): void {
    if (this.#state.type === 'failed') void this.#restart()
    else if (this.#state.type === 'stopped') {
      this.#setState({ type: 'indexing', done: 0, total: this.#current?.total ?? 0 })
      this.#start()
    }
  }

  async check(): Promise<void> {
    if (this.#current === undefined) return
    const stamp = await sourcesAt(this.#opening.path).then(quickStamp, () => undefined)
    if (stamp !== undefined && stamp !== this.#current?.quickStamp) await this.#restart()
  }

  async close(): Promise<void> {
    await this.#halt()
    this.#waiting.reject(new Failure('cancelled', 'The file was closed.'))
    this.changes.clear()
    await this.#current?.close()
  }

  #setState(next: IndexStatus['state']): void {
    this.#state = next
    this.changes.tell()
  }

  /** What it is after waiting: the compiler goes by what it was before. */
  #isIndexing(): boolean {
    return this.#state.type === 'indexing'
  }

  #start(): void {
    this.#controller = new AbortController()
    this.#running = this.#work(this.#controller.signal).catch((error: unknown) => {
      this.#setState({ type: 'failed', failure: toFailureData(error) })
      this.#waiting.reject(error)
    })
  }

  async #halt(): Promise<void> {
    this.#controller.abort()
    await this.#running
  }

  async #restart(): Promise<void> {
    await this.#halt()
    const before = this.#current
    this.#state = { type: 'indexing', done: 0, total: before?.total ?? 0 }
    this.#current = undefined
    this.#counts.forget()
    this.#waiting = deferred<ReadyCollection>()
    await before?.close()
    this.#start()
  }

  async #work(signal: AbortSignal): Promise<void> {
    const opening = { ...this.#opening, chosen: this.#chosen }
    this.#current ??= await prepareCollection(opening, this.#annotations, () => !this.#isIndexing())
    const { ready, work, total } = this.#current
    this.#waiting.resolve(ready)
    const onProgress = (read: number) => {
      ready.queries.note('rows')
      this.#refine()
      if (this.#due()) this.#setState({ type: 'indexing', done: Math.min(read, total), total })
    }
    this.#setState({ type: 'indexing', done: 0, total })
    await indexTraces({ ...work, onProgress }, signal)
    for (let round = 0; round < mostRounds && !signal.aborted; round++) {
      // What all of it says counts more than its beginning did; a round that changes nothing more is the last.
      const changed = this.#refine(true)
      if ((round > 0 && !changed) || !incomplete(work)) break
      await work.finder.prepare(signal)
      await recheckMissing({ ...work, onProgress }, signal)
      await measureTraces({ ...work, onProgress }, signal)
    }
    await ready.index.commit()
    ready.queries.note('measured')
    if (!signal.aborted) this.#setState({ type: 'ready' })
    ready.queries.note('settled')
  }

  /** Decides again how boxes are read; whether that changed anything. */
  #refine(now?: boolean): boolean {
    const changed = this.#current?.refine(now) === true
    if (changed) this.#reread++
    return changed
  }
}

/** Counts of an index, made again at most once a second while it grows. */
function createCounts(annotations: Parameters<typeof tally>[1]) {
  let counted: { readonly at: number; readonly counts: NonNullable<IndexStatus['counts']> } | undefined
  return {
    of: (index: ReadyCollection['index'] | undefined, growing: boolean) => {
      if (index !== undefined && (counted === undefined || !growing || Date.now() - counted.at > 1000))
        counted = { at: Date.now(), counts: tally(index, annotations) }
      return counted?.counts
    },
    forget: () => {
      counted = undefined
    },
  }
}

/** Some image was not looked for, or not found. */
function incomplete({ index }: Pick<Indexing, 'index'>): boolean {
  for (let row = 0; row < index.visible(); row++)
    if (!index.records.measured(row) || index.records.missing(row)) return true
  return false
}
