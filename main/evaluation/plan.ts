/** Runs as they are asked for: checked against the data and the models, before anything is on the disk. */
import { basename } from 'node:path'
import type { StartRequest } from '../../app/host/evaluations'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import type { ModelInfo } from '../../app/reasoning/model'
import { dialectFor, findModel } from '../models/find'
import type { OpenData } from './data'
import type { EvaluationHeader } from './record'

export interface PlanParts {
  readonly engine: { readonly models: () => Promise<readonly ModelInfo[]> }
  readonly openData: OpenData
  readonly newId: () => string
  readonly now: () => number
}

/** A run to be begun, and how many rows it is to have. */
export interface PlannedRun {
  readonly header: EvaluationHeader
  readonly total: number
}

/** The runs of a request: one, or two where it is to be compared with the same without looks. @throws Failure `bad-input`, `not-found`. */
export async function planRuns(parts: PlanParts, request: StartRequest): Promise<readonly PlannedRun[]> {
  const info = await findModel(parts.engine, request.model)
  const dialect = dialectFor(info)
  if (request.judge !== undefined) dialectFor(await findModel(parts.engine, request.judge))
  const data = await parts.openData(request.data, { signal: new AbortController().signal })
  try {
    const metric = request.metric ?? data.preset?.metric
    if (metric === undefined)
      throw new Failure('bad-input', `${data.name} is not a recognised benchmark: choose a metric.`)
    const total = Math.min(request.limit ?? Infinity, data.items.length)
    if (total === 0) throw new Failure('bad-input', `${data.name} has no row that can be asked.`)
    const { data: path, model, limit, concurrency, judge, settings } = request
    const forms = request.baseline ? [settings, { ...settings, maxLooks: 0 }] : [settings]
    return forms.map((form, i) => ({
      total,
      header: {
        id: parts.newId().replaceAll('-', '').slice(0, 12),
        name: request.name ?? `${info.name} ${form.maxLooks > 0 ? 'with looks' : 'without looks'}`,
        plan: { data: path, model, metric, settings: form, concurrency, ...given({ limit, judge }) },
        title: data.preset?.title ?? data.name,
        dataName: basename(path),
        changedAt: data.changedAt,
        style: data.preset?.style ?? 'plain',
        dialect: dialect.id,
        createdAt: parts.now() + i,
      },
    }))
  } finally {
    await data.close()
  }
}
