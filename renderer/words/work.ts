/** How far a long work is, in a few words: what is the same for every kind. Pure. */
import type { WorkState } from '../../app/host/work-state'
import { t } from '../language/text'

/** A work in a list: how far it is, and how many of its pieces are done. */
interface Work<State> {
  readonly state: State
  readonly done: number
  readonly total: number
}

/** What is called otherwise in each kind of work. */
interface WorkWords {
  readonly waiting: string
  readonly pausing: string
  readonly done: string
}

/** `0:40`, `1:02:10`. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** What a work is doing. */
export function workWords({ state, done, total }: Work<WorkState>, words: WorkWords): string {
  switch (state.type) {
    case 'waiting':
      return words.waiting
    case 'running':
      return state.etaMs === undefined
        ? t('{done} of {total}', { done, total })
        : t('{done} of {total}, {etaMs} left', { done, total, etaMs: clock(state.etaMs) })
    case 'pausing':
      return words.pausing
    case 'paused':
      return t('paused at {done} of {total}', { done, total })
    case 'stopped':
      return t('stopped at {done} of {total}', { done, total })
    case 'cut-off':
      return t('interrupted at {done} of {total}', { done, total })
    case 'failed':
      return t('failed at {done} of {total}', { done, total })
    case 'done':
      return words.done
  }
}
