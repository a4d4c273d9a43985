/** The numbers of a whole run, from its judged rows: headline, interval, per category, what the benchmark reports besides. */
import { meanInterval, mean, type Interval } from './bootstrap'
import { groupBy } from '../lists'
import { meanOfRows, type JudgedItem, type Measure, type Metric, type Points } from './metric'

/** A number with its interval. Fractions, 0..1. */
export interface Estimate {
  readonly name: string
  readonly value: number
  readonly ci95: Interval
  /** How many values it is the mean of. */
  readonly count: number
}

/** What a run over a data set comes to. */
export interface Summary {
  /** Rows judged, failed ones among them. */
  readonly count: number
  readonly headline: Estimate
  readonly byCategory: readonly Estimate[]
  readonly measures: readonly Estimate[]
  readonly points: readonly Points[]
  /** Rows that only a judge could decide; they count as 0. */
  readonly undecided: number
}

/** Sums up. A category's number is computed as the headline is, over its rows alone. */
export function summarise(metric: Metric, rows: readonly JudgedItem[]): Summary {
  const headline = metric.headline ?? ((some: readonly JudgedItem[]) => meanOfRows(metric.title, some))
  const categories = groupBy(
    rows.filter(({ item }) => item.category !== undefined),
    ({ item }) => item.category ?? '',
  )
  return {
    count: rows.length,
    headline: figure(headline(rows)),
    byCategory: [...categories]
      .map(([name, group]) => figure({ ...headline(group), name }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    measures: (metric.measures?.(rows) ?? []).map(figure),
    points: metric.points?.(rows) ?? [],
    undecided: rows.filter(({ judgement }) => judgement.state === 'undecided').length,
  }
}

/** A measure's mean and interval. */
export function figure({ name, values }: Measure): Estimate {
  const numbers = values.map(({ value }) => value)
  return { name, value: mean(numbers), ci95: meanInterval(numbers) ?? [0, 0], count: numbers.length }
}
