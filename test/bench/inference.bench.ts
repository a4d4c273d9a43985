/** Memory of the inference process with the built-in model: after 500 forks, each with another region, and after 100 whole runs more. */
import { bundle } from '../builders/bundle'
import { forkCycles } from '../soak/fork-cycles'
import type { Row } from './row'

const forks = 500
const runs = 100
/** Between two looks. */
const every = 50

/** What it holds at most, and what the second half of the forks and that of the runs have added. */
export async function bench(): Promise<Row[]> {
  const file = await bundle('main/models/worker.ts', 'worker')
  const looks = await forkCycles({ file, n: forks, every, runs })
  const at = (cycle: number) => looks.find((look) => look.cycle === cycle)?.residentMb ?? NaN
  const detail = looks.map((look) => `${look.cycle}: ${look.residentMb.toFixed(0)}`).join(', ')
  const name = `memory of the inference process, ${forks} forks and ${runs} runs (r3-mini)`
  return [
    { name, value: Math.max(...looks.map((l) => l.residentMb)), limit: 350, unit: 'MB', detail },
    {
      name: `${name}: what the second half of either has added`,
      value: Math.max(at(forks) - at(forks / 2), at(forks + runs) - at(forks + runs / 2)),
      limit: 16,
      unit: 'MB',
    },
  ]
}
