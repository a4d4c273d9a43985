/** What the window knows of groups of rollouts: dumps, the group looked at, how it is scored. Plain data. */
import type { VariantId } from '../../app/rewards/variants'
import type { Term } from '../../app/rewards/reward'
import type { Curve, DumpId, GroupQuery, GroupRow, OpenedGroup, RolloutDump } from '../../app/host/rollouts'
import type { MaskRule } from '../../app/groups/strip'

/** Weight and cap of a term as a person set them; absent: the variant's own. `cap` null: none. */
export interface TermEdit {
  readonly weight?: number
  readonly cap?: number | null
}

/** Whose rewards are shown: a variant's, worked out here, or what the trainer wrote. */
export type Scorer = VariantId | 'recorded'

/** What the table of rollouts is sorted by: a fixed column or a term's name. */
export interface RolloutSort {
  readonly column: string
  readonly down: boolean
}

/** Which rollouts the table shows. */
export const rolloutFilters = ['all', 'right', 'wrong', 'looked', 'pinned'] as const
export type RolloutFilter = (typeof rolloutFilters)[number]

/** The group that is looked at: of a dump, or of the open project. */
export type GroupPlace =
  | { readonly type: 'dump'; readonly dump: DumpId; readonly at: number }
  | { readonly type: 'project'; readonly group: string }

export interface RolloutsState {
  /** The area is shown. */
  readonly rolling: boolean
  readonly dumps: readonly RolloutDump[] | undefined
  readonly dumpId: DumpId | undefined
  readonly groupQuery: GroupQuery
  /** How many match; undefined before the first answer. */
  readonly groupTotal: number | undefined
  /** Rows by page. */
  readonly groupPages: Readonly<Record<number, readonly GroupRow[]>>
  readonly curve: Curve | undefined
  readonly groupPlace: GroupPlace | undefined
  /** Of a dump, once it has come. */
  readonly openedGroup: OpenedGroup | undefined
  /** A rollout's id, the one being read. */
  readonly rolloutId: string | undefined
  readonly hoveredRollout: string | undefined
  readonly pinned: readonly string[]
  readonly scorer: Scorer
  readonly termEdits: Readonly<Partial<Record<Term, TermEdit>>>
  readonly rolloutSort: RolloutSort
  readonly rolloutFilter: RolloutFilter
  readonly maskRule: MaskRule
  /** Right answers that a person typed, by group. */
  readonly golds: Readonly<Record<string, string>>
  /** Bytes sent, 0..1, while a dump is uploaded. */
  readonly dumpUpload: number | undefined
}

/** No group looked at. */
export const noGroup = {
  groupPlace: undefined,
  openedGroup: undefined,
  rolloutId: undefined,
  hoveredRollout: undefined,
  pinned: [],
} as const

/** Before the area is opened. */
export const noRolloutsYet: RolloutsState = {
  ...noGroup,
  rolling: false,
  dumps: undefined,
  dumpId: undefined,
  groupQuery: {},
  groupTotal: undefined,
  groupPages: {},
  curve: undefined,
  scorer: 'paper',
  termEdits: {},
  rolloutSort: { column: 'index', down: false },
  rolloutFilter: 'all',
  maskRule: 'paper',
  golds: {},
  dumpUpload: undefined,
}
