/** A run as the list shows it, worked out from its record; and a copy of it on disk, so that a start need not read every row. */
import { parsedJson } from '../../app/json'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { given } from '../../app/given'
import type { Evaluation, EvaluationState } from '../../app/host/evaluations'
import { metricOf } from '../../app/metrics'
import { judgedOf, judgementOf, type ResultRow } from '../../app/metrics/result'
import { summarise } from '../../app/metrics/summary'
import { writeWhole } from '../store/folder'
import { openRecord, type EvaluationRecord } from './record'

/** The run as it is now. */
export function evaluationOf(record: EvaluationRecord, state: EvaluationState): Evaluation {
  const rows = record.rows()
  const failed = rows.filter((row) => row.failure !== undefined)
  const score = scoreOf(record.header.plan.metric, rows)
  return {
    ...record.header,
    total: record.total(),
    done: rows.length,
    failed: failed.length,
    retried: rows.reduce((sum, row) => sum + row.attempts - 1, 0),
    undecided: rows.filter((row) => judgementOf(row).state === 'undecided').length,
    ...given({ score }),
    state,
  }
}

function scoreOf(id: string, rows: readonly ResultRow[]): Evaluation['score'] {
  const metric = metricOf(id)
  if (metric === undefined || rows.length === 0) return undefined
  const { value, ci95 } = summarise(metric, rows.map(judgedOf)).headline
  return { value, ci95 }
}

const copy = z.object({ bytes: z.number(), evaluation: z.looseObject({ id: z.string() }) })

/** Keeps a copy beside the record; it is true as long as the results have this length. */
export async function writeCopy(
  folder: string,
  record: EvaluationRecord,
  evaluation: Evaluation,
): Promise<void> {
  await writeWhole(join(folder, 'summary.json'), JSON.stringify({ bytes: record.bytes(), evaluation }))
}

/** All runs of a folder, newest first; what cannot be read is reported and left out. */
export async function readAll(folder: string, report: (message: string) => void): Promise<Evaluation[]> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        return await readOne(join(folder, name))
      } catch (error) {
        report(`The run in ${join(folder, name)} cannot be read: ${String(error)}`)
        return []
      }
    }),
  )
  return found.flat().sort((a, b) => b.createdAt - a.createdAt)
}

async function readOne(folder: string): Promise<Evaluation[]> {
  const record = await openRecord(folder)
  try {
    const text = await readFile(join(folder, 'summary.json'), 'utf8').catch(() => '{}')
    const kept = copy.safeParse(parsedJson(text))
    // The copy was written by this program; its length says whether it still tells the truth.
    if (kept.success && kept.data.bytes === record.bytes())
      return [{ ...(kept.data.evaluation as unknown as Evaluation), state: record.state() }]
    const evaluation = evaluationOf(record, record.state())
    await writeCopy(folder, record, evaluation)
    return [evaluation]
  } finally {
    await record.close()
  }
}
