/** Works one run off: its data opened, its model, the rows that have no result yet. Knows no list of runs and no window. */
import type { PromptStyle } from '../../app/benchmarks/preset'
import type { EvaluationState } from '../../app/host/evaluations'
import { Failure, throwIfCancelled } from '../../app/failure'
import { given } from '../../app/given'
import { metricOf } from '../../app/metrics'
import type { Item, Metric } from '../../app/metrics/metric'
import type { Engine } from '../models/engine'
import { dialectFor } from '../models/find'
import type { WorkEnd } from '../shelf/works'
import type { Images } from '../store/images'
import type { Data, OpenData } from './data'
import { createJudge } from './judge'
import type { OpenRun } from './open-runs'
import { runRows } from './runner'

export interface WorkParts {
  readonly engine: Engine
  readonly images: Images
  readonly openData: OpenData
  readonly newId: () => string
  readonly now: () => number
}

/** What a run is worked on with. */
export interface RunWork {
  readonly run: OpenRun
  readonly ending: WorkEnd
  /** Rows that failed are tried again, too. */
  readonly failedToo: boolean
}

/** Works until the run is done, paused or stopped, and gives which. @throws Failure for what ends the whole run. */
export async function workOff(
  parts: WorkParts,
  { run, ending, failedToo }: RunWork,
): Promise<EvaluationState> {
  const { record, tell } = run
  const { signal, pausing } = ending
  // Reading begins no sample: pausing ends it, too.
  const reading = AbortSignal.any([signal, pausing])
  tell({ type: 'reading', done: 0 })
  const data = await parts.openData(record.header.plan.data, {
    signal: reading,
    progress: (done) => tell({ type: 'reading', done }),
  })
  try {
    if (data.changedAt !== record.header.changedAt && record.rows().length > 0)
      throw new Failure('bad-input', `${data.name} has changed since this run began. Start a new one.`)
    const wanted = data.items.slice(0, record.header.plan.limit)
    const items = wanted.filter((item) => {
      const row = record.row(item.id)
      return row === undefined || (failedToo && row.failure !== undefined)
    })
    await record.setState({ type: 'running' }, wanted.length)
    tell({ type: 'running' })
    throwIfCancelled(reading)
    return await runItems(parts, { run, ending, data, items })
  } finally {
    await data.close()
  }
}

interface ItemsWork {
  readonly run: OpenRun
  readonly ending: WorkEnd
  readonly data: Data
  readonly items: readonly Item[]
}

async function runItems(parts: WorkParts, { run, ending, data, items }: ItemsWork): Promise<EvaluationState> {
  const { record, tell } = run
  const { plan, style } = record.header
  const model = await parts.engine.model(plan.model)
  // A served model's dialect may be known only once it was opened.
  const dialect = dialectFor(model.info)
  const begun = parts.now()
  let done = 0
  const stateNow = (): EvaluationState => {
    if (ending.pausing.aborted) return { type: 'pausing' }
    if (done === 0) return { type: 'running' }
    return { type: 'running', etaMs: Math.round(((parts.now() - begun) / done) * (items.length - done)) }
  }
  const told = () => tell(stateNow())
  ending.pausing.addEventListener('abort', told)
  try {
    const task = {
      record,
      data,
      items,
      metric: metricFor(plan.metric),
      style: styleOf(style),
      sampling: {
        model,
        dialect,
        settings: plan.settings,
        addImage: ({ bytes, name }: { bytes: Uint8Array; name: string }) =>
          parts.images.add(bytes, name, dialect.pictures),
        newId: parts.newId,
        now: parts.now,
      },
      concurrency: plan.concurrency,
      ...given({
        judge: plan.judge === undefined ? undefined : createJudge(await parts.engine.model(plan.judge)),
      }),
    }
    return await runRows(task, ending, (row) => {
      done++
      tell(stateNow(), [row])
    })
  } finally {
    ending.pausing.removeEventListener('abort', told)
  }
}

function metricFor(id: string): Metric {
  const metric = metricOf(id)
  if (metric === undefined) throw new Failure('bad-input', `The metric “${id}” no longer exists.`)
  return metric
}

function styleOf(style: string): PromptStyle {
  return style === 'choice' || style === 'lettered' || style === 'short' ? style : 'plain'
}
