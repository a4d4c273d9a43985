/** The list of projects in memory: kept true by every change, told to whoever watches, saved now and then. */
import { createChanges, type ChangeSignal } from '../../app/async'
import { byTime } from '../../app/host/projects'
import type { Project, ProjectSummary } from '../../app/trace/project'
import { loadIndex, projectSummary, writeIndex, type IndexEntry } from './index-file'

export interface ProjectListing {
  /** Newest change first. */
  readonly list: () => readonly ProjectSummary[]
  /** That the list changed. */
  readonly changes: Pick<ChangeSignal, 'on' | 'follow'>
  /** A project changed; its journal now has this length. */
  readonly note: (project: Project, journal: number, at: number) => void
  readonly has: (id: string) => boolean
  readonly put: (id: string, entry: IndexEntry) => void
  readonly forget: (id: string) => void
  readonly close: () => Promise<void>
}

/** The list is saved at most once in this many milliseconds. */
const saveMs = 500

/** The list of a data folder, true as of now. */
export async function createListing(
  folder: string,
  report: (message: string) => void,
): Promise<ProjectListing> {
  const entries = await loadIndex(folder, report)
  const changes = createChanges()
  let timer: NodeJS.Timeout | undefined
  const save = async () => {
    clearTimeout(timer)
    timer = undefined
    // Only a copy of what the journals say: a full disk must not stop anything here.
    await writeIndex(folder, entries.values()).catch((error: unknown) => report(String(error)))
  }
  const saveSoon = () => void (timer ??= setTimeout(() => void save(), saveMs).unref())
  const changed = () => {
    saveSoon()
    changes.tell()
  }
  return {
    list: () => [...entries.values()].map((e) => e.summary).sort(byTime),
    changes,
    note: (project, journal, at) => {
      const before = entries.get(project.id)?.summary
      const summary = projectSummary(project, at)
      entries.set(project.id, { journal, summary })
      if (sameButTime(before, summary)) saveSoon()
      else changed()
    },
    has: (id) => entries.has(id),
    put: (id, entry) => {
      entries.set(id, entry)
      changed()
    },
    forget: (id) => {
      if (entries.delete(id)) changed()
    },
    close: async () => {
      changes.clear()
      await save()
    },
  }
}

function sameButTime(a: ProjectSummary | undefined, b: ProjectSummary): boolean {
  return a !== undefined && JSON.stringify({ ...a, changedAt: 0 }) === JSON.stringify({ ...b, changedAt: 0 })
}
