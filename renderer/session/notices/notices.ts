/** Telling a person: notices where something happened, words that are read out, failures with a way to try again. */
import { toFailureData } from '../../../app/failure'
import type { Context } from '../context'
import { failureNotice, type Notice, type NoticePlace } from './notices-state'
import { t } from '../../language/text'

/** What a person does with notices. */
export function createNotices(context: Context) {
  return { dismiss: (place: NoticePlace) => dismiss(context, place) }
}

/** Shows a notice at its place; what was there is replaced. */
export function notify({ set }: Context, notice: Notice): void {
  set((s) => ({ notices: { at: { ...s.notices.at, [notice.place]: notice } } }))
}

/** Takes the notice at a place away. */
export function dismiss({ set }: Context, place: NoticePlace): void {
  set(({ notices }) => {
    const { [place]: _gone, ...rest } = notices.at
    return { notices: { at: rest } }
  })
}

/** Has something read out. */
export function announce({ set }: Context, announced: string): void {
  set({ notices: { announced } })
}

/**
 * Does something that may fail; a failure is shown where it happened, with `retry` as the way on. Undefined after a failure. What goes
 * well takes away the failure that was shown there when it began, not one that something else had meanwhile.
 */
export async function attempt<T>(
  context: Context,
  where: NoticePlace | { readonly place: NoticePlace; readonly retry: () => void },
  work: () => Promise<T>,
): Promise<T | undefined> {
  const { place, retry } = typeof where === 'string' ? { place: where, retry: undefined } : where
  const before = context.get().notices.at[place]
  try {
    const value = await work()
    if (before?.tone === 'error' && context.get().notices.at[place] === before) dismiss(context, place)
    return value
  } catch (error) {
    const failure = toFailureData(error)
    if (failure.code === 'cancelled') return undefined
    const action = retry === undefined ? undefined : { title: t('Try again'), perform: retry }
    notify(context, failureNotice(place, failure, action))
    return undefined
  }
}

/** The same for what gives nothing: whether it was done. */
export async function attempted(
  context: Context,
  where: Parameters<typeof attempt>[1],
  work: () => Promise<unknown>,
): Promise<boolean> {
  const done = await attempt(context, where, async () => {
    await work()
    return true
  })
  return done ?? false
}

/** Tells that something is in the trash, with the way back. */
export function notifyTrashed(
  context: Context,
  { place, name }: { readonly place: NoticePlace; readonly name: string },
  restore: () => Promise<unknown>,
): void {
  const message = t('“{name}” is in the trash.', { name })
  notifyDone(context, { place, message }, () => void attempt(context, place, restore))
}

/** Tells what was done, with the way back. */
export function notifyDone(
  context: Context,
  { place, message }: Pick<Notice, 'place' | 'message'>,
  undo: () => void,
): void {
  const perform = () => {
    dismiss(context, place)
    undo()
  }
  notify(context, { place, tone: 'info', message, action: { title: t('Undo'), perform } })
}
