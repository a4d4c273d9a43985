/** Words and numbers of runs, as the window shows them. Pure. */
import type { Evaluation, EvaluationState } from '../../app/host/evaluations'
import type { Delta, Interval } from '../../app/metrics/bootstrap'
import type { JudgementState } from '../../app/metrics/metric'
import type { Outcome } from '../session/evaluations/evaluations-state'

/** `58.3`: a share in per cent. */
export function percent(value: number): string {
  return (value * 100).toFixed(1)
}

/** `[44.2, 71.0]`. */
export function intervalWords([low, high]: Interval): string {
  return `[${percent(low)}, ${percent(high)}]`
}

/** `+4.2` or `−4.2`, in points. */
export function deltaWords({ delta }: Delta): string {
  const sign = delta > 0 ? '+' : delta < 0 ? '−' : '±'
  return `${sign}${percent(Math.abs(delta))}`
}

/** Whether an interval leaves no doubt on which side of nothing it lies. */
export function isClear({ ci95: [low, high] }: Delta): boolean {
  return low > 0 || high < 0
}

/** `0:40`, `1:02:10`. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** What a run is doing, in a few words. */
export function stateWords({ state, done, total }: Evaluation): string {
  switch (state.type) {
    case 'waiting':
      return 'waits for another run'
    case 'reading':
      return `reading the data, ${Math.floor(state.done * 100)} %`
    case 'running':
      return state.etaMs === undefined
        ? `${done} of ${total}`
        : `${done} of ${total}, ${clock(state.etaMs)} left`
    case 'pausing':
      return 'pausing after this sample'
    case 'paused':
      return `paused at ${done} of ${total}`
    case 'stopped':
      return `stopped at ${done} of ${total}`
    case 'cut-off':
      return `cut off at ${done} of ${total}`
    case 'failed':
      return `failed at ${done} of ${total}`
    case 'done':
      return `${total} samples`
  }
}

/** Whether samples are, or are about to be, under way. */
export function isActive(state: EvaluationState): boolean {
  return ['waiting', 'reading', 'running', 'pausing'].includes(state.type)
}

/** Whether it can go on from where it is. */
export function canGoOn({ state, done, total }: Evaluation): boolean {
  return !isActive(state) && (state.type !== 'done' || done < total)
}

/** A mark beside every verdict: colour is never alone. */
export const verdictMarks: Readonly<Record<JudgementState | 'failed', string>> = {
  right: '✓',
  wrong: '✗',
  partial: '◐',
  undecided: '?',
  failed: '!',
}

/** What an outcome is called in the filter. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  right: 'right',
  wrong: 'wrong',
  partial: 'partly right',
  undecided: 'undecided',
  failed: 'failed',
  lost: 'right → wrong',
  won: 'wrong → right',
}
