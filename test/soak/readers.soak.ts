/**
 * Mutated texts and rows over all readers on three seeds: nothing throws, nothing hangs. Goes on where it was stopped: how far each
 * seed came is kept in .cache/soak. `--seed` chooses the first of them; RELOOK_SOAK_N how many in all (a million take over an hour).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { mutant, readMutant } from '../builders/mutants'
import type { SoakRow } from './row'

const total = Number(process.env['RELOOK_SOAK_N'] ?? 60_000)
/** What takes longer is a finding: so much, and so much for each letter, since thousands of regions are thousands of steps. */
const allowedMs = (letters: number) => 200 + letters / 100
const folder = fileURLToPath(new URL('../../.cache/soak/', import.meta.url))

interface Tally {
  done: number
  faults: string[]
  slow: string[]
  longestMs: number
}

export function soak(seed: number): readonly SoakRow[] {
  const tallies = [seed, seed + 1, seed + 2].map((one) => run(one, Math.ceil(total / 3)))
  const n = tallies.reduce((sum, t) => sum + t.done, 0)
  const faults = tallies.flatMap((t) => t.faults)
  const slow = tallies.flatMap((t) => t.slow)
  return [
    {
      promise: 'mutated texts and rows: no reader throws',
      n,
      value: faults.length,
      unit: 'others',
      limit: 0,
      detail: faults[0] ?? '',
    },
    {
      promise: 'mutated texts and rows: none takes over 200 ms and 10 µs a letter of the processor',
      n,
      value: slow.length,
      unit: 'others',
      limit: 0,
      detail: slow[0] ?? `longest ${Math.max(...tallies.map((t) => t.longestMs)).toFixed(0)} ms`,
    },
  ]
}

function run(seed: number, count: number): Tally {
  const file = `${folder}readers-${seed}.json`
  const tally = kept(file)
  while (tally.done < count) {
    step(seed, tally)
    if (tally.done % 2000 === 0 || tally.done === count) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, JSON.stringify(tally))
      process.stderr.write(
        `seed ${seed}: ${tally.done}, ${tally.faults.length} threw, ${tally.slow.length} slow\n`,
      )
    }
  }
  return tally
}

function step(seed: number, tally: Tally): void {
  const number = tally.done++
  const one = mutant(seed, number)
  const from = process.cpuUsage().user
  try {
    readMutant(one)
  } catch (error) {
    tally.faults.push(`${seed}/${number} ${one.what}: ${String(error).slice(0, 200)}`)
  }
  const ms = (process.cpuUsage().user - from) / 1000
  tally.longestMs = Math.max(tally.longestMs, ms)
  const allowed = allowedMs(JSON.stringify(one).length)
  if (ms < allowed) return
  // The collector of garbage may have come by.
  const again = process.cpuUsage().user
  try {
    readMutant(one)
  } catch {
    // Told above.
  }
  if ((process.cpuUsage().user - again) / 1000 >= allowed) tally.slow.push(`${seed}/${number} ${one.what}`)
}

function kept(file: string): Tally {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Tally
  } catch {
    return { done: 0, faults: [], slow: [], longestMs: 0 }
  }
}
