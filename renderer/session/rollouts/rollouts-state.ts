/** What the window knows of groups of rollouts: dumps, the group looked at, how it is scored. Plain data. */
import type { VariantId } from '../../../app/rewards/variants'
import type { Term } from '../../../app/rewards/reward'
import type {
  Curve,
  DumpId,
  GroupQuery,
  GroupRow,
  OpenedGroup,
  RolloutDump,
} from '../../../app/host/rollouts'
import type { MaskRule } from '../../../app/groups/strip'

/** Weight and cap of a term as a person set them; absent: the variant's own. `cap` null: none. */
export interface TermEdit {
  readonly weight?: number
  readonly cap?: number | null
}

/** Whose rewards are shown: a variant's, worked out here, or what the trainer wrote. */
export type RewardSource = VariantId | 'recorded'

/** What the table of rollouts is sorted by: a fixed column or a term's name. */
export interface RolloutSort {
  readonly column: string
  readonly down: boolean
}

/** Which rollouts the table shows. */
export const rolloutFilters = [
  'all',
  'right',
  'wrong',
  'looked',
  'used',
  'not-used',
  'harmful',
  'pinned',
] as const
export type RolloutFilter = (typeof rolloutFilters)[number]

/** The group that is looked at: of a dump, or of the open project. */
export type GroupPlace =
  | { readonly type: 'dump'; readonly dump: DumpId; readonly at: number }
  | { readonly type: 'project'; readonly group: string }

export interface RolloutsState {
  readonly dumps: readonly RolloutDump[] | undefined
  readonly dump: DumpId | undefined
  readonly query: GroupQuery
  /** How many match; undefined before the first answer. */
  readonly total: number | undefined
  /** Pages asked for, loaded or not. */
  readonly asked: readonly number[]
  /** Rows by page. */
  readonly pages: Readonly<Record<number, readonly GroupRow[]>>
  readonly curve: Curve | undefined
  readonly place: GroupPlace | undefined
  /** Of a dump, once it has come. */
  readonly opened: OpenedGroup | undefined
  /** A rollout's id, the one being read. */
  readonly read: string | undefined
  readonly hovered: string | undefined
  readonly pinned: readonly string[]
  readonly scorer: RewardSource
  readonly edits: Readonly<Partial<Record<Term, TermEdit>>>
  readonly sort: RolloutSort
  readonly filter: RolloutFilter
  readonly maskRule: MaskRule
  /** Right answers that a person typed, by group. */
  readonly golds: Readonly<Record<string, string>>
  /** Bytes sent, 0..1, while a dump is uploaded. */
  readonly upload: number | undefined
}

/** No group looked at. */
export const noGroup = {
  place: undefined,
  opened: undefined,
  read: undefined,
  hovered: undefined,
  pinned: [],
} as const satisfies Partial<RolloutsState>

/** Before the area is opened. */
export const noRollouts: RolloutsState = {
  ...noGroup,
  dumps: undefined,
  dump: undefined,
  query: {},
  total: undefined,
  asked: [],
  pages: {},
  curve: undefined,
  scorer: 'paper',
  edits: {},
  sort: { column: 'index', down: false },
  filter: 'all',
  maskRule: 'paper',
  golds: {},
  upload: undefined,
}
