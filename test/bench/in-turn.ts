/** Sides of a comparison, one after the other in one process. */
import { performance } from 'node:perf_hooks'
import type { GenerateEvent } from '../../app/reasoning/model'
import { median } from './asking'

/** One after the other, the order changing: whoever comes second finds the machine warm. */
export async function inTurn<A, B>(round: number, a: () => Promise<A>, b: () => Promise<B>): Promise<[A, B]> {
  if (round % 2 === 0) return [await a(), await b()]
  const second = await b()
  return [await a(), second]
}

/** @throws Error where other tokens were written: nothing was compared then. */
export function assertSame(ours: readonly number[], theirs: readonly number[]): void {
  if (ours.join() === theirs.join()) return
  throw new Error(`the comparison is void: other tokens were written\n${ours.join()}\n${theirs.join()}`)
}

/** A generation of ours, a token at a time: milliseconds of each. */
export function oneByOne(events: AsyncGenerator<GenerateEvent>) {
  const ids: number[] = []
  const next = async (): Promise<number> => {
    const started = performance.now()
    for (;;) {
      const { value, done } = await events.next()
      if (done === true) throw new Error('the model ended before its time')
      if (value.type !== 'token') continue
      ids.push(value.token.id)
      return performance.now() - started
    }
  }
  return { ids, next }
}

/** How many a second, where each takes so many milliseconds. */
export function perSecond(times: readonly number[]): string {
  return (1000 / median(times)).toFixed(1)
}
