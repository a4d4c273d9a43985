/** Answers the contract of indexed dumps: dumps by id, opened on demand. Runs in the indexing thread, or in a test's. */
import { createHash } from 'node:crypto'
import type { Implementation } from '../../app/contract'
import { Failure } from '../../app/failure'
import type { DumpPart } from '../../app/groups/dump'
import { createFinder, type ImageFinder } from '../collections/images'
import { locateImage } from '../collections/ready'
import { watchFiles } from '../collections/watch-files'
import { openDumpIndex, type DumpIndex } from './dump-index'
import { curveOf, matchingEntries, rowOf, type GroupEntry } from './entries'
import type { GroupContent, rolloutIndexContract } from './index-contract'
import { logCurve } from './log-curve'

interface Open {
  readonly index: DumpIndex
  readonly also: readonly string[]
  readonly anywhere: boolean
  finder?: ImageFinder
}

/** A service without any dump open. */
export function createRolloutIndexService(): Implementation<typeof rolloutIndexContract> {
  const dumps = new Map<string, Open>()
  const need = (id: string): Open => {
    const there = dumps.get(id)
    if (there === undefined) throw new Failure('not-found', 'That dump is not open.')
    return there
  }
  return {
    dumpStatus: async function* ({ dump, path, folder, also, anywhere }, signal) {
      const open = dumps.get(dump) ?? { index: openDumpIndex(path, folder), also, anywhere }
      dumps.set(dump, open)
      yield* watchFiles(open.index, signal)
    },
    dumpGroups: async ({ dump, query, offset, limit }) => {
      const { index } = need(dump)
      await index.begun()
      const entries = index.entries()
      const all = matchingEntries(entries, query)
      const groups = all.slice(offset, offset + limit).map((at) => rowOf(entries[at] as GroupEntry, at))
      return { total: all.length, groups }
    },
    dumpGroup: ({ dump, at }, signal) => readGroup(need(dump), at, signal),
    dumpFind: async ({ dump, key }) => {
      const { index } = need(dump)
      // Right after a start the index is still being read.
      await index.settled()
      const at = index.entries().findIndex((entry) => keyOf(entry) === key)
      return at < 0 ? null : at
    },
    dumpCurve: async ({ dump }) => {
      const { index } = need(dump)
      await index.begun()
      return (await logCurve(index.folder())) ?? curveOf(index.entries())
    },
    closeDump: async ({ dump }) => {
      const open = dumps.get(dump)
      dumps.delete(dump)
      await open?.index.close()
    },
  }
}

function keyOf({ step, key }: GroupEntry): string {
  return createHash('sha256')
    .update(`${step ?? ''}/${key}`)
    .digest('hex')
    .slice(0, 16)
}

/** All parts of a group, from wherever its records stand, as one. */
async function readGroup(open: Open, at: number, signal: AbortSignal): Promise<GroupContent> {
  const { index } = open
  // Right after a start the index may not have come so far yet.
  if (index.entries()[at] === undefined) await index.settled()
  const entry = index.entries()[at]
  const format = index.format()
  if (entry === undefined || format === undefined)
    throw new Failure('not-found', 'That group is no longer in the dump.')
  const parts: DumpPart[] = []
  for (const place of entry.places) {
    const record = await (await index.open(place.file)).read(place)
    const read = record.ok ? format.parse(record.value) : undefined
    if (read?.ok !== true) throw new Failure('not-found', 'The dump has changed; open it again.')
    parts.push(...place.parts.flatMap((i) => read.value[i] ?? []))
  }
  const [first] = parts
  if (first === undefined) throw new Failure('not-found', 'That group is no longer in the dump.')
  const part: DumpPart = { ...first, rollouts: parts.flatMap((p) => p.rollouts) }
  const key = keyOf(entry)
  if (part.picture === undefined) return { key, part }
  return { key, part, picture: await find(open, part.picture, signal) }
}

async function find(open: Open, picture: NonNullable<DumpPart['picture']>, signal: AbortSignal) {
  open.finder ??= createFinder({ folders: [open.index.folder(), ...open.also], anywhere: open.anywhere })
  const located = locateImage(open.finder, picture)
  if (located.type !== 'missing') return located
  // Bare names are looked for only where an image is not where it should be: listing a folder takes time.
  await open.finder.prepare(signal)
  return locateImage(open.finder, picture)
}
