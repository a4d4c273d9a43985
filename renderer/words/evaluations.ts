/** Words and numbers of runs, as the window shows them. Pure. */
import { msg, type Message } from '../../app/message'
import type { Evaluation, EvaluationState } from '../../app/host/evaluations'
import type { Delta, Interval } from '../../app/metrics/bootstrap'
import type { JudgementState } from '../../app/metrics/metric'
import type { Outcome } from '../session/evaluations/evaluations-state'
import { t } from '../language/text'
import { workWords } from './work'

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

/** What a run is doing, in a few words. */
export function stateWords({ state, done, total }: Evaluation): string {
  if (state.type === 'reading') return t('reading the data, {done} %', { done: Math.floor(state.done * 100) })
  return workWords(
    { state, done, total },
    {
      waiting: t('waiting for another run'),
      pausing: t('pausing after this sample'),
      done: t('{total, plural, one {# sample} other {# samples}}', { total }),
    },
  )
}

/** Whether samples are, or are about to be, under way. */
export function isUnderWay(state: EvaluationState): boolean {
  return ['waiting', 'reading', 'running', 'pausing'].includes(state.type)
}

/** Whether it can go on from where it is. */
export function canGoOn({ state, done, total }: Evaluation): boolean {
  return !isUnderWay(state) && (state.type !== 'done' || done < total)
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
