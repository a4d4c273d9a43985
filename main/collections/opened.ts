/**
 * A collection open in the indexing thread: finds out what it is, indexes it, answers what is asked. One object per file or
 * folder; whatever goes wrong is its state, not the thread's end.
 */
import { rm, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reading } from '../../app/collections'
import { dialectOf } from '../../app/dialects'
import { Failure, toFailureData } from '../../app/failure'
import type { Format, ForeignTrace } from '../../app/formats'
import { version } from '../version'
import { partOf } from './bytes'
import { openContainer, parseRow, type Container } from './containers'
import { detectFormat, formatOf } from './detect-format'
import { indexTraces, measureTraces, type Indexing } from './indexer'
import type { Chosen, IndexStatus } from './indexer-contract'
import { openIndex } from './index-files'
import { createMeasurer } from './measure'
import { createFinder } from './pictures'
import { createReady, type Ready } from './ready'
import type { RowReview } from './search'
import { sourcesAt, stampOf, type Sources } from './sources'
import { tally } from './tally'

/** What is opened. */
export interface Opening {
  readonly collection: string
  readonly path: string
  readonly folder: string
  readonly chosen: Chosen
  readonly anywhere: boolean
}

/** An open collection. */
export interface Opened {
  readonly status: () => IndexStatus
  /** Called when the status may have changed; returns its end. */
  readonly onStatus: (listener: () => void) => () => void
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

/** Opens a collection; work begins at once. */
export function open(opening: Opening): Opened {
  const { path } = opening
  const listeners = new Set<() => void>()
  const reviews = new Map<string, RowReview>()
  let chosen = opening.chosen
  let state: IndexStatus['state'] = { type: 'indexing', done: 0, total: 0 }
  let current: Current | undefined
  let controller = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let waiting = deferred<Ready>()
  let told = 0
  let counted: { readonly at: number; readonly counts: IndexStatus['counts'] } | undefined

  const tell = () => {
    told = Date.now()
    for (const listener of listeners) listener()
  }
  const setState = (next: IndexStatus['state']) => {
    state = next
    tell()
  }
  const fail = (error: unknown) => {
    setState({ type: 'failed', failure: toFailureData(error) })
    waiting.reject(error)
  }
  const work = async (signal: AbortSignal) => {
    current ??= await prepare({ ...opening, chosen }, reviews, () => state.type !== 'indexing')
    waiting.resolve(current.ready)
    const { ready, work: indexing, total } = current
    const onProgress = (read: number) => {
      ready.queries.note('rows')
      if (Date.now() - told > 250) setState({ type: 'indexing', done: Math.min(read, total), total })
    }
    setState({ type: 'indexing', done: 0, total })
    await indexTraces({ ...indexing, onProgress }, signal)
    if (!signal.aborted && unmeasured(indexing)) {
      await current.prepareFinder(signal)
      await measureTraces({ ...indexing, onProgress }, signal)
    }
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
    waiting.promise.catch(() => undefined)
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
          counts: tally(ready.index.records, ready.index.visible(), ready.index.flagNames, reviews),
        }
      return {
        bytes: current?.total ?? 0,
        reading: current?.reading ?? noReading(chosen),
        count: ready?.index.visible() ?? 0,
        issues: ready?.index.issueCount() ?? 0,
        missing: counted?.counts?.flags['missing-image'] ?? 0,
        reviewed: [...reviews.values()].filter((r) => r.verdict !== undefined).length,
        state,
        ...(counted?.counts === undefined ? {} : { counts: counted.counts }),
      }
    },
    onStatus: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
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
      tell()
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
      waiting.promise.catch(() => undefined)
      waiting.reject(new Failure('cancelled', 'The file was closed.'))
      listeners.clear()
      await current?.close()
    },
  }
}

/** A collection whose files are known and whose index is open. */
interface Current {
  readonly ready: Ready
  readonly work: Omit<Indexing, 'onProgress'>
  readonly reading: Reading
  readonly total: number
  readonly quickStamp: string
  readonly prepareFinder: (signal: AbortSignal) => Promise<void>
  readonly close: () => Promise<void>
}

async function prepare(
  { collection, path, folder, chosen, anywhere }: Opening,
  reviews: ReadonlyMap<string, RowReview>,
  settled: () => boolean,
): Promise<Current> {
  const sources = await sourcesAt(path)
  const stamp = await stampOf(sources)
  const copies = join(folder, `unpacked-${stamp.slice(0, 16)}`)
  await forgetCopies(folder, copies)
  const openFile = opener(sources, copies)
  const { format, sample } = await formatFor(sources, openFile, chosen)
  const made = JSON.stringify([version, stamp, format.id, chosen.dialect ?? ''])
  const index = await openIndex(join(folder, 'index'), made)
  const finder = createFinder({ folders: [...chosen.images, sources.folder], anywhere })
  const measurer = createMeasurer(
    finder,
    () => undefined,
    () => performance.now(),
  )
  const measuredWith = JSON.stringify([chosen.space ?? '', chosen.images])
  if (index.measuredWith() !== measuredWith) {
    // The first time there are no rows.
    for (let row = 0; row < index.visible(); row++) index.measure(row, undefined)
    index.setMeasuredWith(measuredWith)
  }
  const choices = {
    ...(chosen.dialect === undefined ? {} : { dialect: chosen.dialect }),
    ...(chosen.space === undefined ? {} : { space: chosen.space }),
  }
  const gone = new AbortController()
  const work = { index, files: sources.files, open: openFile, format, choices, measurer }
  const ready = createReady({ collection, work, finder, reviews, settled, gone: gone.signal })
  return {
    ready,
    work,
    reading: readingOf(format, sample, chosen),
    total: sources.bytes,
    quickStamp: quickStamp(sources),
    prepareFinder: finder.prepare,
    close: async () => {
      gone.abort()
      await index.close()
    },
  }
}

/** Files opened once, the last few kept. */
function opener(sources: Sources, copies: string): (file: number) => Promise<Container> {
  const known = new Map<number, Promise<Container>>()
  return (number) => {
    const there = known.get(number)
    if (there !== undefined) return there
    const file = sources.files[number]
    if (file === undefined) throw new Failure('not-found', 'That file is not there any more.')
    const opened = openContainer(file.path, `${copies}-${number}`)
    opened.catch(() => known.delete(number))
    known.set(number, opened)
    if (known.size > 64) known.delete(known.keys().next().value ?? number)
    return opened
  }
}

/** Copies of gzipped files that changed since. */
async function forgetCopies(folder: string, keep: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    if (!name.startsWith('unpacked-')) continue
    if (!path.startsWith(keep) || path.endsWith(partOf(''))) await rm(path, { force: true })
  }
}

/** Records that a format is told by. */
const sampleRows = 24

async function formatFor(
  sources: Sources,
  openFile: (file: number) => Promise<Container>,
  chosen: Chosen,
): Promise<{ readonly format: Format; readonly sample: readonly ForeignTrace[] }> {
  const values: unknown[] = []
  const seen: string[] = []
  const enough = new AbortController()
  for (const number of sources.files.slice(0, 16).keys()) {
    try {
      const container = await openFile(number)
      for await (const { rows } of container.batches({ offset: 0, line: 1 }, enough.signal)) {
        for (const row of rows) {
          const parsed = parseRow(row)
          if (parsed.ok) values.push(parsed.value)
          else seen.push(parsed.message)
        }
        if (values.length >= sampleRows || seen.length > 1000) break
      }
    } catch (error) {
      if (sources.files.length === 1) throw error
    }
    if (values.length >= sampleRows) break
  }
  const format =
    chosen.format === undefined ? detectFormat(values.slice(0, sampleRows)) : formatOf(chosen.format)
  if (format === undefined) throw unknownFormat(values, seen, chosen)
  const sample = values.slice(0, sampleRows).flatMap((value) => {
    const parsed = format.parse(value)
    return parsed.ok ? parsed.value : []
  })
  return { format, sample }
}

function unknownFormat(values: readonly unknown[], seen: readonly string[], chosen: Chosen): Failure {
  if (chosen.format !== undefined)
    return new Failure('not-found', `Relook does not know the format “${chosen.format}”.`)
  const [first] = values
  if (first === undefined)
    return new Failure(
      'bad-input',
      `No record of this file can be read. The first: ${seen[0] ?? 'there is none.'}`,
    )
  const keys =
    typeof first === 'object' && first !== null ? Object.keys(first).slice(0, 12).join(', ') : typeof first
  return new Failure(
    'bad-input',
    `Relook knows no format with records like these (${keys}). Choose what to read them as.`,
  )
}

function readingOf(format: Format, sample: readonly ForeignTrace[], chosen: Chosen): Reading {
  const [trace] = sample
  const dialect = chosen.dialect ?? trace?.dialect ?? ''
  const own = chosen.dialect === undefined ? trace?.space : undefined
  const [images] = chosen.images
  return {
    format: format.id,
    dialect,
    space: chosen.space ?? own ?? dialectOf(dialect)?.space ?? 'image',
    ...(images === undefined ? {} : { images }),
    detected: chosen.format === undefined && chosen.dialect === undefined && chosen.space === undefined,
  }
}

/** Before anything is known. */
function noReading(chosen: Chosen): Reading {
  return {
    format: chosen.format ?? '',
    dialect: chosen.dialect ?? '',
    space: chosen.space ?? 'image',
    detected: chosen.format === undefined,
  }
}

function quickStamp({ files }: Sources): string {
  return files.map((f) => `${f.name}:${f.bytes}:${f.changedAt}`).join('\n')
}

function unmeasured({ index }: Pick<Indexing, 'index'>): boolean {
  for (let row = 0; row < index.visible(); row++) if (!index.records.measured(row)) return true
  return false
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((done, failed) => {
    resolve = done
    reject = failed
  })
  // Whoever asks later is told; that nobody asked is no error.
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
