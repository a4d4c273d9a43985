/** Scored groups as lines for a terminal and as records, and the means over all of them. Pure. */
import { lineOf } from '../../app/beginning'
import { terms, type Term } from '../../app/rewards/reward'
import type { RolloutGroup } from '../../app/rewards/rollout'
import type { GroupScore, ScoredRollout } from '../../app/rewards/total'

/** Sums over all rollouts read so far. */
export interface Means {
  readonly groups: number
  readonly count: number
  readonly right: number
  readonly undecided: number
  /** Groups without anything to learn from. */
  readonly flat: number
  readonly sums: Readonly<Record<Term | 'total', number>>
  /** Rollouts of which the dump has a total, and of these how many are off by more than its rounding. */
  readonly recorded: number
  readonly differing: number
}

export const noMeans: Means = {
  groups: 0,
  count: 0,
  right: 0,
  undecided: 0,
  flat: 0,
  recorded: 0,
  differing: 0,
  sums: { accuracy: 0, format: 0, region: 0, length: 0, iou: 0, total: 0 },
}

/** A dump writes four decimals, five terms may each be off by half of the last. */
const rounding = 3e-4

/** With one more group. */
export function addGroup(means: Means, group: RolloutGroup, { rollouts, advantages }: GroupScore): Means {
  const sum = (of: (scored: ScoredRollout) => number) => rollouts.reduce((total, one) => total + of(one), 0)
  const sums = Object.fromEntries(
    [...terms, 'total' as const].map((name) => [name, means.sums[name] + sum((one) => valueOf(one, name))]),
  ) as Means['sums']
  const totals = group.rollouts.map((r, i) => [r.recorded?.total, rollouts[i]?.total ?? 0] as const)
  const known = totals.filter(([there]) => there !== undefined)
  return {
    groups: means.groups + 1,
    count: means.count + rollouts.length,
    right: means.right + sum((one) => Number(one.right)),
    undecided: means.undecided + sum((one) => Number(one.undecided)),
    flat: means.flat + Number(advantages.flat),
    sums,
    recorded: means.recorded + known.length,
    differing:
      means.differing + known.filter(([there, here]) => Math.abs((there ?? 0) - here) > rounding).length,
  }
}

/** A group for `--json`. */
export function groupRecord(group: RolloutGroup, { rollouts, advantages }: GroupScore): unknown {
  const { id, step, question, gold, image } = group
  return {
    id,
    step,
    question,
    gold,
    image,
    mean: advantages.mean,
    deviation: advantages.deviation,
    flat: advantages.flat,
    rollouts: rollouts.map((scored, i) => {
      const rollout = group.rollouts[i]
      return {
        id: rollout?.id,
        answer: rollout?.answer,
        looks: rollout?.looks.length,
        rewards: { ...Object.fromEntries(scored.terms.map((t) => [t.term, t.value])), total: scored.total },
        advantage: advantages.values[i],
        right: scored.right,
        undecided: scored.undecided,
        why: Object.fromEntries(scored.terms.map((t) => [t.term, t.why])),
        recorded: rollout?.recorded,
      }
    }),
  }
}

/** The means for `--json`. */
export function meansRecord(means: Means): unknown {
  const { groups, count, right, undecided, flat, sums, recorded, differing } = means
  const mean = Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [name, count === 0 ? 0 : sum / count]),
  )
  return { groups, count, right, undecided, flat, mean, recorded, differing }
}

/** A group as lines. */
export function rewardsText(group: RolloutGroup, { rollouts, advantages }: GroupScore, why: boolean): string {
  const step = group.step === undefined ? '' : `step ${group.step}  `
  const head = `${step}${lineOf(group.question, 70)}  gold ${group.gold.map((g) => `“${lineOf(g, 30)}”`).join(' or ') || '–'}\n`
  const rows = rollouts.map((scored, i) => {
    const values = scored.terms.map((t) => number(t.value)).join(' ')
    const answer = lineOf(group.rollouts[i]?.answer ?? '', 40)
    const row = `  ${String(i + 1).padStart(3)} ${values} ${number(scored.total)} ${number(advantages.values[i] ?? 0)}  ${answer}\n`
    return why ? row + scored.terms.map((t) => `      ${t.term}: ${t.why}\n`).join('') : row
  })
  const note = advantages.flat ? '  all totals are equal: nothing to learn from\n' : ''
  return `${head}      ${columns.map((c) => c.padStart(8)).join(' ')}\n${rows.join('')}${note}`
}

const columns = [...terms, 'total', 'advant.']

/** What all groups are on average. */
export function meansText(means: Means, variant: string): string {
  const { groups, count, right, undecided, flat, sums, recorded, differing } = means
  if (count === 0) return 'There are no rollouts.\n'
  const lines = [...terms, 'total' as const].map(
    (name) => `${name.padEnd(9)} ${(sums[name] / count).toFixed(4)}`,
  )
  return [
    `\n${counted(count, 'rollout')} in ${counted(groups, 'group')}, ${variant}: means`,
    ...lines,
    `right     ${right} of ${count}${undecided > 0 ? `; ${undecided} that only a judge could tell` : ''}`,
    `flat      ${flat} of ${counted(groups, 'group')} without anything to learn from`,
    ...(recorded === 0
      ? []
      : [`recorded  ${recorded - differing} of ${recorded} totals as the trainer wrote them`]),
    '',
  ].join('\n')
}

/** `1 group`, `2 groups`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function valueOf(scored: ScoredRollout, name: Term | 'total'): number {
  return name === 'total' ? scored.total : (scored.terms.find((t) => t.term === name)?.value ?? 0)
}

function number(value: number): string {
  return value.toFixed(4).padStart(8)
}
