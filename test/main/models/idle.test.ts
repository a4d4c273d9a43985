/** Memory nobody uses is freed after a while, and not while somebody uses it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createIdle } from '../../../main/models/idle'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('frees after the time set, counted from the end of the last use', () => {
  const free = vi.fn()
  const idle = createIdle(free)
  idle.set(5)
  const rest = idle.use()
  vi.advanceTimersByTime(3_600_000)
  expect(free).not.toHaveBeenCalled()
  rest()
  vi.advanceTimersByTime(299_000)
  expect(free).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2_000)
  expect(free).toHaveBeenCalledOnce()
})

test('never frees when it is switched off, and waits for the last of several users', () => {
  const free = vi.fn()
  const idle = createIdle(free)
  idle.set(0)
  idle.use()()
  vi.advanceTimersByTime(86_400_000)
  expect(free).not.toHaveBeenCalled()
  idle.set(1)
  const [first, second] = [idle.use(), idle.use()]
  first()
  vi.advanceTimersByTime(600_000)
  expect(free).not.toHaveBeenCalled()
  second()
  vi.advanceTimersByTime(60_000)
  expect(free).toHaveBeenCalledOnce()
})
