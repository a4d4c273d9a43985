/** The numbers of a run as lines for a terminal. Pure. */
import type { Estimate, Summary } from '../../app/metrics/summary'

/** A table: headline, categories, what else the benchmark reports, and what was not decided. */
export function summaryText(title: string, summary: Summary, failed: number): string {
  const { headline, byCategory, measures, points, undecided, count } = summary
  const figures = [{ ...headline, name: `${title}: ${headline.name}` }, ...measures, ...byCategory]
  const width = Math.max(...[...figures, ...points].map(({ name }) => name.length))
  const lines = [
    ...figures.map((figure) => line(figure, width)),
    ...points.map(
      ({ name, points: value }) => `${name.padEnd(width)}  ${value.toFixed(1).padStart(6)} points`,
    ),
    ...(undecided > 0 ? [`${undecided} of ${count} need a judge; they count as wrong.`] : []),
    ...(failed > 0 ? [`${failed} of ${count} failed; they count as wrong.`] : []),
  ]
  return lines.map((text) => `${text}\n`).join('')
}

function line({ name, value, ci95, count }: Estimate, width: number): string {
  const percent = (n: number) => (n * 100).toFixed(1).padStart(5)
  return `${name.padEnd(width)}  ${percent(value)} %  [${percent(ci95[0])}, ${percent(ci95[1])}]  n ${count}`
}
