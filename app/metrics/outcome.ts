/** A run's numbers as one plain object: what `relook eval --json` and `relook score --json` print. Pure. */
import type { Interval } from './bootstrap'
import { type Summary } from './summary'

/** Fractions 0..1; `failed` rows are among `count` and count as 0. */
export interface RunOutcome {
  readonly count: number
  readonly accuracy: number
  readonly ci95: Interval
  readonly byCategory: Readonly<Record<string, { count: number; accuracy: number; ci95: Interval }>>
  readonly failed: number
}

/** What the benchmark reports besides: fAcc, qAcc, single, acc+, skills, splits; MME's points. */
export interface BenchmarkExtras {
  readonly measures: Readonly<Record<string, number>>
  readonly points: Readonly<Record<string, number>>
  readonly undecided: number
}

/** The object the command line prints. Rounded to six decimals: more are noise. */
export function outcomeOf(summary: Summary, failed: number): RunOutcome {
  const { count, headline, byCategory } = summary
  return {
    count,
    accuracy: rounded(headline.value),
    ci95: [rounded(headline.ci95[0]), rounded(headline.ci95[1])],
    byCategory: Object.fromEntries(
      byCategory.map(({ name, value, ci95, count: n }) => [
        name,
        { count: n, accuracy: rounded(value), ci95: [rounded(ci95[0]), rounded(ci95[1])] as const },
      ]),
    ),
    failed,
  }
}

/** The further numbers, rounded alike. */
export function besidesOf({ measures, points, undecided }: Summary): BenchmarkExtras {
  return {
    measures: Object.fromEntries(measures.map(({ name, value }) => [name, rounded(value)])),
    points: Object.fromEntries(points.map(({ name, points: sum }) => [name, rounded(sum)])),
    undecided,
  }
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
