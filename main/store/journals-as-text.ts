/** Journals going out and coming in, line by line: for files that hold whole projects. Knows no such file. */
import { dirname } from 'node:path'
import { Failure } from '../../app/failure'
import type { Change } from '../../app/trace/change'
import { isKept, writeWhole } from './folder'
import { indexEntryOf } from './index-file'
import { journalLines } from './journal'
import type { ProjectListing } from './listing'
import type { LiveProject } from './live'
import type { Pool } from './pool'
import { removeTree } from './own-folder'

/** Journals as they are written down. */
export interface JournalsAsText {
  /** A project's journal line by line, as it is now; of one without a journal what it would begin with. @throws Failure `not-found`. */
  readonly lines: (id: string) => Promise<readonly string[]>
  /** Takes a journal made elsewhere. False: it is here already, and stays as it is. @throws Failure `bad-input` for one that tells of no project. */
  readonly receive: (id: string, lines: readonly string[]) => Promise<boolean>
}

/** What of the projects of a folder is needed here. */
interface Parts {
  readonly hold: (id: string) => Promise<{ readonly release: () => void }>
  /** Throws where the folder is another's by now. */
  readonly check: (() => Promise<void>) | undefined
  readonly pool: Pool<LiveProject>
  /** What a project without a journal begins with. */
  readonly origin: (id: string) => Promise<readonly Change[] | undefined>
  readonly listing: ProjectListing
  readonly journalOf: (id: string) => string
}

/** Reading a journal whole, and taking one that was written elsewhere. */
export function journalsAsText(parts: Parts): JournalsAsText {
  const { check, pool, hold, origin, listing, journalOf } = parts
  return {
    lines: async (id) => {
      // Opened first: what a kill tore in half is mended, and an origin has its say.
      const { release } = await hold(id)
      try {
        if (await isKept(journalOf(id))) return await journalLines(journalOf(id))
        return ((await origin(id)) ?? []).map((change) => JSON.stringify(change))
      } finally {
        release()
      }
    },
    receive: async (id, lines) => {
      await check?.()
      if (await isKept(journalOf(id))) return false
      await pool.close(id)
      await writeWhole(journalOf(id), lines.map((line) => `${line}\n`).join(''))
      const entry = await indexEntryOf(journalOf(id))
      if (entry === undefined) {
        const own = dirname(journalOf(id))
        await removeTree(own, dirname(own))
        throw new Failure('bad-input', 'That journal tells of no project.')
      }
      listing.put(id, entry)
      return true
    },
  }
}
