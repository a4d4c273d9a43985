/**
 * The journal of a project that nobody has changed yet: it begins to exist with the first change, which is written together
 * with what the project was made from, whole or not at all. Looking at a hundred thousand traces writes nothing.
 */
import type { Change } from '../../app/trace/change'
import type { Project } from '../../app/trace/project'
import { writeWhole } from './folder'
import { fold } from './index-file'
import { openJournal, type Journal } from './journal'

/** A journal that may not be there yet. */
export interface LateJournal extends Journal {
  readonly begun: () => boolean
  /** Another beginning, and the project it makes; undefined when it is too late or it makes none. */
  readonly renew: (base: readonly Change[]) => Project | undefined
}

/** A journal that will begin with these changes. */
export function createLateJournal(path: string, start: readonly Change[]): LateJournal {
  let base = start
  let real: Journal | undefined
  let begins: Promise<void> | undefined
  const begin = async (changes: readonly Change[]) => {
    await writeWhole(path, [...base, ...changes].map((change) => `${JSON.stringify(change)}\n`).join(''))
    real = (await openJournal(path)).journal
  }
  return {
    begun: () => real !== undefined,
    renew: (next) => {
      if (begins !== undefined) return undefined
      const project = fold(next)
      if (project !== undefined) base = next
      return project
    },
    append: async (changes, sync) => {
      if (begins === undefined) {
        begins = begin(changes)
        try {
          await begins
        } catch (error) {
          // A full disk: the next change tries again.
          begins = undefined
          throw error
        }
        return
      }
      await begins
      await real?.append(changes, sync)
    },
    bytes: () => real?.bytes() ?? 0,
    close: async () => {
      await begins?.catch(() => undefined)
      await real?.close()
    },
  }
}
