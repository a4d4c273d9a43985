/** Files of traces made elsewhere, and where in the open one one is. Plain data. */
import type { Collection, CollectionId, TraceQuery, TraceRow, TraceSort } from '../../../app/host/collections'

export interface CollectionsState {
  /** Opened now or before, newest first. */
  readonly list: readonly Collection[] | undefined
  /** The one that is open. */
  readonly id: CollectionId | undefined
  /** What its list is narrowed to. */
  readonly query: TraceQuery
  /** What lists of all files are in the order of; undefined: of the file. */
  readonly sort: TraceSort | undefined
  /** Whether rows show their image. */
  readonly thumbs: boolean
  /** Matches known so far; undefined before the first answer. */
  readonly found: { readonly total: number; readonly done: boolean } | undefined
  /** Rows of the list by page of `pageSize`; what was never looked at is absent. */
  readonly pages: Readonly<Record<number, readonly TraceRow[]>>
  /** Words with which most questions of the list begin; empty where there are none. */
  readonly commonStart: string
  /** The trace that is open or being opened, as it was listed. */
  readonly row: TraceRow | undefined
  /** Its place in the list; undefined where the list does not hold it, or that is not known yet. */
  readonly at: number | undefined
  /** Images of the neighbours of the open trace, to be loaded ahead. */
  readonly nextImages: readonly string[]
}

/** No file of traces is open; which there are is another matter. */
export const noOpenCollection = {
  id: undefined,
  query: {},
  found: undefined,
  pages: {},
  commonStart: '',
  row: undefined,
  at: undefined,
  nextImages: [],
} as const satisfies Partial<CollectionsState>

/** Before the host has told of any. */
export const noCollections: CollectionsState = {
  list: undefined,
  sort: undefined,
  thumbs: true,
  ...noOpenCollection,
}
