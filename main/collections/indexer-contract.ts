/** The contract between the main side and the thread that indexes, searches and reads files of traces. */
import { z } from 'zod'
import { traceQuery, type Collection, type TracePage, type TraceRow } from '../../app/host/collections'
import { call, stream, type Client } from '../../app/contract'
import { lookVerdicts } from '../../app/explain/verdict'
import { given } from '../../app/given'
import type { ForeignTrace } from '../../app/formats'
import { orders, spaceIds, type Notation } from '../../app/geometry/spaces'
import { queueSetup } from '../../app/queues/setup'
import { readerSchema } from '../../app/readers/reader'
import type { Issue } from '../../app/result'

const id = z.string().min(1).max(200)

export const choices = z.object({
  format: z.string().exactOptional(),
  dialect: z.string().exactOptional(),
  space: z.enum(spaceIds).exactOptional(),
  order: z.enum(orders).exactOptional(),
  /** Most pixels the model was shown of an image. */
  pixels: z.number().exactOptional(),
  /** What the file's text is written in. */
  encoding: z.string().exactOptional(),
  /** A named reader, whole: a file is read as it was when it was chosen. */
  reader: readerSchema.exactOptional(),
  /** Folders where images are looked for first. */
  images: z.array(z.string()),
})
/** What a person chose about a collection. */
export type CollectionChoices = z.infer<typeof choices>

const review = z.object({
  verdict: z.string().exactOptional(),
  tags: z.array(z.string()).readonly(),
  corrected: z.object({ answer: z.string().exactOptional() }).exactOptional(),
  /** What each annotator decided. */
  by: z.record(z.string(), z.string()),
})

/** What a file's text is decoded from: as a person says, else as its bytes tell (`found`); undefined: UTF-8. */
export function textEncodingOf(
  { encoding }: CollectionChoices,
  found?: string,
): Collection['reading']['text'] {
  if (encoding !== undefined) return { encoding, by: 'person' }
  return found === undefined ? undefined : { encoding: found, by: 'bytes' }
}

/** How a collection is read before its thread has told anything. */
export function readingChosen(chosen: CollectionChoices): Collection['reading'] {
  const { format, dialect, space, order, reader } = chosen
  return {
    format: format ?? '',
    dialect: dialect ?? '',
    space: space ?? 'image',
    order: order ?? 'xyxy',
    ...given({ reader: reader?.name, text: textEncodingOf(chosen) }),
    detected: format === undefined,
  }
}

/** A collection as the thread knows it. */
export interface IndexStatus extends Pick<
  Collection,
  'bytes' | 'reading' | 'count' | 'issues' | 'missing' | 'reviewed' | 'state' | 'counts'
> {
  /** Rises with every status told of an open collection: of two, the higher one is the later. */
  readonly revision: number
  /** How often evidence changed how its traces are read: what was made of them before is not what they are now. */
  readonly reread: number
}

/** An image of a trace, as far as it was found. */
export type LocatedImage =
  | { readonly type: 'file'; readonly name: string; readonly path: string }
  | { readonly type: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly type: 'url'; readonly name: string }
  | { readonly type: 'missing'; readonly name: string }

/** A trace read from its file, with what is needed to make a project of it. */
export interface TraceContent {
  readonly trace: ForeignTrace
  /** How its boxes are read where neither a person nor the file says so. */
  readonly decided?: Notation
  readonly row: number
  readonly key: string
  readonly file: string
  readonly line: number
  readonly format: string
  /** By index of `trace.images`. */
  readonly pictures: readonly LocatedImage[]
}

/**
 * Whatever changes a collection answers with its status after the change: once the call is over, nobody may be shown
 * how it was before, and the stream of `status` tells of it a moment later only.
 */
export const indexerContract = {
  /** Opens (or opens again) and indexes; tells how far it is until the asker leaves. Leaving closes nothing. */
  status: stream(
    z.object({
      collection: id,
      path: z.string(),
      /** Where its index is kept. */
      folder: z.string(),
      chosen: choices,
      /** More folders where images may lie: what the server was started with, what came with an upload. */
      also: z.array(z.string()),
      /** Any file of this machine may be named. */
      anywhere: z.boolean(),
      /** Where the data folder keeps images: a tree of Relook's own is about one by its content. Absent: nowhere. */
      kept: z.string().exactOptional(),
      /** Records that broke a thread before: they are issues, and are not read again. */
      passOver: z
        .array(z.object({ file: z.number(), line: z.number(), message: z.string() }))
        .exactOptional(),
    }),
  ).yields<IndexStatus>(),
  choose: call(z.object({ collection: id, chosen: choices })).returns<IndexStatus>(),
  traces: stream(
    z.object({ collection: id, query: traceQuery, offset: z.number(), limit: z.number() }),
  ).yields<TracePage>(),
  next: call(
    z.object({
      collection: id,
      query: traceQuery,
      from: z.number(),
      step: z.union([z.literal(1), z.literal(-1)]),
    }),
  ).returns<TraceRow | null>(),
  read: call(z.object({ collection: id, row: z.number().int().min(0) })).returns<TraceContent>(),
  /** The row with this key (`keyOf`); null while it is not indexed or when it is gone. */
  find: call(z.object({ collection: id, key: z.string() })).returns<number | null>(),
  issues: call(z.object({ collection: id, offset: z.number(), limit: z.number() })).returns<{
    readonly total: number
    readonly issues: readonly Issue[]
  }>(),
  missing: call(z.object({ collection: id, limit: z.number() })).returns<{
    readonly total: number
    readonly names: readonly string[]
  }>(),
  /** How it is once it is not indexing any more. */
  settled: call(z.object({ collection: id })).returns<IndexStatus>(),
  stop: call(z.object({ collection: id })).returns<IndexStatus>(),
  resume: call(z.object({ collection: id })).returns<IndexStatus>(),
  /** Reviews by row key; null takes one away. `all`: there are no others. */
  reviews: call(
    z.object({ collection: id, all: z.boolean(), reviews: z.record(z.string(), review.nullable()) }),
  ).returns<IndexStatus>(),
  /** Verdicts of the looks of rows that were tried, by row key. `all`: of no others. */
  tried: call(
    z.object({
      collection: id,
      all: z.boolean(),
      found: z.record(z.string(), z.array(z.enum(lookVerdicts))),
    }),
  ).returns<IndexStatus>(),
  /** Whose part is what, from now on. */
  parts: call(z.object({ collection: id, parts: queueSetup.shape.parts })).returns<void>(),
  /** Ends all work on it and closes its files. */
  close: call(z.object({ collection: id })).returns<void>(),
} as const

export type Indexer = Client<typeof indexerContract>

/** What stands for a row, whatever its number is: what its record says, and which of equal ones it is. */
export function rowKey({ hash, repeat, part }: { hash: string; repeat: number; part: number }): string {
  return `${hash}${repeat === 0 ? '' : `-r${repeat}`}${part === 0 ? '' : `-p${part}`}`
}

/** The parts of a key; undefined for what is none. */
export function readKey(key: string): { hash: string; repeat: number; part: number } | undefined {
  const found = /^([0-9a-f]{20})(?:-r(\d+))?(?:-p(\d+))?$/.exec(key)
  if (found === null) return undefined
  const [, hash = '', repeat = '0', part = '0'] = found
  return { hash, repeat: Number(repeat), part: Number(part) }
}
