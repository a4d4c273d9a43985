/**
 * Every kind of reader of text that others wrote, under texts made to be slow: what it needs grows with the text and not with its
 * square. Of the processor, not of the clock. More of them and longer: `npm run bench growth`.
 */
import { expect, test } from 'vitest'
import { cpuMs, nameOf, pairsByKind, type Pair } from '../builders/growth'

/** Below this nothing is told: a straight line stays far under it at 10⁵ letters, a square does not. */
const quietMs = 300
/** Ten times the text. A hundred times the time would be its square. */
const most = 30
/** Pairs of reader and bait tried of each kind. */
const tried = 80

/** How many times longer ten times the text takes; undefined where that takes no time worth telling. */
function growth(pair: Pair): number | undefined {
  if (cpuMs(pair, 100_000) < quietMs) return undefined
  const again = Math.min(...[1, 2].map(() => cpuMs(pair, 100_000)))
  const less = Math.max(1, ...[1, 2, 3].map(() => cpuMs(pair, 10_000)))
  return again < quietMs || again / less < most ? undefined : again / less
}

test.each(pairsByKind(tried))(
  '%s takes time in proportion to the text',
  (_, pairs) => {
    const grown = pairs.flatMap((pair) => {
      const times = growth(pair)
      return times === undefined ? [] : [`${nameOf(pair)}: ${times.toFixed(0)} times`]
    })
    expect(grown).toEqual([])
  },
  // The machine may be busy; what is measured is the processor.
  240_000,
)
