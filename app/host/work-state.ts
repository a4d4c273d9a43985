/**
 * How far a work of the host is that takes long and outlives windows and the app: a run over a data set, a batch of looks. Part of the
 * host's contract.
 */
import type { FailureData } from '../failure'

/** How far it is, apart from what only one kind of work does. */
export type WorkState =
  /** Another one goes first. */
  | { readonly type: 'waiting' }
  /** `etaMs`: what is left at the pace so far; absent before the first piece is done. */
  | { readonly type: 'running'; readonly etaMs?: number }
  /** No new piece is begun; those under way are finished. */
  | { readonly type: 'pausing' }
  | { readonly type: 'paused' }
  /** A person ended it at once; it can go on. */
  | { readonly type: 'stopped' }
  /** The app ended while it ran; it can go on. */
  | { readonly type: 'cut-off' }
  | { readonly type: 'failed'; readonly failure: FailureData }
  | { readonly type: 'done' }
