/** The trainer's own log beside a dump, as numbers over steps. Knows the file, not the dump. */
import { parsedJson } from '../../app/json'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fieldsOf, numberOf } from '../../app/formats/values'
import type { Curve } from '../../app/host/rollouts'

/** A log of a million steps is some hundred megabytes; more is not read at once. */
const mostBytes = 256 * 2 ** 20
/** Of each line: which step, and what is no measurement. */
const [stepNames, notShown] = [
  ['step', 'global_step', 'global_step/max_steps'],
  ['seconds', 'epoch'],
]

/**
 * `log.jsonl` (Relook's training) or `logging.jsonl` (ms-swift) in the folder: every number of every step. A run that was
 * started again writes steps again; the last line of a step counts. Undefined where there is none.
 */
export async function logCurve(folder: string): Promise<Curve | undefined> {
  for (const name of ['log.jsonl', 'logging.jsonl']) {
    const path = join(folder, name)
    const bytes = await stat(path).then(
      (s) => s.size,
      () => 0,
    )
    if (bytes === 0 || bytes > mostBytes) continue
    const curve = logCurveOf(await readFile(path, 'utf8'))
    if (curve.steps.length > 0) return curve
  }
  return undefined
}

/** The text of a log as a curve; lines that are none are passed over (the last may be half written). */
export function logCurveOf(text: string): Curve {
  const rows = new Map<number, Readonly<Record<string, unknown>>>()
  for (const line of text.split('\n')) {
    const row = fieldsOf(parsedJson(line))
    const step = stepNames.map((name) => stepOf(row[name])).find((found) => found !== undefined)
    if (step !== undefined) rows.set(step, row)
  }
  const steps = [...rows.keys()].sort((a, b) => a - b)
  const names = [...new Set([...rows.values()].flatMap((row) => Object.keys(row)))].filter(
    (name) => !stepNames.includes(name) && !notShown.includes(name),
  )
  const series = names.map((name) => ({
    name,
    values: steps.map((step) => numberOf(rows.get(step)?.[name]) ?? null),
  }))
  return { from: 'log', steps, series: series.filter(({ values }) => values.some((v) => v !== null)) }
}

/** A number, or `12/300` as ms-swift writes it. */
function stepOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return numberOf(value)
  const found = /^(\d+)\/\d+$/.exec(value)
  return found === null ? undefined : Number(found[1])
}
