/**
 * What reading texts made to be slow costs at 10⁵ and at 10⁶ letters. Two rows for each kind of reader: its worst growth, and its
 * longest reading.
 */
import { cpuMs, nameOf, pairsByKind, type Pair } from '../builders/growth'
import type { Row } from './row'

/** Pairs of reader and bait of each kind. */
const tried = Number(process.env['RELOOK_GROWTH_PAIRS'] ?? 600)
/** What takes less at 10⁵ letters tells nothing: the garbage of the one before is in it. */
const floorMs = 15
/** A square at this would take minutes at ten times the text. */
const hopelessMs = 3000

interface Measured {
  readonly what: string
  readonly ratio: number
  readonly ms: number
}

export function bench(): Row[] {
  return pairsByKind(tried).flatMap(([kind, pairs]) => {
    const all = pairs.map(measured)
    const steepest = all.reduce((a, b) => (b.ratio > a.ratio ? b : a))
    const longest = all.reduce((a, b) => (b.ms > a.ms ? b : a))
    process.stderr.write(
      `${kind}, ${all.length} pairs: ${steepest.ratio.toFixed(1)}× ${steepest.what}; ${longest.ms.toFixed(0)} ms ${longest.what}\n`,
    )
    const grown = { name: `${kind}: 10⁶ letters over 10⁵, worst of ${all.length}`, limit: 15, unit: '×' }
    const long = { name: `${kind}: 10⁶ letters, longest`, limit: 2000, unit: 'ms' }
    return [
      { ...grown, value: steepest.ratio, detail: steepest.what },
      { ...long, value: longest.ms, detail: longest.what },
    ]
  })
}

function measured(pair: Pair): Measured {
  const what = nameOf(pair)
  const small = cpuMs(pair, 100_000)
  if (small > hopelessMs) return { what, ratio: 100, ms: small * 100 }
  const first = ratioOf(small, cpuMs(pair, 1_000_000))
  // The collector of garbage has its own times: what looks steep or long is measured again.
  if (first.ratio < 12 && first.ms < 1500) return { what, ...first }
  const again = ratioOf(cpuMs(pair, 100_000), cpuMs(pair, 1_000_000))
  return { what, ratio: Math.min(first.ratio, again.ratio), ms: Math.min(first.ms, again.ms) }
}

function ratioOf(small: number, large: number) {
  return { ratio: large / Math.max(small, floorMs), ms: large }
}
