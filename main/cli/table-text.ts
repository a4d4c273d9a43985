/** Several runs over the same questions as a table: a line per category, a column per run, intervals below each number. Pure. */
import type { CalibrationSummary } from '../../app/metrics/calibration'
import type { Evaluation } from '../../app/host/evaluations'
import type { Estimate, Summary } from '../../app/metrics/summary'

/** A run's end and its numbers. */
export interface EndedEvaluation {
  readonly head: Evaluation
  readonly summary: Summary
  /** Of its looks' confidence; undefined where none is known. */
  readonly calibration: CalibrationSummary | undefined
}

/** A Markdown table: `58.3 [44.2, 71.0]` per cell, all questions last. */
export function tableText(runs: readonly EndedEvaluation[]): string {
  const names = [...new Set(runs.flatMap(({ summary }) => summary.byCategory.map(({ name }) => name)))]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return [
    line(['', ...runs.map(({ head }) => head.name)]),
    line(['---', ...runs.map(() => '---:')]),
    ...names.map((name) =>
      line([name, ...runs.map(({ summary }) => cell(summary.byCategory.find((one) => one.name === name)))]),
    ),
    line([`all (n ${runs[0]?.summary.count ?? 0})`, ...runs.map(({ summary }) => cell(summary.headline))]),
    ...runs.flatMap(({ head }) =>
      head.failed > 0 ? [`${head.name}: ${head.failed} failed, counted as wrong.\n`] : [],
    ),
  ].join('')
}

function cell(figure: Estimate | undefined): string {
  if (figure === undefined) return '–'
  const [low, high] = figure.ci95
  return `${percent(figure.value)} [${percent(low)}, ${percent(high)}]`
}

function percent(value: number): string {
  return (value * 100).toFixed(1)
}
