/**
 * What a thread shows of itself while it computes, in memory that its starter reads at any moment: that its loop goes round, and
 * which record it is at. So a record that never ends is found out and named. Knows no record and no contract.
 */
import { isMainThread, workerData } from 'node:worker_threads'

/** Where a thread is: a record by its file's number and its line. */
export interface RecordMark {
  readonly file: number
  readonly line: number
}

/** Shared numbers: rounds of the loop, file + 1 (0: at no record), line. */
export type Heartbeat = Int32Array

/** Memory for a thread to be started. */
export function newBeats(): Heartbeat {
  return new Int32Array(new SharedArrayBuffer(12))
}

/** Milliseconds between two beats. */
const beatMs = 250

/** This thread's own, when it was started with such; a program's main thread has none. */
const own: Heartbeat | undefined =
  !isMainThread && (workerData as { readonly beats?: unknown } | null)?.beats instanceof Int32Array
    ? (workerData as { readonly beats: Heartbeat }).beats
    : undefined

/** Begins to beat. Call once where a thread begins. */
export function keepBeating(): void {
  if (own === undefined) return
  const beats = own
  setInterval(() => Atomics.add(beats, 0, 1), beatMs).unref()
  // A library's promise that nobody waits for: what matters was thrown to whoever asked.
  process.on('unhandledRejection', () => undefined)
}

/** Says which record is begun; undefined: none any more. */
export function markAt(mark: RecordMark | undefined): void {
  if (own === undefined) return
  Atomics.store(own, 2, mark?.line ?? 0)
  Atomics.store(own, 1, mark === undefined ? 0 : mark.file + 1)
}

/** Where a thread stood; undefined when it was at no record. */
export function recordMarkOf(beats: Heartbeat): RecordMark | undefined {
  const file = Atomics.load(beats, 1)
  return file === 0 ? undefined : { file: file - 1, line: Atomics.load(beats, 2) }
}
