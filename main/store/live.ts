/**
 * An open project: its state in memory, its journal, and everybody who follows it. A change is written first, then
 * applied, then told, in one order for all. Knows no run and no transport.
 */
import { given } from '../../app/given'
import { createBroadcast } from '../../app/async'
import { Failure } from '../../app/failure'
import type { ProjectCondition, ProjectEvent } from '../../app/host'
import { applyChange, type Change } from '../../app/trace/change'
import type { Project } from '../../app/trace/project'
import { readLine } from './change-schema'
import type { Journal } from './journal'
import type { LateJournal } from './late-journal'

export interface LiveProject {
  readonly state: () => Project
  /** Resolves when the changes are in the journal and told to all followers. */
  readonly append: (changes: readonly Change[]) => Promise<void>
  /** Applies and tells without writing: for when the disk refuses the truth. */
  readonly tell: (change: Change) => void
  /** The project, then every change after exactly that state, until the signal fires or the project is closed. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<ProjectEvent>
  /** Takes another beginning as long as nothing was written; absent for a project with a journal of its own. */
  readonly renew?: (base: readonly Change[]) => void
  readonly bytes: () => number
  readonly close: () => Promise<void>
}

/** Where an open project is kept. */
export interface KeptProject {
  readonly journal: Journal & Partial<Pick<LateJournal, 'renew'>>
  /** Absent: nothing is odd about it. */
  readonly condition?: ProjectCondition | undefined
}

/** Opens a project over its journal. `onChange` is called after each change. */
export function createLive(
  start: Project,
  { journal, condition }: KeptProject,
  onChange: (project: Project, change: Change) => void,
): LiveProject {
  let project = start
  const followers = createBroadcast<ProjectEvent>()
  const tell = (change: Change) => {
    project = applyChange(project, change)
    followers.tell({ type: 'change', change })
    onChange(project, change)
  }
  const renewed = (renew: LateJournal['renew']) => (base: readonly Change[]) => {
    const again = renew(base)
    if (again === undefined) return
    project = again
    followers.tell({ type: 'project', project })
  }
  return {
    state: () => project,
    append: async (changes) => {
      if (condition?.readOnly !== undefined) throw new Failure('denied', condition.readOnly)
      const written = changes.map(asRead)
      await journal.append(written, written.some(isBoundary))
      for (const change of written) tell(change)
    },
    tell,
    follow: (signal) => followers.follow(signal, { type: 'project', project, ...given({ condition }) }),
    ...given({ renew: journal.renew === undefined ? undefined : renewed(journal.renew) }),
    bytes: journal.bytes,
    close: async () => {
      followers.end()
      await journal.close()
    },
  }
}

/** A change as the journal will give it back. @throws Failure `bad-input` for one that it would not. */
function asRead(change: Change): Change {
  const line = readLine(JSON.stringify(change))
  if (line.type === 'change') return line.change
  const why = line.type === 'broken' ? line.message : `“${line.name}” is not known.`
  throw new Failure('bad-input', `That change could not be read again, so it was not made. ${why}`)
}

/** Streamed text may wait for the system to write it out; everything else goes to the disk itself before it counts. */
function isBoundary(change: Change): boolean {
  return change.type !== 'streamed' && change.type !== 'run-phase'
}
