/**
 * A collection open in the indexing thread: finds out what it is, indexes it, answers what is asked. One object per file or
 * folder; whatever goes wrong is its state, not the thread's end.
 */
import { given } from '../../app/given'
import { atMostEvery, createChanges, deferred, type Changes } from '../../app/async'
import type { Reading } from '../../app/host/collections'
import { Failure, toFailureData } from '../../app/failure'
import { indexTraces, type Indexing } from './indexer'
import { textOf, type Chosen, type IndexStatus } from './indexer-contract'
import { measureTraces, recheckMissing } from './measuring'
import { prepare, quickStamp, type Current, type Opening } from './prepare'
import type { Ready } from './ready'
import type { RowReview } from './search'
import { sourcesAt } from './sources'
import { tally } from './tally'

/** An open collection. */
export interface Opened {
  readonly status: () => IndexStatus
  /** That the status may be another. */
  readonly changes: Pick<Changes, 'follow'>
  readonly choose: (chosen: Chosen) => Promise<void>
  /** Resolves once rows can be asked for. @throws Failure for what cannot be opened. */
  readonly ready: () => Promise<Ready>
  readonly setReviews: (reviews: Readonly<Record<string, RowReview | null>>, all: boolean) => void
  readonly stop: () => Promise<void>
  readonly resume: () => void
  /** Looks whether the files changed meanwhile, and if so indexes them anew. */
  readonly check: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Decisions by evidence in one go over a file; each takes another way through it. */
const mostRounds = 3

/** Opens a collection; work begins at once. */
export function open(opening: Opening): Opened {
  const { path } = opening
  const changes = createChanges()
  const reviews = new Map<string, RowReview>()
  let chosen = opening.chosen
  let state: IndexStatus['state'] = { type: 'indexing', done: 0, total: 0 }
  let current: Current | undefined
  let controller = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let waiting = deferred<Ready>()
  const due = atMostEvery(250)
  let revision = 0
  let reread = 0
  let counted: { readonly at: number; readonly counts: IndexStatus['counts'] } | undefined

  const setState = (next: IndexStatus['state']) => {
    state = next
    changes.tell()
  }
  const fail = (error: unknown) => {
    setState({ type: 'failed', failure: toFailureData(error) })
    waiting.reject(error)
  }
  const work = async (signal: AbortSignal) => {
    current ??= await prepare({ ...opening, chosen }, reviews, () => state.type !== 'indexing')
    waiting.resolve(current.ready)
    const { ready, work: indexing, total, refine } = current
    const onProgress = (read: number) => {
      ready.queries.note('rows')
      if (refine()) reread++
      if (due()) setState({ type: 'indexing', done: Math.min(read, total), total })
    }
    setState({ type: 'indexing', done: 0, total })
    await indexTraces({ ...indexing, onProgress }, signal)
    for (let round = 0; round < mostRounds && !signal.aborted; round++) {
      // What all of it says counts more than its beginning did; a round that changes nothing more is the last.
      const changed = refine(true)
      if (changed) reread++
      if ((round > 0 && !changed) || !incomplete(indexing)) break
      await indexing.finder.prepare(signal)
      await recheckMissing({ ...indexing, onProgress }, signal)
      await measureTraces({ ...indexing, onProgress }, signal)
    }
    await ready.index.commit()
    ready.queries.note('measured')
    if (!signal.aborted) setState({ type: 'ready' })
    ready.queries.note('settled')
  }
  const start = () => {
    controller = new AbortController()
    const { signal } = controller
    running = work(signal).catch(fail)
  }
  const halt = async () => {
    controller.abort()
    await running
  }
  const restart = async () => {
    await halt()
    const before = current
    state = { type: 'indexing', done: 0, total: before?.total ?? 0 }
    current = undefined
    counted = undefined
    waiting = deferred<Ready>()
    await before?.close()
    start()
  }
  start()
  return {
    status: () => {
      const ready = current?.ready
      if (
        ready !== undefined &&
        (counted === undefined || state.type !== 'indexing' || Date.now() - counted.at > 1000)
      )
        counted = {
          at: Date.now(),
          counts: tally(ready.index, reviews),
        }
      return {
        revision: ++revision,
        bytes: current?.total ?? 0,
        reread,
        reading: current?.reading() ?? noReading(chosen),
        count: ready?.index.visible() ?? 0,
        issues: ready?.index.issueCount() ?? 0,
        missing: counted?.counts?.flags['missing-image'] ?? 0,
        reviewed: [...reviews.values()].filter((r) => r.verdict !== undefined).length,
        state,
        ...given({ counts: counted?.counts }),
      }
    },
    changes,
    choose: async (next) => {
      chosen = next
      await restart()
    },
    ready: () => waiting.promise,
    setReviews: (given, all) => {
      if (all) reviews.clear()
      for (const [key, review] of Object.entries(given))
        if (review === null) reviews.delete(key)
        else reviews.set(key, review)
      counted = undefined
      current?.ready.queries.note('reviews')
      changes.tell()
    },
    stop: async () => {
      if (state.type !== 'indexing') return
      await halt()
      // Halting may have come too late: then it is done.
      if (state.type === 'indexing') setState({ type: 'stopped' })
      current?.ready.queries.note('settled')
    },
    resume: () => {
      if (state.type === 'stopped') {
        setState({ type: 'indexing', done: 0, total: current?.total ?? 0 })
        start()
      }
      if (state.type === 'failed') void restart()
    },
    check: async () => {
      if (current === undefined) return
      const stamp = await sourcesAt(path).then(quickStamp, () => undefined)
      if (stamp !== undefined && stamp !== current.quickStamp) await restart()
    },
    close: async () => {
      await halt()
      waiting.reject(new Failure('cancelled', 'The file was closed.'))
      changes.clear()
      await current?.close()
    },
  }
}

/** Before anything is known. */
function noReading(chosen: Chosen): Reading {
  return {
    format: chosen.format ?? '',
    dialect: chosen.dialect ?? '',
    space: chosen.space ?? 'image',
    order: chosen.order ?? 'xyxy',
    ...given({ text: textOf(chosen) }),
    detected: chosen.format === undefined,
  }
}

/** Some picture was not looked for, or not found. */
function incomplete({ index }: Pick<Indexing, 'index'>): boolean {
  for (let row = 0; row < index.visible(); row++)
    if (!index.records.measured(row) || index.records.missing(row)) return true
  return false
}
