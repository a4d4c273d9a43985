/** Waits for the store instead of asking it again and again. */
import { until as untilFound } from '../../app/async'
import type { ReadonlyStore } from './context'

/** Resolves with the first state, from now on, for which this holds. @throws Failure `cancelled` when the signal fires first. */
export function untilState<T>(
  store: Pick<ReadonlyStore<T>, 'getState' | 'subscribe'>,
  holds: (state: T) => boolean,
  signal?: AbortSignal,
): Promise<T> {
  const read = () => {
    const state = store.getState()
    return holds(state) ? state : undefined
  }
  return untilFound(store.subscribe, read, signal)
}
