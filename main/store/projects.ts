/** The projects of a data folder: the list, opening, the trash. Knows no run. */
import { access, mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../app/failure'
import type { Change } from '../../app/trace/change'
import type { Project } from '../../app/trace/project'
import { codeOf, diskFailure, writeWhole } from './folder'
import { entryOf, fold } from './index-file'
import { openJournal } from './journal'
import { createListing, type Listing } from './listing'
import { createLive, type LiveProject } from './live'
import { createPool, type Pool } from './pool'

export interface Projects extends Pick<Listing, 'list' | 'onList'>, Pick<Pool, 'hold'> {
  readonly create: (creation: Extract<Change, { type: 'project-created' }>) => Promise<void>
  /** Works with an open project; it stays open as long as any work on it is under way. */
  readonly use: <T>(id: string, work: (live: LiveProject) => Promise<T>) => Promise<T>
  /** To the trash. Followers' streams end. */
  readonly remove: (id: string) => Promise<void>
  readonly restore: (id: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** The projects of a folder. `report` is told of whatever could not be read. */
export async function createProjects(
  folder: string,
  report: (message: string) => void,
  now: () => number,
): Promise<Projects> {
  await mkdir(join(folder, 'projects'), { recursive: true })
  const listing = await createListing(folder, report)
  const place = (id: string, under = 'projects') => join(folder, under, checkedId(id))
  const journalOf = (id: string) => join(place(id), 'journal.jsonl')
  const pool = createPool((id) => openProject(journalOf(id), { id, listing, report, now }))
  return {
    list: listing.list,
    onList: listing.onList,
    hold: pool.hold,
    create: async (creation) => {
      const text = JSON.stringify(creation) + '\n'
      await writeWhole(journalOf(creation.id), text)
      const project = fold([creation])
      if (project !== undefined) listing.note(project, Buffer.byteLength(text), creation.at)
    },
    use: async (id, work) => {
      const { live, release } = await pool.hold(id)
      try {
        return await work(live)
      } finally {
        release()
      }
    },
    remove: async (id) => {
      await isThere(place(id))
      // Before the move: some systems do not move what is open.
      await pool.close(id)
      await move(place(id), place(id, 'trash'))
      listing.forget(id)
    },
    restore: async (id) => {
      await move(place(id, 'trash'), place(id))
      const entry = await entryOf(journalOf(id))
      if (entry !== undefined) listing.put(id, entry)
    },
    close: async () => {
      await pool.closeAll()
      await listing.close()
    },
  }
}

interface Opening {
  readonly id: string
  readonly listing: Listing
  readonly report: (message: string) => void
  readonly now: () => number
}

async function openProject(path: string, { id, listing, report, now }: Opening): Promise<LiveProject> {
  const { journal, recorded } = await openJournal(path)
  for (const issue of recorded.issues) report(`${path}:${issue.line ?? 0}: ${issue.message}`)
  const project = fold(recorded.changes)
  if (project === undefined) {
    await journal.close()
    throw new Failure('not-found', 'That project cannot be read: its first line is broken.', path)
  }
  const live = createLive(project, journal, (state) => {
    if (listing.has(id)) listing.note(state, journal.bytes(), now())
  })
  const cut = cutOff(project, recorded.changedAt)
  if (cut.length > 0) await live.append(cut)
  return live
}

/** A run that nobody drives any more was cut off; it ended when its journal was last written. */
function cutOff(project: Project, at: number): Change[] {
  return project.branches
    .filter((b) => b.run.type !== 'ended')
    .map((b) => ({ type: 'run-ended', branch: b.id, at, reason: 'cut-off' }))
}

async function move(from: string, to: string): Promise<void> {
  await isThere(from)
  try {
    await mkdir(dirname(to), { recursive: true })
    await rename(from, to)
  } catch (error) {
    throw diskFailure(error, from)
  }
}

async function isThere(path: string): Promise<void> {
  try {
    await access(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      throw new Failure('not-found', 'That project is not there any more.', path)
    throw diskFailure(error, path)
  }
}

function checkedId(id: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id)) return id
  throw new Failure('not-found', 'There is no such project.', id)
}
