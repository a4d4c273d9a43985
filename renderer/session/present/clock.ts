/**
 * Where a presenter is in a story, as a clicker moves it: each press plays one build and waits at its end; played through, it goes on by itself.
 * Pure: time is told to it.
 */
import { buildAt, type Build } from '../../../app/story/builds'

/** Where one is. */
export interface Clock {
  /** Of the timeline at speed 1. */
  readonly seconds: number
  /** `build`: up to the end of this build; `all`: to the end of the story. */
  readonly running: 'no' | 'build' | 'all'
}

/** What a person does. */
export type Press = 'next' | 'previous' | 'play' | 'first' | 'last' | 'again'

/** Where a press leads; `after`, `before`: out of the story, to its neighbours. */
export type PressResult = Clock | 'after' | 'before'

/** Just before the next build begins: what is shown while waiting. */
const waitBefore = 0.001

/** At the beginning, with the first build under way. */
export const beginning: Clock = { seconds: 0, running: 'build' }

/** What is shown while waiting at a build. */
export function waitingAt(builds: readonly Build[], index: number): Clock {
  const build = builds[Math.min(Math.max(index, 0), builds.length - 1)]
  return { seconds: Math.max(0, (build?.end ?? 0) - waitBefore), running: 'no' }
}

/** Where a press leads. */
export function pressed(clock: Clock, press: Press, builds: readonly Build[]): PressResult {
  const at = buildAt(builds, clock.seconds)
  const build = builds[at]
  if (build === undefined) return clock
  const told = clock.seconds >= build.end - 2 * waitBefore
  switch (press) {
    case 'next': {
      // What is still moving is ended first: nobody waits for a film.
      if (!told) return waitingAt(builds, at)
      const next = builds[at + 1]
      return next === undefined ? 'after' : { seconds: next.start, running: 'build' }
    }
    case 'previous':
      return at === 0 ? 'before' : waitingAt(builds, at - 1)
    case 'play': {
      if (clock.running === 'all') return { ...clock, running: 'no' }
      const over = at === builds.length - 1 && told
      return { seconds: over ? 0 : clock.seconds, running: 'all' }
    }
    case 'first':
      return waitingAt(builds, 0)
    case 'last':
      return waitingAt(builds, builds.length - 1)
    case 'again':
      return beginning
  }
}

/** So many seconds later; `over` when it has come to the end by itself. */
export function later(
  { seconds, running }: Clock,
  by: number,
  builds: readonly Build[],
): { readonly clock: Clock; readonly over: boolean } {
  if (running === 'no') return { clock: { seconds, running }, over: false }
  const end = builds.at(-1)?.end ?? 0
  const until = running === 'all' ? end : (builds[buildAt(builds, seconds)]?.end ?? end)
  if (seconds + by < until - waitBefore) return { clock: { seconds: seconds + by, running }, over: false }
  return { clock: { seconds: Math.max(0, until - waitBefore), running: 'no' }, over: running === 'all' }
}
