/**
 * A run on disk: `evaluation.json` (what it is), `results.jsonl` (rows, verdicts, states, in the order they came) and
 * `traces.jsonl` (each row's steps as a project's changes). Knows no model.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Evaluation, EvaluationState } from '../../app/host/evaluations'
import { Failure } from '../../app/failure'
import type { Override, ResultRow } from '../../app/metrics/result'
import type { Change } from '../../app/trace/change'
import { writeWhole } from '../store/folder'
import { openLog } from './log'

/** What of a run never changes. */
export type EvaluationHeader = Pick<
  Evaluation,
  'id' | 'name' | 'plan' | 'title' | 'dataName' | 'changedAt' | 'style' | 'dialect' | 'createdAt'
>

export interface EvaluationRecord {
  readonly header: EvaluationHeader
  /** How many rows it is to have; known once the data was read. */
  readonly total: () => number
  readonly state: () => EvaluationState
  /** The newest row of each item, verdicts in it, in the data's order. */
  readonly rows: () => readonly ResultRow[]
  readonly row: (item: string) => ResultRow | undefined
  readonly addRow: (row: ResultRow) => Promise<void>
  readonly addTrace: (changes: readonly Change[]) => Promise<NonNullable<ResultRow['trace']>>
  readonly readTrace: (place: NonNullable<ResultRow['trace']>) => Promise<readonly Change[]>
  readonly override: (item: string, override: Override | null) => Promise<ResultRow>
  /** Written only where it outlives the process: what is under way is worked out again. */
  readonly setState: (state: EvaluationState, total?: number) => Promise<void>
  /** Length of the results: a summary made from as many bytes is still true. */
  readonly bytes: () => number
  readonly close: () => Promise<void>
}

// As far as reading relies on it; deeper fields were written by this program.
const rowShape = z.looseObject({
  item: z.looseObject({ id: z.string(), position: z.number(), fields: z.looseObject({}) }),
  judgement: z.looseObject({ state: z.string(), score: z.number() }),
  looks: z.array(z.unknown()),
})
const line = z.union([
  z.object({ type: z.literal('row'), row: rowShape }),
  z.object({
    type: z.literal('override'),
    item: z.string(),
    override: z.object({ right: z.boolean(), reason: z.string(), at: z.number() }).nullable(),
  }),
  z.object({ type: z.literal('state'), state: z.looseObject({ type: z.string() }), total: z.number() }),
])

/** Makes a run's folder. */
export async function createRecord(
  folder: string,
  header: EvaluationHeader,
  total: number,
): Promise<EvaluationRecord> {
  await writeWhole(join(folder, 'evaluation.json'), JSON.stringify(header, undefined, 2))
  const record = await openRecord(folder)
  await record.setState({ type: 'waiting' }, total)
  return record
}

/** Opens a run's folder. What was under way when the process ended is cut off. @throws Failure `not-found`. */
export async function openRecord(folder: string): Promise<EvaluationRecord> {
  const header = await readHeader(folder)
  const { log, values } = await openLog(join(folder, 'results.jsonl'), true)
  const { log: traces } = await openLog(join(folder, 'traces.jsonl'), false)
  const rows = new Map<string, ResultRow>()
  let state: EvaluationState = { type: 'cut-off' }
  let total = 0
  for (const value of values) {
    const parsed = line.safeParse(value)
    if (!parsed.success) continue
    if (parsed.data.type === 'row') keep(rows, parsed.data.row as unknown as ResultRow)
    else if (parsed.data.type === 'override') withOverride(rows, parsed.data.item, parsed.data.override)
    else {
      state = afterProcess(parsed.data.state as EvaluationState)
      total = parsed.data.total
    }
  }
  return {
    header,
    total: () => total,
    state: () => state,
    rows: () => [...rows.values()].sort((a, b) => a.item.position - b.item.position),
    row: (item) => rows.get(item),
    addRow: async (row) => {
      await log.append({ type: 'row', row })
      keep(rows, row)
    },
    addTrace: (changes) => traces.append(changes),
    // The array was written by `addTrace`.
    readTrace: async (place) => ((await traces.read(place)) ?? []) as readonly Change[],
    override: async (item, override) => {
      const row = rows.get(item)
      if (row === undefined) throw new Failure('not-found', 'That row has no result yet.')
      await log.append({ type: 'override', item, override })
      return withOverride(rows, item, override) ?? row
    },
    setState: async (next, count) => {
      total = count ?? total
      if (outlives(next)) await log.append({ type: 'state', state: next, total })
      state = next
    },
    bytes: log.bytes,
    close: async () => {
      await log.close()
      await traces.close()
    },
  }
}

/** A later row of the same item counts; a person's verdict on the earlier one does not carry over to other words. */
function keep(rows: Map<string, ResultRow>, row: ResultRow): void {
  rows.set(row.item.id, row)
}

function withOverride(rows: Map<string, ResultRow>, item: string, override: Override | null) {
  const row = rows.get(item)
  if (row === undefined) return undefined
  const { override: _before, ...rest } = row
  const next: ResultRow = override === null ? rest : { ...rest, override }
  rows.set(item, next)
  return next
}

function outlives(state: EvaluationState): boolean {
  return state.type !== 'reading' && state.type !== 'pausing'
}

/** Waiting and running end with the process. */
function afterProcess(state: EvaluationState): EvaluationState {
  return state.type === 'running' || state.type === 'waiting' ? { type: 'cut-off' } : state
}

/** What listing relies on. */
const listed = z.looseObject({
  id: z.string(),
  name: z.string(),
  plan: z.looseObject({
    data: z.string(),
    model: z.string(),
    metric: z.string(),
    settings: z.looseObject({}),
  }),
  title: z.string(),
  createdAt: z.number(),
})
// Checked as far as listing relies on it; the rest was written by this program.
const header = z.custom<EvaluationHeader>((value) => listed.safeParse(value).success)

async function readHeader(folder: string): Promise<EvaluationHeader> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, 'evaluation.json'), 'utf8'))
    return header.parse(value)
  } catch (error) {
    throw new Failure('not-found', 'That run no longer exists.', String(error))
  }
}
