/**
 * Files of traces made elsewhere, as the window works with them: the abilities that open, list, search and re-read them,
 * and the plain data they speak. Part of the host's contract (`app/host/index.ts` spreads `collectionContract`).
 * A trace that is opened becomes a project with a fixed id; it reaches the disk with the first change made to it.
 */
import { z } from 'zod'
import { call, stream } from '../contract'
import { triedKinds, type LookVerdict } from '../explain/verdict'
import type { FailureData } from '../failure'
import { orders, spaceIds, type Order, type SpaceId } from '../geometry/spaces'
import type { FileReading } from '../reading/decide'
import type { Issue } from '../result'
import type { Verdict } from '../trace/review'
import { count, id, openSource, page, shownPixels } from './shapes'

/** Of a file of traces: made of what it is told apart by. */
export type CollectionId = string

/** How the file is read; every part may be set by a person, `detected` says which were not. */
export interface Reading {
  readonly format: string
  readonly dialect: string
  readonly space: SpaceId
  readonly order: Order
  /** Most pixels the model was shown of an image, where a person said so. */
  readonly pixels?: number
  /** What its text is decoded from, where that is not UTF-8 or a person said so. */
  readonly text?: { readonly encoding: string; readonly by: 'bytes' | 'person' }
  /** Who decided space and order, what speaks for them, and what else could be true. Absent: nothing was weighed yet. */
  readonly weighed?: FileReading
  /** The named reader it is read with. */
  readonly reader?: string
  /** Folder where its images are looked for first. */
  readonly images?: string
  readonly detected: boolean
}

/** How many traces have what, for filters: as far as the index is. */
export interface Counts {
  readonly right: number
  readonly wrong: number
  readonly unknown: number
  /** Traces by their number of looks, from 0; the last entry stands for all above. */
  readonly looks: readonly number[]
  readonly flags: Readonly<Record<string, number>>
  readonly tags: Readonly<Record<string, number>>
  readonly reviews: Readonly<Partial<Record<Verdict, number>>>
  /** Traces with such a look; `idle`: whose looks were tried and none used. */
  readonly tried: Readonly<Record<LookVerdict | 'idle', number>>
}

/** An opened file (or folder) of traces. */
export interface Collection {
  readonly id: CollectionId
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly reading: Reading
  /** Traces known so far; final when `state` is ready. */
  readonly count: number
  readonly issues: number
  /** Images named in the file and found nowhere. */
  readonly missing: number
  /** Traces a person has decided on. */
  readonly reviewed: number
  /** Milliseconds since 1970 it was opened last. */
  readonly openedAt?: number
  readonly counts?: Counts
  readonly state:
    | { readonly type: 'indexing'; readonly done: number; readonly total: number }
    | { readonly type: 'ready' }
    | { readonly type: 'stopped' }
    | { readonly type: 'failed'; readonly failure: FailureData }
}

/** A project that was in a Relook file. */
export interface OpenedProject {
  readonly project: string
  readonly title: string
  /** It was here already, with what was changed about it since. */
  readonly known: boolean
}

/** What a file was: traces, or projects that somebody shared. */
export type OpenedFile =
  | { readonly collection: CollectionId; readonly shared?: undefined }
  | { readonly collection?: undefined; readonly shared: readonly OpenedProject[] }

/** A trace in a list. */
export interface TraceRow {
  /** Position in the file, from 0. */
  readonly row: number
  readonly id: string
  readonly project: string
  readonly question: string
  readonly answer?: string
  readonly gold?: string
  /** 0..1 as the file says. */
  readonly verdict?: number
  readonly looks: number
  /** Best IoU of a look with a gold box, where there is one. */
  readonly iou?: number
  /** How sure the model was of its least sure look, 0..1, where alternatives were kept. */
  readonly confidence?: number
  /** Whether its looks were used, in their order; absent: they were not tried. */
  readonly tried?: readonly LookVerdict[]
  readonly flags: readonly string[]
  readonly tags: readonly string[]
  readonly review?: Verdict
  /** A person changed its steps; with the answer as it is now. */
  readonly corrected?: { readonly answer?: string }
  /** The image could not be found. */
  readonly missing: boolean
  /** Absent: nothing is searched for, or the row shows it. */
  readonly found?: FoundIn
}

/** Where a searched word stands that the rest of the row does not show, with the words around it, in lower case. */
export interface FoundIn {
  /** `text`: its reasoning, what the model was told, and what its file says beside. */
  readonly field: 'id' | 'question' | 'answer' | 'gold' | 'text'
  readonly text: string
}

/** What a list may be in the order of, besides its file's. What the file does not say comes last, either way. */
export const traceSorts = ['verdict', 'looks', 'iou', 'confidence', 'used'] as const
/** Which it is, and whether the highest comes first. */
export const traceSort = z.object({ by: z.enum(traceSorts), down: z.boolean() })
/** The order of a list. */
export type TraceSort = z.infer<typeof traceSort>

/** What to list. All given conditions must hold. */
export const traceQuery = z.object({
  text: z.string().max(2000).optional(),
  verdict: z.enum(['right', 'wrong', 'unknown']).optional(),
  looks: z.object({ min: count, max: count }).optional(),
  iou: z.object({ min: z.number(), max: z.number() }).optional(),
  confidence: z.object({ min: z.number(), max: z.number() }).optional(),
  flag: z.string().max(100).optional(),
  tag: z.string().max(100).optional(),
  review: z.enum(['none', 'any', 'accepted', 'rejected', 'flagged', 'skipped']).optional(),
  missing: z.boolean().optional(),
  /** Has a look that was (not) used or is harmful; `idle`: was tried and no look used; `none`: was not tried. */
  tried: z.enum(triedKinds).optional(),
  /** Absent: in the order of the file. */
  sort: traceSort.optional(),
  /** Only what is of this person's part of the queue. */
  part: z.string().min(1).max(100).optional(),
  /** `review` asks for what this annotator decided; absent: for what the last to decide did. */
  by: z.string().min(1).max(100).optional(),
})
/** What the list of traces is narrowed to. */
export type TraceQuery = z.infer<typeof traceQuery>

/** Rows that match, in the order asked for. Sent again as the search goes on; `done` with the last. */
export interface TracePage {
  /** Matches known so far. */
  readonly total: number
  readonly rows: readonly TraceRow[]
  readonly done: boolean
}

/** Files of traces: opening, listing, reading otherwise, relinking. */
export const collectionContract = {
  /** Open ones and those opened before, newest first. Streams again when one changes. */
  collections: stream(z.object({})).yields<readonly Collection[]>(),
  /**
   * Opens at once; the index goes on in the background. Of a Relook file its projects are taken in instead. Null when a dialog was
   * dismissed.
   */
  openCollection: call(z.object({ source: openSource })).returns<OpenedFile | null>(),
  /** Reads it under another format, dialect, space, encoding, named reader or image folder. Absent: as detected. */
  setReading: call(
    z.object({
      collection: id,
      format: id.optional(),
      dialect: id.optional(),
      space: z.enum(spaceIds).optional(),
      order: z.enum(orders).optional(),
      pixels: shownPixels.optional(),
      /** What its text is written in, as `TextDecoder` knows it. */
      encoding: z.string().min(1).max(40).optional(),
      /** Name of a kept reader that says how to read it. */
      reader: z.string().min(1).max(60).optional(),
      images: z.string().max(4096).optional(),
    }),
  ).returns<void>(),
  /** Looks for missing images in a folder: of this machine, of uploaded files, or one chosen in the native dialog. */
  relinkPictures: call(z.object({ collection: id, source: openSource })).returns<{
    found: number
    missing: number
  } | null>(),
  /** Ends a running index; what is known stays. `resumeIndex` goes on. */
  stopIndex: call(z.object({ collection: id })).returns<void>(),
  resumeIndex: call(z.object({ collection: id })).returns<void>(),
  /** Forgets the file and its index. The file itself and corrections made stay. */
  forgetCollection: call(z.object({ collection: id })).returns<void>(),
  /** A page of what matches, again whenever it changes (index, review) until the asker leaves. */
  traces: stream(
    z.object({
      collection: id,
      query: traceQuery,
      ...page,
    }),
  ).yields<TracePage>(),
  /** The next row that matches after (or before) one; null when there is none. */
  nextTrace: call(
    z.object({
      collection: id,
      query: traceQuery,
      from: z.number().int().min(-1),
      step: z.union([z.literal(1), z.literal(-1)]),
    }),
  ).returns<TraceRow | null>(),
  /** Where a trace stands in its file now, by its project's id; null where it is not in it, or not read yet. */
  findTrace: call(z.object({ project: id })).returns<{
    readonly collection: CollectionId
    readonly row: TraceRow
  } | null>(),
  /** Makes the trace's project openable with `follow` and tells its id. */
  openTrace: call(z.object({ collection: id, row: count })).returns<{ project: string }>(),
  /** Bad rows, with line and reason. */
  collectionIssues: call(z.object({ collection: id, ...page })).returns<{
    readonly total: number
    readonly issues: readonly Issue[]
  }>(),
  /** Images found nowhere, as the file names them. */
  missingImages: call(z.object({ collection: id, limit: z.number().int().min(1).max(1000) })).returns<{
    readonly total: number
    readonly names: readonly string[]
  }>(),
  /** A person clicked: fetches one remote image of a trace. `privately`: also from this machine or the local network. */
  fetchImage: call(
    z.object({ project: id, url: z.string().url().max(4096), privately: z.boolean().optional() }),
  ).returns<void>(),
} as const
