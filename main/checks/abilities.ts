/** The contract's lines about reviewing: merging, measuring crops, judging, crop interventions. Knows no transport. */
import { boxOf } from '../../app/geometry/box'
import { mkdtemp } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { given } from '../../app/given'
import { throwIfCancelled, toFailureData } from '../../app/failure'
import type { HostImplementation } from '../../app/host'
import { blankReview, reviewKey } from '../../app/trace/review'
import type { JudgedTrace, JudgeEvent, reviewContract } from '../../app/host/reviews'
import { missingImage } from '../../app/trace/image'
import type { Project } from '../../app/trace/project'
import type { CollectionServices } from '../collections/compose'
import { collectionSources } from '../exporting/collection-source'
import type { Engine } from '../models/engine'
import type { Runs } from '../runs/runs'
import type { Access } from '../store/access'
import { removeTree } from '../store/own-folder'
import type { ImageWork } from '../image-process/apart'
import type { Store } from '../store/store'
import { judgeCache, judgeTrace, type JudgeSetup } from './judge'
import { mergeFile } from './merge'
import { tryLook } from './trials'

export interface ReviewHost {
  readonly store: Store
  readonly engine: Engine
  readonly runs: Runs
  readonly collections: Pick<CollectionServices, 'collections' | 'uploads'>
  readonly access: Access
  readonly newId: () => string
  readonly now: () => number
  readonly regionStats: ImageWork['regionStats']
}

type Abilities = Pick<HostImplementation, keyof typeof reviewContract>

/** The implementation of the reviewing part of the contract. */
export function reviewAbilities(host: ReviewHost): Abilities {
  const { store } = host
  const { projects } = store
  return {
    mergeReviews: ({ source }, signal) => merge(host, source, signal),
    cropStats: ({ project, regions }) =>
      projects.use(project, async (live) => {
        const { image } = live.state()
        if (image.id === missingImage) return regions.map(() => null)
        return host.regionStats(await store.images.path(image.id), regions.map(boxOf<'image'>))
      }),
    judge: (ask, signal) => judge(host, ask, signal),
    tryLook: (ask, signal) => tryLook({ ...host, projects }, ask, signal),
  }
}

type MergeSource = Parameters<Abilities['mergeReviews']>[0]['source']

async function merge(host: ReviewHost, source: MergeSource, signal: AbortSignal) {
  const { store, collections, access, newId } = host
  if (source.type === 'path') access.check(source.path, { advice: 'Upload the file.' })
  const folder = await mkdtemp(join(store.folder, 'merge-'))
  try {
    const path =
      source.type === 'path' ? source.path : (await collections.uploads.collection(source.upload)).path
    const merger = { projects: store.projects, collections: collections.collections, newId }
    return await mergeFile(merger, { path, copy: join(folder, 'copy') }, signal)
  } finally {
    await removeTree(folder, store.folder)
    if (source.type === 'upload' && !(await isOpen(collections, source.upload)))
      await collections.uploads.remove(source.upload)
  }
}

/** Whether these uploaded files are open as traces: then they are not this merge's to take away. */
async function isOpen({ collections, uploads }: ReviewHost['collections'], upload: string): Promise<boolean> {
  const folder = uploads.place(upload)
  return (await collections.list()).some(({ path }) => path === folder || path.startsWith(folder + sep))
}

type JudgeAsk = Parameters<Abilities['judge']>[0]

async function* judge(host: ReviewHost, ask: JudgeAsk, signal: AbortSignal): AsyncGenerator<JudgeEvent> {
  const model = await host.engine.model(ask.model)
  const asking: JudgeSetup = {
    model,
    prompt: ask.prompt,
    rubric: ask.rubric ?? [],
    cache: judgeCache(join(host.store.folder, 'judgements')),
  }
  let done = 0
  for await (const { id, total, project, problem } of traces(host, ask.of, signal)) {
    throwIfCancelled(signal)
    if (done === 0) yield { type: 'progress', done, total }
    if (project === undefined)
      yield {
        type: 'failed',
        project: id,
        failure: { code: 'bad-input', message: problem ?? 'Not readable.' },
      }
    else {
      try {
        const branch = ask.of.type === 'branch' ? ask.of.branch : undefined
        const judged = await judgeTrace(asking, { project, branch }, signal)
        await keepScores(host, judged, model.info.name)
        yield { type: 'judged', judged }
      } catch (error) {
        const failure = toFailureData(error)
        if (failure.code === 'cancelled' || ask.of.type === 'branch') throw error
        yield { type: 'failed', project: id, failure }
        // What no trace can mend ends the batch: the rest would fail the same way, and may cost.
        if (hopeless.has(failure.code)) throw error
      }
    }
    done++
    yield { type: 'progress', done, total }
  }
}

/** What a judge scored is a review of its own: without a verdict, and in no undo. Nothing of a judge that scored nothing. */
async function keepScores({ store, now }: ReviewHost, judged: JudgedTrace, name: string): Promise<void> {
  const { project, branch, scores = {} } = judged
  if (Object.keys(scores).length === 0) return
  const by = `judge: ${name}`.slice(0, 100)
  await store.projects.use(project, async (live) => {
    const known = live.state().reviews[reviewKey(branch, by)]
    if (JSON.stringify(known?.scores) === JSON.stringify(scores)) return
    const review = { ...blankReview(by, now()), scores, judge: true }
    await live.append([{ type: 'reviews-merged', reviews: { [reviewKey(branch, by)]: review } }])
  })
}

const hopeless: ReadonlySet<string> = new Set(['model-unavailable', 'denied', 'disk-full'])

interface Given {
  readonly id: string
  readonly total: number
  readonly project?: Project
  readonly problem?: string
}

/** The traces to judge, one at a time: a file of 100,000 is never in memory. */
async function* traces(host: ReviewHost, of: JudgeAsk['of'], signal: AbortSignal): AsyncGenerator<Given> {
  const { projects } = host.store
  if (of.type === 'collection') {
    const open = collectionSources(host.collections.collections, { projects })
    const source = await open(of)
    for await (const sourced of source.each(0, signal)) {
      const { project, problem } = sourced
      yield {
        id: project?.id ?? '',
        total: source.total(),
        ...given({ project, problem }),
      }
    }
    return
  }
  const ids = of.type === 'branch' ? [of.project] : of.projects
  for (const id of ids) {
    const project = await projects.use(id, async (live) => live.state())
    yield { id, total: ids.length, project }
  }
}
