/** How many traces have what: the numbers beside filters. Pure; one pass over the records. */
import type { Counts } from '../../app/host/collections'
import { lookVerdicts } from '../../app/explain/verdict'
import type { Verdict } from '../../app/trace/review'
import type { Records } from './records'
import type { Annotations } from './annotations'
import { scoreVerdict } from './search'

/** Looks are counted one by one up to here; the last entry stands for all above. */
const mostLooks = 10

/** What is counted of an index. */
interface Counted {
  readonly records: Records
  readonly flagNames: readonly string[]
  /** How many of its rows. */
  readonly visible: () => number
}

/** Counts over the first rows of an index. */
export function tally(index: Counted, { reviews, tried }: Pick<Annotations, 'reviews' | 'tried'>): Counts {
  const { records, flagNames } = index
  const rows = index.visible()
  const verdicts = { right: 0, wrong: 0, unknown: 0 }
  const looks = Array.from({ length: mostLooks + 1 }, () => 0)
  const bits = flagNames.map(() => 0)
  for (let row = 0; row < rows; row++) {
    verdicts[scoreVerdict(records.verdict(row))]++
    const n = Math.min(mostLooks, records.looks(row))
    looks[n] = (looks[n] ?? 0) + 1
    const set = records.flags(row)
    if (set !== 0)
      for (let i = 0; i < bits.length; i++) if ((set & (1 << i)) !== 0) bits[i] = (bits[i] ?? 0) + 1
  }
  const flags = Object.fromEntries(flagNames.flatMap((name, i) => (bits[i] ? [[name, bits[i]]] : [])))
  const tags = new Map<string, number>()
  const decided: Partial<Record<Verdict, number>> = {}
  for (const review of reviews.values()) {
    for (const tag of review.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1)
    // Kept as text on the way here; only verdicts are written there.
    const verdict = review.verdict as Verdict | undefined
    if (verdict !== undefined) decided[verdict] = (decided[verdict] ?? 0) + 1
  }
  return {
    ...verdicts,
    looks,
    flags,
    tags: Object.fromEntries(tags),
    reviews: decided,
    tried: triedCounts(tried),
  }
}

/** How many rows fit each answer to “were its looks used?”. */
function triedCounts(tried: Annotations['tried']): Counts['tried'] {
  const all = [...tried.values()]
  const having = lookVerdicts.map((v) => [v, all.filter((looks) => looks.includes(v)).length] as const)
  // One entry for each verdict.
  const counts = Object.fromEntries(having) as Record<(typeof lookVerdicts)[number], number>
  return { ...counts, idle: all.filter((looks) => looks.length > 0 && !looks.includes('used')).length }
}
