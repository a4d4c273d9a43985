/** The projects of a data folder: the list, opening, the trash. Knows no run. */
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../app/failure'
import type { Change } from '../../app/trace/change'
import type { Project, ProjectSummary } from '../../app/trace/project'
import { codeOf, diskFailure, writeWhole } from './folder'
import { entryOf, fold, loadIndex, summaryOf, writeIndex } from './index-file'
import { openJournal } from './journal'
import { createLive, type LiveProject } from './live'

export interface Projects {
  /** Newest change first. */
  readonly list: () => readonly ProjectSummary[]
  /** Called whenever the list changed; returns its end. */
  readonly onList: (listener: () => void) => () => void
  readonly create: (creation: Extract<Change, { type: 'project-created' }>) => Promise<void>
  /** Works with an open project; it stays open as long as any work on it is under way. */
  readonly use: <T>(id: string, work: (live: LiveProject) => Promise<T>) => Promise<T>
  /** Holds a project open until the returned `release`. */
  readonly hold: (id: string) => Promise<{ readonly live: LiveProject; readonly release: () => void }>
  /** To the trash. Followers' streams end. */
  readonly remove: (id: string) => Promise<void>
  readonly restore: (id: string) => Promise<void>
  readonly close: () => Promise<void>
}

interface Held {
  readonly live: Promise<LiveProject>
  holders: number
}

/** Open projects that nobody uses are kept in memory up to this many. */
const idleLimit = 8

/** The projects of a folder. `report` is told of whatever could not be read. */
export async function createProjects(
  folder: string,
  report: (message: string) => void,
  now: () => number,
): Promise<Projects> {
  await mkdir(join(folder, 'projects'), { recursive: true })
  const entries = await loadIndex(folder, report)
  const held = new Map<string, Held>()
  const listeners = new Set<() => void>()
  let writing: NodeJS.Timeout | undefined

  const place = (id: string, under = 'projects') => join(folder, under, checkedId(id))
  const journalOf = (id: string) => join(place(id), 'journal.jsonl')
  const saveIndex = async () => {
    clearTimeout(writing)
    writing = undefined
    // Only a copy of what the journals say: a full disk must not stop anything here.
    await writeIndex(folder, entries.values()).catch((error: unknown) => report(String(error)))
  }
  const changed = () => {
    writing ??= setTimeout(() => void saveIndex(), 500).unref()
    for (const listener of listeners) listener()
  }
  const note = (project: Project, bytes: number, at: number) => {
    const before = entries.get(project.id)?.summary
    const summary = summaryOf(project, at)
    entries.set(project.id, { journal: bytes, summary })
    if (!sameButTime(before, summary)) changed()
    else writing ??= setTimeout(() => void saveIndex(), 500).unref()
  }
  const open = async (id: string): Promise<LiveProject> => {
    const { journal, recorded } = await openJournal(journalOf(id))
    for (const issue of recorded.issues) report(`${journalOf(id)}:${issue.line ?? 0}: ${issue.message}`)
    const project = fold(recorded.changes)
    if (project === undefined) {
      await journal.close()
      throw new Failure('not-found', 'That project cannot be read: its first line is broken.', journalOf(id))
    }
    const live = createLive(project, journal, (state) => {
      if (entries.has(id)) note(state, journal.bytes(), now())
    })
    const cut = cutOff(project, recorded.changedAt)
    if (cut.length > 0) await live.append(cut)
    return live
  }
  const acquire = (id: string): Held => {
    const there = held.get(id)
    if (there !== undefined) {
      there.holders++
      return there
    }
    const fresh: Held = { live: open(id), holders: 1 }
    held.set(id, fresh)
    fresh.live.catch(() => held.delete(id))
    return fresh
  }
  const release = (id: string) => {
    const mine = held.get(id)
    if (mine === undefined) return
    mine.holders--
    const idle = [...held].filter(([, h]) => h.holders === 0)
    for (const [old, h] of idle.slice(0, Math.max(0, idle.length - idleLimit))) {
      held.delete(old)
      void h.live.then((live) => live.close())
    }
  }
  const hold = async (id: string) => {
    const mine = acquire(id)
    const live = await mine.live
    let open = true
    return {
      live,
      release: () => {
        if (open && held.get(id) === mine) release(id)
        open = false
      },
    }
  }
  const closeOne = async (id: string) => {
    const mine = held.get(id)
    held.delete(id)
    if (mine !== undefined) await (await mine.live).close()
  }

  return {
    list: () =>
      [...entries.values()].map((e) => e.summary).sort((a, b) => b.changedAt - a.changedAt || compare(a, b)),
    onList: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    create: async (creation) => {
      const text = JSON.stringify(creation) + '\n'
      await writeWhole(journalOf(creation.id), text)
      const project = fold([creation])
      if (project !== undefined) note(project, Buffer.byteLength(text), creation.at)
    },
    use: async (id, work) => {
      const { live, release: done } = await hold(id)
      try {
        return await work(live)
      } finally {
        done()
      }
    },
    hold,
    remove: async (id) => {
      await move(place(id), place(id, 'trash'), async () => {
        entries.delete(id)
        await closeOne(id)
      })
      changed()
    },
    restore: async (id) => {
      await move(place(id, 'trash'), place(id))
      const entry = await entryOf(journalOf(id))
      if (entry !== undefined) entries.set(id, entry)
      changed()
    },
    close: async () => {
      await Promise.all([...held.keys()].map(closeOne))
      listeners.clear()
      await saveIndex()
    },
  }
}

/** A run that nobody drives any more was cut off; it ended when its journal was last written. */
function cutOff(project: Project, at: number): Change[] {
  return project.branches
    .filter((b) => b.run.type !== 'ended')
    .map((b) => ({ type: 'run-ended', branch: b.id, at, reason: 'cut-off' }))
}

async function move(
  from: string,
  to: string,
  before: () => Promise<void> = async () => undefined,
): Promise<void> {
  try {
    await mkdir(join(to, '..'), { recursive: true })
    await before()
    await rename(from, to)
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      throw new Failure('not-found', 'That project is not there any more.', from)
    throw diskFailure(error, from)
  }
}

function checkedId(id: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id)) return id
  throw new Failure('not-found', 'There is no such project.', id)
}

function sameButTime(a: ProjectSummary | undefined, b: ProjectSummary): boolean {
  return a !== undefined && JSON.stringify({ ...a, changedAt: 0 }) === JSON.stringify({ ...b, changedAt: 0 })
}

function compare(a: ProjectSummary, b: ProjectSummary): number {
  return a.id < b.id ? -1 : 1
}
