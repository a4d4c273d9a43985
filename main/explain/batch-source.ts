/**
 * Traces whose looks are to be tried, wherever they are: projects, rows of a file, rows of a run over a benchmark, rollouts of a group.
 * Says how many looks there are without asking a model. Knows no batch and no window.
 */
import { mostTrials } from '../../app/explain/looks-summary'
import { rightBy, type IsRight } from '../../app/explain/verdict'
import { Failure, throwIfCancelled } from '../../app/failure'
import { given } from '../../app/given'
import { groupsOf, isUnfinished } from '../../app/groups/group'
import { resultProject } from '../../app/host/evaluations'
import type { LooksSource } from '../../app/host/looks'
import { metricOf } from '../../app/metrics'
import { judgementOf, type ResultRow } from '../../app/metrics/result'
import { replay } from '../../app/trace/replay'
import { mainBranch, stepsOf, type Branch, type Project } from '../../app/trace/project'
import type { Collections } from '../collections/collections'
import type { Evaluations } from '../evaluation/evaluations'
import { collectionSources, readPage } from '../exporting/collection-source'
import type { TraceSource } from '../exporting/source'
import type { Store } from '../store/store'

/** One trace; without a project where it could not be read. */
export interface BatchItem {
  readonly project?: Project
  /** Absent: the one its file tells. */
  readonly branch?: Branch
  /** Why there is none. */
  readonly problem?: string
  /** What is known of it besides what its project says. */
  readonly about?: {
    readonly id?: string
    readonly gold?: readonly string[]
    readonly family?: string
    readonly right?: boolean
  }
  /** Which answers are right; absent: as the project's gold answers say. */
  readonly isRight?: IsRight
}

/** How much there is to try, as far as it is counted. */
export interface LookCount {
  readonly traces: number
  readonly looks: number
  /** Answers a model writes at most. */
  readonly asked: number
}

/** Traces to go through; each is told apart by `triedKey`. */
export interface BatchSource {
  /** How many there are as far as is known. */
  readonly total: () => number
  /** What `skip` says of its key is passed over, where possible without being read. */
  readonly each: (signal: AbortSignal, skip: (key: string) => boolean) => AsyncIterable<BatchItem>
  /** Counted so far; last, all. */
  readonly count: (signal: AbortSignal) => AsyncIterable<LookCount>
}

/** What sources are opened from. */
export interface SourceParts {
  readonly collections: Collections
  readonly evaluations: Pick<Evaluations, 'read'>
  readonly store: Pick<Store, 'projects'>
}

/** Rows counted at once. */
const page = 1000

/** Opens one. @throws Failure `not-found` where it is gone. */
export async function openBatchSource(parts: SourceParts, source: LooksSource): Promise<BatchSource> {
  switch (source.type) {
    case 'collection':
      return rowsOfFile(parts, source)
    case 'evaluation':
      return rowsOfRun(parts, source.evaluation)
    case 'group':
      return rolloutsOf(parts, source)
  }
}

/** Projects one after the other, as exports have them. */
export function fromTraces(source: TraceSource): BatchSource {
  return {
    total: source.total,
    each: (signal, skip) => source.each(0, signal, skip),
    count: async function* (signal) {
      let count = nothing
      for await (const { project } of source.each(0, signal)) {
        const branch = project && mainBranch(project)
        count = withTrace(count, project && branch ? looksIn(project, branch) : 0)
        yield count
      }
    },
  }
}

const nothing: LookCount = { traces: 0, looks: 0, asked: 0 }

function withTrace({ traces, looks, asked }: LookCount, more: number): LookCount {
  return { traces: traces + 1, looks: looks + more, asked: asked + mostTrials(more) }
}

function looksIn(project: Project, branch: Branch): number {
  return stepsOf(project, branch).filter((s) => s.type === 'look').length
}

async function rowsOfFile(
  { collections, store }: SourceParts,
  { collection, query }: Extract<LooksSource, { type: 'collection' }>,
): Promise<BatchSource> {
  const open = collectionSources(collections, store)
  return {
    ...fromTraces(await open({ type: 'collection', collection, query })),
    // The index knows how many looks each row has: nothing need be read.
    count: async function* (signal) {
      const indexer = collections.indexer(collection)
      let count = nothing
      for (let offset = 0; ;) {
        const { rows } = await readPage(indexer, { collection, query, offset, limit: page }, signal)
        for (const { looks } of rows) count = withTrace(count, looks)
        yield count
        offset += rows.length
        if (rows.length < page) return
      }
    },
  }
}

/** Of rows with steps: one that failed before it began has none. */
async function rowsOfRun({ evaluations }: SourceParts, evaluation: string): Promise<BatchSource> {
  const withSteps = (rows: readonly ResultRow[]) => rows.filter((row) => row.trace !== undefined)
  let total = 0
  for await (const { rows } of evaluations.read(evaluation)) total = withSteps(rows()).length
  return {
    total: () => total,
    each: async function* (signal, skip) {
      for await (const record of evaluations.read(evaluation)) {
        const metric = metricOf(record.header.plan.metric)
        for (const row of withSteps(record.rows())) {
          throwIfCancelled(signal)
          if (row.trace === undefined || skip(resultProject(evaluation, row.item.position))) continue
          const project = replay(await record.readTrace(row.trace))
          const { item } = row
          const { state } = judgementOf(row)
          const right = state === 'right' ? true : state === 'wrong' ? false : undefined
          const about = { id: item.id, gold: [item.answer], ...given({ family: item.category, right }) }
          if (project === undefined) yield { problem: `The steps of row ${item.id} cannot be read.` }
          else yield { project, about, ...given({ isRight: metric && judgeOf(row, metric) }) }
        }
      }
    },
    count: async function* () {
      for await (const { rows } of evaluations.read(evaluation))
        yield withSteps(rows()).reduce((count, row) => withTrace(count, row.looks.length), nothing)
    },
  }
}

type Metric = NonNullable<ReturnType<typeof metricOf>>

/** The benchmark's own rule; undefined where it judges the row's own answer otherwise, since then it goes by more than the answer. */
function judgeOf(row: ResultRow, metric: Metric): IsRight | undefined {
  const { item, judgement, prediction } = row
  const judged = (text: string) => metric.judge(item, { text, tagged: true, looks: [] }).state
  if (row.override !== undefined || judged(prediction) !== judgement.state) return undefined
  return judgement.state === 'undecided' ? undefined : (answer) => judged(answer) === 'right'
}

async function rolloutsOf(
  { store }: SourceParts,
  { project, group, gold }: Extract<LooksSource, { type: 'group' }>,
): Promise<BatchSource> {
  const read = () =>
    store.projects.use(project, async (live) => {
      const state = live.state()
      const found = groupsOf(state).find((g) => g.group === group)
      if (found === undefined) throw new Failure('not-found', 'That group of rollouts no longer exists.')
      return { state, branches: found.branches.filter((b) => !isUnfinished(b)) }
    })
  const { branches: known } = await read()
  return {
    total: () => known.length,
    each: async function* (signal, skip) {
      const { state, branches } = await read()
      for (const branch of branches) {
        throwIfCancelled(signal)
        if (skip(`${project}/${branch.id}`)) continue
        const about = { id: branch.name, ...given({ gold }) }
        yield { project: state, branch, about, ...given({ isRight: rightBy(gold) }) }
      }
    },
    count: async function* () {
      const { state, branches } = await read()
      yield branches.reduce((count, branch) => withTrace(count, looksIn(state, branch)), nothing)
    },
  }
}
