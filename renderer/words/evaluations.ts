/** Words and numbers of runs, as the window shows them. Pure. */
import { msg, type Message } from '../../app/message'
import type { Evaluation, EvaluationState } from '../../app/host/evaluations'
import type { Delta, Interval } from '../../app/metrics/bootstrap'
import type { JudgementState } from '../../app/metrics/metric'
import type { Outcome } from '../session/evaluations/evaluations-state'
import { t } from '../language/text'

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
      return t('waiting for another run')
    case 'reading':
      return t('reading the data, {done} %', { done: Math.floor(state.done * 100) })
    case 'running':
      return state.etaMs === undefined
        ? t('{done} of {total}', { done, total })
        : t('{done} of {total}, {etaMs} left', { done, total, etaMs: clock(state.etaMs) })
    case 'pausing':
      return t('pausing after this sample')
    case 'paused':
      return t('paused at {done} of {total}', { done, total })
    case 'stopped':
      return t('stopped at {done} of {total}', { done, total })
    case 'cut-off':
      return t('interrupted at {done} of {total}', { done, total })
    case 'failed':
      return t('failed at {done} of {total}', { done, total })
    case 'done':
      return t('{total, plural, one {# sample} other {# samples}}', { total })
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
export const outcomeWords: Readonly<Record<Outcome, Message>> = {
  right: msg('right'),
  wrong: msg('wrong'),
  partial: msg('partly right'),
  undecided: msg('undecided'),
  failed: msg('failed'),
  lost: msg('right → wrong'),
  won: msg('wrong → right'),
}
