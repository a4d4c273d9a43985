/**
 * The one place where tests let time pass. A test waits for what it wants to see, never for a while: a while is too short on
 * a busy machine and too long on every other. (ESLint forbids `setTimeout` in tests outside this file.)
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** How long something may take on a machine that is busy with other work; less than a test may. */
const patienceMs = 25_000

/**
 * Resolves to what the condition gives once it is truthy; asked again every few milliseconds.
 * @throws Error with `what` when it takes longer than `patience` (milliseconds).
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  what = 'the condition',
  patience = patienceMs,
): Promise<NonNullable<T>> {
  const end = performance.now() + patience
  for (;;) {
    const value = await condition()
    if (value) return value
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await sleep(5)
  }
}

/** Lets whatever only waits for its turn (promises, messages of a channel, immediates) go on, and what follows from it. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 8; i++) await nextTurn()
}

/** Gives way once, as work that takes time does. */
export const yielding = (): Promise<void> => nextTurn()

/** What an imitated model takes for a token: how fast it is, never something a test waits for. */
export const pace = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Milliseconds that work takes: to be compared with other work of the same test, never with a number. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** A gate that is shut until somebody opens it. */
export interface Gate {
  readonly open: () => void
  readonly opened: Promise<void>
}

/** A gate, shut. */
export function gate(): Gate {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open, opened }
}
