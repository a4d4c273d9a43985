/** 5,000 forks of a run with the built-in model, each run for a dozen tokens: the inference process stays small, and stays as it is. */
import { bundle } from '../builders/bundle'
import { forkCycles } from './fork-cycles'
import type { SoakRow } from './row'

const n = 5000
const every = 250
/** Cycles until everything is there that is kept. */
const warm = 1000

export async function soak(): Promise<readonly SoakRow[]> {
  const file = await bundle('main/models/worker.ts', 'worker')
  const looks = await forkCycles({ file, n, every })
  const sizes = looks.map((look) => look.residentMb)
  const settled = looks.filter((look) => look.cycle >= warm).map((look) => look.residentMb)
  const detail = looks
    .filter((look) => look.cycle % 1000 === 0 || look.cycle === every)
    .map((look) => `${look.cycle}: ${look.residentMb.toFixed(0)}`)
    .join(', ')
  return [
    {
      promise: 'the inference process stays small',
      n,
      value: Math.max(...sizes),
      unit: 'MB',
      limit: 350,
      detail,
    },
    {
      promise: 'and does not grow',
      n: n - warm,
      value: (settled.at(-1) ?? Infinity) - (settled[0] ?? 0),
      unit: 'MB more',
      limit: 16,
    },
  ]
}
