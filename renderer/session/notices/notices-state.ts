/** What a person is told: where it happened, and what is read out. Plain data. */
import type { FailureData } from '../../../app/failure'
import { given } from '../../../app/given'

/** Where a notice is shown. */
export type NoticePlace =
  | 'window'
  | 'import'
  | 'ask'
  | 'step'
  | 'projects'
  | 'traces'
  | 'reading'
  | 'readers'
  | 'evaluate'
  | 'rollouts'

/** Something a person should know, where it happened. */
export interface Notice {
  readonly place: NoticePlace
  readonly tone: 'error' | 'info'
  readonly message: string
  readonly detail?: string
  readonly action?: { readonly title: string; readonly perform: () => void }
}

export interface NoticesState {
  readonly at: Readonly<Partial<Record<NoticePlace, Notice>>>
  /** The last thing to be read out. */
  readonly announced: string
}

/** Nothing to say. */
export const noNotices: NoticesState = { at: {}, announced: '' }

/** A failure as a notice. */
export function failureNotice(place: NoticePlace, failure: FailureData, action?: Notice['action']): Notice {
  const detail = failure.detail === '' ? undefined : failure.detail
  return { place, tone: 'error', message: failure.message, ...given({ detail, action }) }
}

/**
 * Milliseconds after which a notice goes by itself; undefined: it stays until it is taken away. What went wrong stays, and a way
 * back (from the trash) can be taken for longer than words are read.
 */
export function leavesAfter({ tone, message, action }: Notice): number | undefined {
  if (tone === 'error') return undefined
  return Math.max(action === undefined ? 8000 : 20_000, message.length * 80)
}
