/**
 * What can be asked of a collection whose index is open: rows of a list, traces, what is missing. Knows the index and the
 * files, nothing of the window.
 */
import { given } from '../../app/given'
import { pause } from '../../app/async'
import type { FoundIn, TraceRow } from '../../app/host/collections'
import type { LookVerdict } from '../../app/explain/verdict'
import { Failure } from '../../app/failure'
import type { ImageSource } from '../../app/formats'
import type { Verdict } from '../../app/trace/review'
import { folderOf, namesOf, traceAt, type Indexing } from './indexer'
import { rowKey, readKey, type LocatedImage, type TraceContent } from './indexer-contract'
import { excerptOf, isShown } from './excerpt'
import type { Card, IndexFiles } from './index-files'
import { unnamedIn } from './beside'
import type { ImageFinder } from './images'
import { createQueries, type Queries } from './queries'
import { searchTermsOf, type RowReview } from './search'
import { nameOf } from './summary'

/** What can be asked of a collection whose index is open. */
export interface ReadyCollection {
  /** Fires when another takes its place: the file changed or is read otherwise. */
  readonly gone: AbortSignal
  readonly index: IndexFiles
  readonly queries: Queries
  /** `text`: what is searched for, so that each row says where it is. */
  readonly rows: (rows: readonly number[], text?: string) => Promise<readonly TraceRow[]>
  readonly read: (row: number) => Promise<TraceContent>
  readonly find: (key: string) => number | undefined
  readonly missing: (limit: number) => Promise<{ readonly total: number; readonly names: readonly string[] }>
}

/** What answers are made of. */
export interface ReadyParts {
  readonly collection: string
  readonly work: Omit<Indexing, 'onProgress'>
  readonly finder: ImageFinder
  readonly reviews: ReadonlyMap<string, RowReview>
  /** Verdicts of the looks of rows that were tried, by row key. */
  readonly tried: ReadonlyMap<string, readonly LookVerdict[]>
  /** Whether the row with this key is of somebody's part. */
  readonly isOf: (name: string, key: string) => boolean
  readonly settled: () => boolean
  readonly gone: AbortSignal
}

/** Answers over an index. */
export function createReady(from: ReadyParts): ReadyCollection {
  const { work, reviews, tried, isOf, settled, gone } = from
  const { index } = work
  const reviewOf = (row: number) =>
    reviews.size === 0 ? undefined : reviews.get(rowKey(index.records.get(row)))
  const rows: ReadyCollection['rows'] = async (wanted, text = '') => {
    const terms = searchTermsOf(text)
    const cards = await index.cards(wanted)
    const found = new Map<number, FoundIn | undefined>()
    for (const [i, row] of wanted.entries())
      if (cards[i] !== undefined && !isShown(cards[i], terms))
        found.set(row, excerptOf(cards[i], await wordsOf(index, row), terms))
    return wanted.flatMap((row, i) =>
      cards[i] === undefined ? [] : [{ ...rowOf(from, row, cards[i]), ...given({ found: found.get(row) }) }],
    )
  }
  return {
    gone,
    index,
    queries: createQueries({
      index,
      reviewOf,
      triedOf: (row) => (tried.size === 0 ? undefined : tried.get(rowKey(index.records.get(row)))),
      isOf: (name, row) => isOf(name, rowKey(index.records.get(row))),
      settled,
      rowsOf: rows,
    }),
    rows,
    read: async (row) => {
      while (row >= index.visible() && !settled() && !gone.aborted) await pause(20)
      if (row >= index.visible())
        throw new Failure(
          'not-found',
          `There is no trace ${row + 1} here (yet): the file has ${index.visible()}.`,
        )
      return contentOf(from, row)
    },
    find: (key) => {
      const parts = readKey(key)
      const row = parts === undefined ? -1 : index.records.find(parts.hash, parts.repeat, parts.part)
      return row < 0 || row >= index.visible() ? undefined : row
    },
    missing: async (limit) => {
      const without: number[] = []
      for (let row = 0; row < index.visible(); row++) if (index.records.missing(row)) without.push(row)
      const names = new Set<string>()
      for (let at = 0; at < without.length; at += 2000)
        for (const { picture } of await index.cards(without.slice(at, at + 2000))) names.add(picture ?? '')
      return { total: names.size, names: [...names].slice(0, limit) }
    },
  }
}

/** A row's words for the search. */
async function wordsOf(index: IndexFiles, row: number): Promise<string> {
  const { offset, length } = index.records.words(row)
  return (await index.words(offset, length)).toString('utf8')
}

/** A row as lists show it. */
function rowOf(
  { collection, work: { index }, reviews, tried }: ReadyParts,
  row: number,
  card: Card,
): TraceRow {
  const { looks, verdict, iou, confidence, flags, missing, ...record } = index.records.get(row)
  const key = rowKey(record)
  const review = reviews.get(key)
  // Kept as text on the way here; only verdicts are written there.
  const decided = review?.verdict as Verdict | undefined
  const { id, question, answer, gold } = card
  return {
    row,
    id,
    project: `${collection}-${key}`,
    question,
    ...given({ answer, gold, verdict: Number.isNaN(verdict) ? undefined : rounded(verdict) }),
    looks,
    ...given({
      iou: Number.isNaN(iou) ? undefined : rounded(iou),
      confidence: Number.isNaN(confidence) ? undefined : rounded(confidence),
    }),
    flags: namesOf(index.flagNames, flags),
    tags: review?.tags ?? [],
    ...given({ review: decided, corrected: review?.corrected, tried: tried.get(key) }),
    missing,
  }
}

/** A row's trace, with where its images are. */
async function contentOf({ work, finder, gone }: ReadyParts, row: number): Promise<TraceContent> {
  const record = work.index.records.get(row)
  const trace = await traceAt(work, row)
  const near = finder.near(folderOf(work.files, record.file))
  const located = () => trace.images.map((source) => locateImage(near, source))
  let pictures = located()
  if (pictures.some((p) => p.type === 'missing')) {
    await finder.prepare(gone)
    pictures = located()
  }
  return {
    trace,
    ...given({ decided: work.decider.notationFor(trace) }),
    row,
    key: rowKey(record),
    file: work.files[record.file]?.name ?? '',
    line: record.line,
    format: ((await work.formatOf(record.file)) ?? work.format).id,
    pictures,
  }
}

/** Where an image that a record names is, as far as it can be found. */
export function locateImage(finder: Pick<ImageFinder, 'find'>, source: ImageSource): LocatedImage {
  const name = nameOf(source)
  switch (source.type) {
    case 'bytes':
      return { type: 'bytes', name, bytes: source.bytes }
    case 'inline':
      return { type: 'bytes', name, bytes: Buffer.from(source.base64, 'base64') }
    case 'url':
      return { type: 'url', name }
    case 'path': {
      const path = finder.find(source.path, unnamedIn(source))
      return path === undefined ? { type: 'missing', name } : { type: 'file', name, path }
    }
  }
}

/** Kept with 32 bits: 0.7 would be shown as 0.699999988. */
function rounded(value: number): number {
  return Number(value.toPrecision(6))
}
