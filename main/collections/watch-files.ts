/** How far an index is, told while its files are watched. Knows no index. */
import { pause, type ChangeSignal } from '../../app/async'

/** Something that is made of files which may change. */
export interface WatchedFiles<Status> {
  readonly status: () => Status
  readonly changes: Pick<ChangeSignal, 'follow'>
  /** Looks whether the files changed meanwhile. */
  readonly check: () => Promise<void>
}

/** Files that are looked at are checked for changes once in this many milliseconds. */
const checkMs = 3000
/** Progress is worth telling a few times a second, not more. */
const tellMs = 100

/** The status now and whenever it changes, while the files are watched. */
export async function* watchFiles<Status>(
  one: WatchedFiles<Status>,
  signal: AbortSignal,
): AsyncGenerator<Status> {
  const watch = setInterval(() => void one.check(), checkMs)
  watch.unref()
  try {
    for await (const status of one.changes.follow(() => one.status(), signal)) {
      yield status
      await pause(tellMs, signal)
    }
  } finally {
    clearInterval(watch)
  }
}
