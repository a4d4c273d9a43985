/**
 * The groups of a dump one after the other, as rewards see them, for the terminal: without window, project or image.
 * Memory holds the index and one group.
 */
import { groupsOf } from '../../app/groups/group'
import { groupChanges } from '../../app/groups/project'
import { rolloutGroupOf } from '../../app/groups/rollouts'
import type { DumpPart } from '../../app/groups/dump'
import { Failure } from '../../app/failure'
import { dumpLikeness, groupOfDump } from '../../app/rewards/dump'
import type { RolloutGroup } from '../../app/rewards/rollout'
import { replay } from '../../app/trace/replay'
import { openDumpIndex } from './dump-index'

/** A dump open to be read through. */
export interface DumpReader {
  /** Who wrote it. */
  readonly format: string
  readonly groups: number
  /** Records that could not be read, and why the first could not. */
  readonly issues: number
  readonly firstIssue: string | undefined
  readonly each: (signal: AbortSignal) => AsyncGenerator<RolloutGroup>
  readonly close: () => Promise<void>
}

/** Opens a dump; its index is kept in `folder`. @throws Failure `bad-input` for a file that is none. */
export async function readGroups(path: string, folder: string): Promise<DumpReader> {
  const index = openDumpIndex(path, folder)
  await index.settled()
  const { state, issues, firstIssue } = index.status()
  if (state.type === 'failed') {
    await index.close()
    throw new Failure(state.failure.code, state.failure.message)
  }
  const format = index.format()
  return {
    format: format?.name ?? '',
    groups: index.entries().length,
    issues,
    firstIssue,
    each: async function* (signal) {
      for (const [at, entry] of index.entries().entries()) {
        signal.throwIfAborted()
        const parts: DumpPart[] = []
        let whole: RolloutGroup | undefined
        for (const place of entry.places) {
          const record = await (await index.open(place.file)).read(place)
          const read = record.ok ? format?.parse(record.value) : undefined
          if (!record.ok || read?.ok !== true)
            throw new Failure('not-found', 'The dump has changed while it was read.')
          parts.push(...place.parts.flatMap((i) => read.value[i] ?? []))
          // Our own dumps have the very text the trainer scored.
          const own = dumpLikeness(record.value) > 0 ? groupOfDump(record.value, String(at)) : undefined
          if (own?.ok === true) whole = joined(whole, own.value)
        }
        const group = whole ?? groupOfParts(parts, String(at))
        if (group !== undefined) yield group
      }
    },
    close: () => index.close(),
  }
}

/** A group that is cut over several lines. */
function joined(before: RolloutGroup | undefined, more: RolloutGroup): RolloutGroup {
  return before === undefined ? more : { ...before, rollouts: [...before.rollouts, ...more.rollouts] }
}

/** The rollouts of other trainers, read as traces of their language. */
function groupOfParts(parts: readonly DumpPart[], id: string): RolloutGroup | undefined {
  const [first] = parts
  if (first === undefined) return undefined
  const part = { ...first, rollouts: parts.flatMap((p) => p.rollouts) }
  const project = replay(groupChanges(part, { id, title: '', at: 0 }))
  const [group] = project === undefined ? [] : groupsOf(project)
  return project === undefined || group === undefined ? undefined : rolloutGroupOf(project, group)
}
