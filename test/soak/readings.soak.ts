/** Every dialect over thousands of dialogues, boxes and broken requests: what conformance/readings.test.ts tries in short. */
import { dialects, type Dialect } from '../../app/dialects'
import { roundTrip } from '../builders/box-trips'
import { dialogue } from '../builders/dialogues'
import { cutsOf, difference } from '../builders/live-and-file'
import { regionKept } from '../builders/mutations'
import { randomFrom, type Random } from './random'
import type { SoakRow } from './row'

const each = 2000

export function soak(seed: number): readonly SoakRow[] {
  let cut = 0
  const differing = (dialect: Dialect, random: Random) => {
    const { size, said } = dialogue(dialect, random)
    const cuts = cutsOf(said.join('').length, random)
    cut += cuts.length
    return difference({ dialect, size, said, cuts })
  }
  const same = tally('a run and its file give the same steps, wherever tokens end', differing, seed)
  return [
    { ...same, detail: `${cut.toLocaleString('en')} ways to cut them into tokens. ${same.detail}` },
    tally('a box that can be written comes back as the same pixels', roundTrip, seed),
    tally('a broken request costs no other', regionKept, seed),
  ]
}

/** How often `fault` finds one, over all dialects. */
function tally(promise: string, fault: (dialect: Dialect, random: Random) => unknown, seed: number) {
  const found: string[] = []
  for (const dialect of dialects as readonly Dialect[]) {
    const random = randomFrom(seed)
    for (let i = 0; i < each; i++) {
      const why = fault(dialect, random)
      if (why !== undefined) found.push(`${dialect.id} ${i}: ${JSON.stringify(why)}`)
    }
  }
  if (found.length > 0) process.stderr.write(`${found.slice(0, 20).join('\n')}\n`)
  const n = each * dialects.length
  return { promise, n, value: found.length, unit: 'others', limit: 0, detail: found[0]?.slice(0, 300) ?? '' }
}
