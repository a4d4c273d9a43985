/**
 * What a model could have said from a place on: it is asked for one token at a time, the likeliest beginnings first. Beginnings they share
 * are read once. Nothing is written to the project.
 */
import { dialectOf } from '../../app/dialects'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { HostImplementation, ForcedAlternative } from '../../app/host'
import { firstRequest, type LoopRequest } from '../../app/reasoning/loop'
import { inTurn } from '../../app/reasoning/manner'
import type { Model } from '../../app/reasoning/model'
import { grownTree, nextToAsk, noTree, pathTo, type GrownTree, type TreeNode } from '../../app/tokens/tree'
import { sizedImageOf } from '../../app/trace/image'
import { branchOf, type Project } from '../../app/trace/project'
import type { Alternative } from '../../app/trace/step'
import type { Engine } from '../models/engine'
import type { Projects } from '../store/projects'
import { beginRun } from './run-plan'

/** What it stands on. */
export interface AskingHost {
  readonly engine: Pick<Engine, 'model'>
  readonly projects: Pick<Projects, 'use'>
  readonly now: () => number
}

type Ask = Parameters<HostImplementation['couldHaveSaid']>[0]

/** The tree as it grows. @throws Failure where the model cannot go on from there, or names no alternatives. */
export async function* couldHaveSaid(
  { engine, projects, now }: AskingHost,
  ask: Ask,
  signal: AbortSignal,
): AsyncGenerator<GrownTree> {
  const project = await projects.use(ask.project, async (live) => live.state())
  const branch = branchOf(project, ask.branch)
  if (branch === undefined) throw new Failure('not-found', 'That branch no longer exists.')
  const model = await engine.model(branch.model)
  yield* treesOf({ project, model, ask, now }, (tree) => nextToAsk(tree, ask), signal)
}

/** A place of a branch, and how many alternatives are asked for. */
export interface AlternativesAsked {
  readonly project: Project
  readonly model: Model
  readonly ask: Pick<Ask, 'branch' | 'place' | 'width'>
  readonly now: () => number
}

/** The tree of what can come, as it grows: from its root, and behind whichever node `nextIn` wants next, until it wants none. */
export async function* treesOf(
  asking: AlternativesAsked,
  nextIn: (tree: GrownTree) => TreeNode | undefined,
  signal: AbortSignal,
): AsyncGenerator<GrownTree> {
  let tree = noTree
  let next: TreeNode | undefined
  do {
    throwIfCancelled(signal)
    const path = next === undefined ? [] : pathTo(tree, next.id)
    const alternatives = await ahead(asking, path, signal)
    tree = grownTree(tree, next, { alternatives, width: asking.ask.width })
    yield tree
    next = nextIn(tree)
  } while (next !== undefined)
}

/** What can come behind a path; nothing where that ends the segment. @throws Failure where the model names no alternatives. */
async function ahead(
  asking: AlternativesAsked,
  path: readonly Alternative[],
  signal: AbortSignal,
): Promise<readonly Alternative[]> {
  const { model, ask } = asking
  const loop = loopOf(asking, path)
  const text = (loop.begun?.tokens ?? []).map((t) => t.text).join('')
  if (loop.begun?.ends === true || loop.dialect.stop.some((stop) => text.includes(stop))) return []
  const request = { ...firstRequest(loop), temperature: 0, maxTokens: 1, stop: [], drafts: false as const }
  let found: readonly Alternative[] | undefined
  for await (const event of model.generate({ ...request, top: ask.width }, signal)) {
    if (event.type === 'token') found ??= event.token.top
    // A model that would end its turn writes no token.
    if (event.type === 'end') found ??= event.last?.top
  }
  if (found === undefined)
    throw new Failure('bad-input', `${model.info.name} does not say what else it held possible.`)
  return found
}

function loopOf(
  { project, model, ask, now }: AlternativesAsked,
  forced: readonly ForcedAlternative[],
): LoopRequest {
  const { info } = model
  const base = branchOf(project, ask.branch)
  const dialect = dialectOf(base?.dialect ?? '')
  if (base === undefined || dialect === undefined)
    throw new Failure('bad-input', 'Relook does not know the dialect this was written in.')
  const token = { ...ask.place, forced: [...forced] }
  const { question, settings } = base
  let made = 0
  const plan = beginRun({
    project,
    request: { project: project.id, from: { branch: base.id, token }, question, model: info.id, settings },
    info,
    dialect,
    newId: () => `asked-${++made}`,
    now,
  })
  const { view, manner = inTurn } = plan.branch
  const image = sizedImageOf(project.image)
  const { steps, begun } = plan
  const asked = { model, dialect, image, view, question, settings, manner, steps, newId: () => '', now }
  return begun === undefined ? asked : { ...asked, begun }
}
