/** How numbers over training steps are drawn: lines, axes, cursor. Knows uPlot, no React and no state. */
import type UPlot from 'uplot'
import type { Curve } from '../../../app/host/rollouts'
import { smoothed } from '../../session/rollouts/smooth'

/** What is drawn, and how. */
export interface CurveLook {
  /** Names of lines that are taken away. */
  readonly hidden: ReadonlySet<string>
  /** 0: the values themselves; above, they stand pale behind their smoothed line. */
  readonly smoothing: number
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
}

/** What a person does on the plot; `at` is a position among the steps. */
export interface CurveHandlers {
  readonly onPoint: (at: number | undefined) => void
  readonly onChoose: (at: number) => void
}

/** Columns for uPlot: the steps, each line's values, and, where smoothing is on, each line once more. */
export function plotColumnsOf({ steps, series }: Curve, smoothing: number): UPlot.AlignedData {
  const raw = series.map(({ values }) => [...values])
  return [[...steps], ...raw, ...(smoothing > 0 ? raw.map((values) => [...smoothed(values, smoothing)]) : [])]
}

/** Options for uPlot that belong to `columnsOf` the same curve. Colours are read from the page whenever it draws. */
export function optionsOf(
  curve: Curve,
  { hidden, smoothing, width, height }: CurveLook,
  { onPoint, onChoose }: CurveHandlers,
): UPlot.Options {
  const colour = (name: string) => () =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const axis: UPlot.Axis = {
    stroke: colour('--muted'),
    font: '11px system-ui',
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  }
  const line = ({ name }: Curve['series'][number], i: number): UPlot.Series => ({
    label: name,
    show: !hidden.has(name),
    stroke: colour(`--look-${i % 8}`),
    width: 1.5,
    spanGaps: true,
    // A handful of steps are points, too.
    points: { show: curve.steps.length <= 60, size: 4 },
  })
  const raw = curve.series.map(line)
  return {
    width,
    height,
    legend: { show: false },
    scales: { x: { time: false } },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    // Steps are whole numbers.
    axes: [
      {
        ...axis,
        size: 26,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000],
      },
      { ...axis, size: 46, space: 24 },
    ],
    series: [
      {},
      ...(smoothing > 0
        ? [
            ...raw.map((s) => ({ ...s, alpha: 0.25, width: 1 })),
            ...raw.map((s) => ({ ...s, points: { show: false } })),
          ]
        : raw),
    ],
    hooks: {
      setCursor: [(plot) => onPoint(plot.cursor.idx ?? undefined)],
      ready: [
        (plot) =>
          plot.over.addEventListener('click', () => {
            const { idx } = plot.cursor
            if (idx !== null && idx !== undefined) onChoose(idx)
          }),
      ],
    },
  }
}
