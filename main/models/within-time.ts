/** Work in one piece that is broken off when it takes too long: a loop, a regular expression, a recursion. Knows no work. */
import { createContext, Script } from 'node:vm'

const script = new Script('work()')
const realm = createContext({ work: () => undefined }) as { work: () => unknown }

/** The work took longer than it may. */
export class TookTooLong extends Error {
  constructor(readonly ms: number) {
    super(`it took longer than ${ms / 1000} s`)
  }
}

/**
 * What the work gives. It must not wait for anything, and must leave nothing half done where that matters: it can end between any
 * two operations. @throws TookTooLong, and what the work throws.
 */
export function withinTime<T>(ms: number, work: () => T): T {
  // V8 breaks off whatever runs inside of a script with a time limit, wherever its code is from.
  const before = realm.work
  realm.work = work
  try {
    // What the script gives is what `work` gave.
    return script.runInContext(realm, { timeout: ms }) as T
  } catch (error) {
    // The error is of the script's realm, so it is no instance of ours.
    if ((error as { readonly code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new TookTooLong(ms)
    throw error
  } finally {
    realm.work = before
  }
}
