/** A thread kept ready for the next file. */
import { expect, test, vi } from 'vitest'
import { keepSpare } from '../../../main/ports/spare'
import type { Thread } from '../../../main/ports/thread'

function threads() {
  const made: (Thread & { readonly die: () => void; closed: boolean })[] = []
  const start = (): Thread => {
    const closers: (() => void)[] = []
    const thread = {
      closed: false,
      send: () => undefined,
      onMessage: () => undefined,
      onClose: (listener: () => void) => void closers.push(listener),
      close: () => {
        thread.closed = true
      },
      die: () => closers.forEach((listener) => listener()),
    }
    made.push(thread)
    return thread
  }
  return { made, start }
}

test('one is ready when it is asked for, the next a little later, and none is kept in the end', () => {
  vi.useFakeTimers()
  const { made, start } = threads()
  const spare = keepSpare(start, 1000)
  vi.advanceTimersByTime(9000)
  expect(made).toHaveLength(0)
  // Nobody was there who might ask: one starts now, and none is kept.
  expect(spare.take()).toBe(made[0])
  vi.advanceTimersByTime(9000)
  expect(made).toHaveLength(1)
  spare.expect()
  spare.expect()
  vi.advanceTimersByTime(1000)
  expect(made).toHaveLength(2)
  expect(spare.take()).toBe(made[1])
  expect(made).toHaveLength(2)
  vi.advanceTimersByTime(1000)
  spare.close()
  expect(made.map((t) => t.closed)).toEqual([false, false, true])
  vi.advanceTimersByTime(9000)
  expect(made).toHaveLength(3)
  vi.useRealTimers()
})

test('one that broke while nobody had it is not handed on', () => {
  vi.useFakeTimers()
  const { made, start } = threads()
  const spare = keepSpare(start, 1000)
  spare.expect()
  vi.advanceTimersByTime(1000)
  made[0]?.die()
  expect(spare.take()).toBe(made[1])
  spare.close()
  vi.useRealTimers()
})
