/** Follows what the host tells, also over a lost connection. */
import { toFailureData } from '../../app/failure'
import type { Context } from './context'
import { isFailureOfFile } from './collections/open-collection'
import { notify } from './notices/notices'
import { failureNotice } from './notices/notices-state'

/** What is followed, who takes it, and until when. */
export interface Subscription<T> {
  readonly items: (signal: AbortSignal) => AsyncIterable<T>
  readonly take: (item: T) => void
  readonly signal: AbortSignal
}

/** Between two attempts: the link may still think that it is connected. */
const restMs = 50

/** Follows a stream until the signal fires; asks again when the connection was lost. Other failures are shown. */
export async function subscribe<T>(
  context: Context,
  { items, take, signal }: Subscription<T>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await context.ready()
      for await (const item of items(signal)) {
        if (signal.aborted) return
        take(item)
      }
      return
    } catch (error) {
      const failure = toFailureData(error)
      if (signal.aborted || failure.code === 'cancelled') return
      if (failure.code !== 'disconnected') {
        if (!isFailureOfFile(context.get(), failure.message))
          notify(context, failureNotice('window', failure))
        return
      }
      await new Promise((resolve) => setTimeout(resolve, restMs))
    }
  }
}
