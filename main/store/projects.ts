/** The projects of a data folder: the list, opening, the trash. Knows no run. */
import { access, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import type { ProjectCondition } from '../../app/host'
import type { Change } from '../../app/trace/change'
import type { Project } from '../../app/trace/project'
import { codeOf, diskFailure, isKept, moveTo, writeWhole } from './folder'
import { readLine } from './change-schema'
import { indexEntryOf, fold, projectOfJournal } from './index-file'
import { openJournal, type Journal, type RecordedJournal } from './journal'
import { createLateJournal } from './late-journal'
import { createListing, type ProjectListing } from './listing'
import { journalsAsText, type JournalsAsText } from './journals-as-text'
import { createLive, type LiveProject } from './live'
import { createPool, type Pool } from './pool'

export interface Projects extends Pick<ProjectListing, 'list' | 'changes'>, JournalsAsText {
  /** Holds a project open until the returned `release`. */
  readonly hold: (id: string) => Promise<{ readonly live: LiveProject; readonly release: () => void }>
  readonly create: (creation: Extract<Change, { type: 'project-created' }>) => Promise<void>
  /** Works with an open project; it stays open as long as any work on it is under way. */
  readonly use: <T>(id: string, work: (live: LiveProject) => Promise<T>) => Promise<T>
  /** To the trash. Followers' streams end. */
  readonly remove: (id: string) => Promise<void>
  readonly restore: (id: string) => Promise<void>
  /** One more place where projects come from that have no journal yet (traces of files, groups of dumps). It begins with the first change. */
  readonly addOrigin: (origin: ProjectOrigin) => void
  /** Makes projects without a journal again from their origin and tells whoever follows them. Others stay as they are. */
  readonly renew: (ids: (id: string) => boolean) => Promise<void>
  readonly close: () => Promise<void>
}

/** The changes a project without a journal is made of; undefined when there is no such project. */
export type ProjectOrigin = (id: string) => Promise<readonly Change[] | undefined>

/** Open projects that nobody uses are kept in memory up to this many. */
const idleLimit = 8

/** What projects are kept with. */
export interface ProjectsOptions {
  readonly folder: string
  /** Told of whatever could not be read. */
  readonly report: (message: string) => void
  readonly now: () => number
  /** Asked before anything is written; throws where the folder is another's by now. */
  readonly check?: () => Promise<void>
}

/** The projects of a folder. */
export async function createProjects({ folder, report, now, check }: ProjectsOptions): Promise<Projects> {
  await mkdir(join(folder, 'projects'), { recursive: true })
  const listing = await createListing(folder, report)
  const place = (id: string, under = 'projects') => join(folder, under, checkedId(id))
  const journalOf = (id: string) => join(place(id), 'journal.jsonl')
  const origins = createOrigins()
  const pool = createPool(async (id) => {
    const opening = { id, listing, report, now, check }
    const base = (await isKept(journalOf(id))) ? undefined : await origins.of(id)
    return base === undefined
      ? openProject(journalOf(id), opening)
      : openWithoutJournal(journalOf(id), base, opening)
  }, idleLimit)
  const hold: Projects['hold'] = async (id) => {
    const { thing, release } = await pool.hold(id)
    return { live: thing, release: () => void release() }
  }
  // Not awaited: another project that is closed for this one, and fails, is not a failure of the work on this one.
  const use: Projects['use'] = async (id, work) => {
    const { live, release } = await hold(id)
    try {
      return await work(live)
    } finally {
      release()
    }
  }
  return {
    list: listing.list,
    changes: listing.changes,
    hold,
    create: async (creation) => {
      await check?.()
      const text = JSON.stringify(creation) + '\n'
      await writeWhole(journalOf(creation.id), text)
      const project = fold([creation])
      if (project !== undefined) listing.note(project, Buffer.byteLength(text), creation.at)
    },
    use,
    ...trashOf({ place, journalOf, pool, listing, now, ...given({ check }) }),
    ...journalsAsText({ check, pool, hold, origin: origins.of, listing, journalOf }),
    addOrigin: origins.add,
    renew: async (ids) => {
      for (const id of pool.ids().filter(ids))
        await use(id, async ({ renew }) => renew?.((await origins.of(id)) ?? []))
    },
    close: async () => {
      await pool.closeAll()
      await listing.close()
    },
  }
}

interface Trashing extends Pick<ProjectsOptions, 'now' | 'check'> {
  readonly place: (id: string, under?: string) => string
  readonly journalOf: (id: string) => string
  readonly pool: Pool<LiveProject>
  readonly listing: ProjectListing
}

/** To the trash and back. */
function trashOf({
  place,
  journalOf,
  pool,
  listing,
  now,
  check,
}: Trashing): Pick<Projects, 'remove' | 'restore'> {
  return {
    remove: async (id) => {
      await check?.()
      await isThere(place(id))
      // Before the move: some systems do not move what is open.
      await pool.close(id)
      await makeRoom(place(id, 'trash'), now())
      await move(place(id), place(id, 'trash'))
      listing.forget(id)
    },
    restore: async (id) => {
      await check?.()
      if (await isKept(journalOf(id)))
        throw new Failure('busy', 'It was changed again since; delete it first to have the older one back.')
      // What is open is the trace as its file has it.
      await pool.close(id)
      await move(place(id, 'trash'), place(id))
      const entry = await indexEntryOf(journalOf(id))
      if (entry !== undefined) listing.put(id, entry)
    },
  }
}

/** Where projects without a journal come from; the first that knows one is asked no further. */
function createOrigins() {
  const all: ProjectOrigin[] = []
  return {
    add: (origin: ProjectOrigin) => void all.push(origin),
    of: async (id: string): Promise<readonly Change[] | undefined> => {
      for (const origin of all) {
        const base = await origin(id)
        if (base !== undefined) return base
      }
      return undefined
    },
  }
}

interface Opening {
  readonly id: string
  readonly listing: ProjectListing
  readonly report: (message: string) => void
  readonly now: () => number
  readonly check: ProjectsOptions['check']
}

async function openProject(path: string, opening: Opening): Promise<LiveProject> {
  const { id, listing, report, now } = opening
  const { journal: file, recorded } = await openJournal(path)
  const journal = checked(file, opening)
  for (const issue of recorded.issues) report(`${path}:${issue.line ?? 0}: ${issue.message}`)
  const project = await projectOfJournal(path, recorded)
  if (project === undefined) {
    await journal.close()
    throw new Failure('not-found', 'That project cannot be read: no line of it tells of a branch.', path)
  }
  const condition = conditionOf(recorded)
  const onChange = (state: Project) => {
    if (listing.has(id)) listing.note(state, journal.bytes(), now())
  }
  const live = createLive(project, { journal, condition }, onChange)
  const cut = cutOff(project, recorded.changedAt)
  if (cut.length > 0 && condition?.readOnly === undefined) await live.append(cut)
  return live
}

function conditionOf({ issues, newer }: RecordedJournal): ProjectCondition | undefined {
  if (issues.length === 0) return undefined
  const readOnly =
    newer.length === 0
      ? undefined
      : `A newer version of Relook wrote this project (“${newer[0] ?? ''}”). It can be read here, not changed; update Relook to go on.`
  return { issues, ...given({ readOnly }) }
}

/** The journal, asking before each change whether the folder is still this process's. */
function checked<J extends Journal>(journal: J, { check }: Opening): J {
  if (check === undefined) return journal
  return {
    ...journal,
    append: async (changes, sync) => {
      await check()
      await journal.append(changes, sync)
    },
  }
}

/** A project that has no journal until something is changed. */
function openWithoutJournal(path: string, base: readonly Change[], opening: Opening): LiveProject {
  const { listing, now } = opening
  // What a file says must be what its journal will say: else it would be corrected, and gone after a restart.
  const read = base.map((change) => readLine(JSON.stringify(change)))
  const bad = read.find((line) => line.type !== 'change')
  if (bad !== undefined)
    throw new Failure(
      'bad-input',
      `This trace cannot be opened: what its file says could not be kept. ${bad.type === 'broken' ? bad.message : ''}`,
    )
  const project = fold(base)
  if (project === undefined) throw new Failure('internal', 'A trace without a beginning.', path)
  const journal = checked(createLateJournal(path, base), opening)
  return createLive(project, { journal }, (state) => {
    if (journal.begun()) listing.note(state, journal.bytes(), now())
  })
}

/** A run that nobody drives any more was cut off; it ended when its journal was last written. */
function cutOff(project: Project, at: number): Change[] {
  return project.branches
    .filter((b) => b.run.type !== 'ended')
    .map((b) => ({ type: 'run-ended', branch: b.id, at, reason: 'cut-off' }))
}

/** The same trace may be corrected and deleted more than once: what is in the trash already stays, under another name. */
async function makeRoom(path: string, at: number): Promise<void> {
  if (!(await isKept(path))) return
  let other = `${path}.${at}`
  // A clock may stand still, or have been here before.
  for (let n = 1; await isKept(other); n++) other = `${path}.${at}.${n}`
  await rename(path, other)
}

async function move(from: string, to: string): Promise<void> {
  await isThere(from)
  await moveTo(from, to)
}

async function isThere(path: string): Promise<void> {
  try {
    await access(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new Failure('not-found', 'That project no longer exists.', path)
    throw diskFailure(error, path)
  }
}

function checkedId(id: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id)) return id
  throw new Failure('not-found', 'There is no such project.', id)
}
