/** The contract between the main side and the thread that indexes dumps of rollouts. */
import { z } from 'zod'
import { call, stream, type Client } from '../../app/contract'
import type { DumpPart } from '../../app/groups/dump'
import { groupQuery, type Curve, type GroupRow, type RolloutDump } from '../../app/host/rollouts'
import type { LocatedImage } from '../collections/indexer-contract'

const id = z.string()

/** A dump as the thread knows it. */
export type DumpStatus = Pick<
  RolloutDump,
  'format' | 'bytes' | 'groups' | 'rollouts' | 'issues' | 'firstIssue' | 'state'
>

/** A group read from its file, with its image as far as it was found. */
export interface GroupContent {
  /** Stands for the group whatever its place: step and question. */
  readonly key: string
  readonly part: DumpPart
  readonly picture?: LocatedImage
}

export const rolloutIndexContract = {
  /** Opens (or looks again) and indexes; tells how far it is until the asker leaves. Leaving closes nothing. */
  dumpStatus: stream(
    z.object({
      dump: id,
      path: z.string(),
      folder: z.string(),
      also: z.array(z.string()),
      anywhere: z.boolean(),
    }),
  ).yields<DumpStatus>(),
  dumpGroups: call(z.object({ dump: id, query: groupQuery, offset: z.number(), limit: z.number() })).returns<{
    readonly total: number
    readonly groups: readonly GroupRow[]
  }>(),
  dumpGroup: call(z.object({ dump: id, at: z.number() })).returns<GroupContent>(),
  /** The place of a group by its key; null when it is gone. */
  dumpFind: call(z.object({ dump: id, key: z.string() })).returns<number | null>(),
  dumpCurve: call(z.object({ dump: id })).returns<Curve>(),
  closeDump: call(z.object({ dump: id })).returns<void>(),
} as const

export type RolloutIndexer = Client<typeof rolloutIndexContract>
