/** The rollouts of a group as the table shows them: scored, sorted, narrowed. Pure. */
import { triedFits, usedShare, type LookVerdict } from '../../../app/explain/verdict'
import { terms, type Term } from '../../../app/rewards/reward'
import type { Rollout, RolloutGroup } from '../../../app/rewards/rollout'
import { measure, scoreGroup, type Measurements, type ScoredRollout } from '../../../app/rewards/total'
import { variants, type Scoring, type Variant } from '../../../app/rewards/variants'
import type { RolloutFilter, RolloutSort, RewardSource, TermEdit } from './rollouts-state'
import { given } from '../../../app/given'

/** One rollout with its numbers. */
export interface RolloutRow {
  readonly rollout: Rollout
  /** Place in the group, from 0. */
  readonly index: number
  /** By column: a term's value. */
  readonly values: Readonly<Record<string, number>>
  readonly total: number | undefined
  readonly advantage: number | undefined
  /** Undefined: no rule can tell, or nobody said. */
  readonly right: boolean | undefined
  /** How each value came about, by column. */
  readonly why: Readonly<Record<string, string>>
  readonly tokens: number | undefined
  /** Whether its looks were used, in their order; absent: they were not tried. */
  readonly tried?: readonly LookVerdict[]
}

/** The variant with a person's changes. */
export function editedScoring(variant: Variant, edits: Readonly<Partial<Record<Term, TermEdit>>>): Scoring {
  const changed = terms.map((term) => {
    const own = variant.terms[term]
    const { weight = own.weight, cap } = edits[term] ?? {}
    const most = cap === undefined ? own.cap : (cap ?? undefined)
    return [term, { reward: own.reward, weight, ...given({ cap: most }) }] as const
  })
  // One entry for each of `terms`, from which it is built.
  return { ...variant, terms: Object.fromEntries(changed) as unknown as Scoring['terms'] }
}

/** The variant that a scorer means; the trainer's own numbers are compared with the first. */
export function variantFor(scorer: RewardSource): Variant {
  return variants.find((v) => v.id === scorer) ?? variants[0]
}

/** What every rollout measures: the expensive part, once per group. */
export function measured(group: RolloutGroup): readonly Measurements[] {
  return group.rollouts.map((rollout) => measure(rollout, group))
}

/** Whether a trainer wrote down any number of this group. */
export function hasRecorded(group: RolloutGroup): boolean {
  return group.rollouts.some((r) => r.recorded !== undefined)
}

/** Columns of terms, in order: those of the variant that count, or the trainer's own. */
export function termColumnsOf(
  group: RolloutGroup,
  scorer: RewardSource,
  scoring: Scoring,
): readonly string[] {
  if (scorer === 'recorded')
    return [...new Set(group.rollouts.flatMap((r) => Object.keys(r.recorded?.terms ?? {})))]
  return terms.filter((term) => term !== 'iou' || scoring.terms.iou.weight > 0)
}

/**
 * Every rollout with its numbers, in the group's order. `pending`: rollouts that are not whole yet; they have no numbers and
 * no share in the mean that advantages are relative to.
 */
export function rolloutRowsOf(
  group: RolloutGroup,
  all: readonly Measurements[],
  { scorer, scoring, pending = nobody }: RowsRequest,
): readonly RolloutRow[] {
  const whole = group.rollouts.flatMap(({ id }, i) => (pending.has(id) ? [] : [i]))
  const scores = scoreGroup(
    all.filter((_, i) => whole.includes(i)),
    scoring,
  )
  return group.rollouts.map((rollout, index) => {
    const at = whole.indexOf(index)
    if (at < 0) return { ...blank, rollout, index, tokens: tokensOf(rollout) }
    return scorer === 'recorded'
      ? recordedRow(rollout, index, scores.rollouts[at])
      : ownRow(
          { rollout, index },
          { scored: scores.rollouts[at], advantage: scores.advantages.values[at] },
          group,
        )
  })
}

/** How rows are scored. */
export interface RowsRequest {
  readonly scorer: RewardSource
  readonly scoring: Scoring
  readonly pending?: ReadonlySet<string>
}

const nobody: ReadonlySet<string> = new Set()
const blank = { values: {}, why: {}, total: undefined, advantage: undefined, right: undefined } as const

/** What our own terms say of a rollout, and its advantage in the group. */
interface Own {
  readonly scored: ScoredRollout | undefined
  readonly advantage: number | undefined
}

function ownRow(
  base: Pick<RolloutRow, 'rollout' | 'index'>,
  { scored, advantage }: Own,
  group: RolloutGroup,
): RolloutRow {
  return {
    ...base,
    values: Object.fromEntries(scored?.terms.map(({ term, value }) => [term, value]) ?? []),
    why: Object.fromEntries(scored?.terms.map(({ term, why }) => [term, why]) ?? []),
    total: scored?.total,
    advantage,
    right: rightOf(scored, group),
    tokens: tokensOf(base.rollout),
  }
}

function rightOf(scored: ScoredRollout | undefined, group: RolloutGroup): boolean | undefined {
  return scored === undefined || scored.undecided || group.gold.length === 0 ? undefined : scored.right
}

function recordedRow(rollout: Rollout, index: number, scored: ScoredRollout | undefined): RolloutRow {
  const { terms: values = {}, total, advantage } = rollout.recorded ?? {}
  const accuracy = Object.entries(values).find(([name]) => /acc/i.test(name))?.[1]
  const said = rollout.verdict ?? accuracy
  return {
    rollout,
    index,
    values,
    why: {},
    total,
    advantage,
    right: said === undefined ? scored?.right : said > 0,
    tokens: tokensOf(rollout),
  }
}

/** Tokens the model wrote. */
function tokensOf({ tokens }: Rollout): number | undefined {
  const written = tokens?.filter((t) => t.loss)
  // Text without tokens is one piece: how many tokens it is, is not known.
  return written === undefined || written.every((t) => t.id < 0) ? undefined : written.length
}

/** What is shown of a group, and in which order. */
export interface RolloutArrangement {
  readonly filter: RolloutFilter
  readonly sort: RolloutSort
  /** Ids of rollouts. */
  readonly pinned: readonly string[]
}

/** The rows to show, in the order asked for; what has no number comes last. */
export function arranged(
  rows: readonly RolloutRow[],
  { filter, sort, pinned }: RolloutArrangement,
): readonly RolloutRow[] {
  const { column, down } = sort
  const kept = rows.filter((row) => passes(row, filter, pinned))
  const order = (a: RolloutRow, b: RolloutRow) => {
    const [x, y] = [valueOf(a, column), valueOf(b, column)]
    if (x === undefined || y === undefined) return x === y ? a.index - b.index : x === undefined ? 1 : -1
    const by = typeof x === 'string' ? x.localeCompare(String(y)) : x - Number(y)
    return (down ? -by : by) || a.index - b.index
  }
  const isPinned = (row: RolloutRow) => pinned.includes(row.rollout.id)
  // Pinned ones stay on top, as everywhere.
  return [...kept.filter(isPinned).toSorted(order), ...kept.filter((r) => !isPinned(r)).toSorted(order)]
}

function passes(row: RolloutRow, filter: RolloutFilter, pinned: readonly string[]): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'right':
      return row.right === true
    case 'wrong':
      return row.right === false
    case 'looked':
      return row.rollout.looks.length > 0
    case 'used':
    case 'not-used':
    case 'harmful':
      return triedFits(row.tried, filter)
    case 'pinned':
      return pinned.includes(row.rollout.id)
  }
}

function valueOf(row: RolloutRow, column: string): string | number | undefined {
  switch (column) {
    case 'index':
      return row.index
    case 'answer':
      return row.rollout.answer.toLowerCase()
    case 'right':
      return row.right === undefined ? undefined : Number(row.right)
    case 'total':
      return row.total
    case 'advantage':
      return row.advantage
    case 'tokens':
      return row.tokens
    case 'looks':
      return row.rollout.looks.length
    case 'used':
      return usedShare(row.tried)
    default:
      return row.values[column]
  }
}
