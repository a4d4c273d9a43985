/**
 * Samples groups of rollouts: G branches of a project, the same question, model and settings, each with its own seed. All of
 * them are in the journal before the first token. Driven on the main side, so that it goes on when the window closes.
 * Sharing the prefix is the engine's: every rollout begins with the same bytes, so image and prompt are read once.
 */
import { dialectOf } from '../../app/dialects'
import { Failure } from '../../app/failure'
import { groupsOf, isUnfinished, rolloutSeed, type RolloutBranch } from '../../app/groups/group'
import { inTurn } from '../../app/reasoning/manner'
import type { Model } from '../../app/reasoning/model'
import type { SampleRequest } from '../../app/host/rollouts'
import { sizedImageOf } from '../../app/trace/image'
import { branchOf, stepsOf, type Branch, type BranchId, type Project } from '../../app/trace/project'
import type { Step } from '../../app/trace/step'
import { beginRun } from '../runs/run-plan'
import type { Engine } from '../models/engine'
import { dialectFor } from '../models/find'
import type { Runs } from '../runs/runs'
import { createWorks } from '../shelf/works'
import type { LiveProject } from '../store/live'
import type { Projects } from '../store/projects'

/** What sampling is made of. */
export interface SamplingParts {
  readonly engine: Engine
  readonly projects: Pick<Projects, 'hold'>
  readonly runs: Runs
  readonly newId: () => string
  readonly now: () => number
}

/** Groups under way. */
export interface GroupSampling {
  /** Resolves when the group is in the journal. @throws Failure as a run does. */
  readonly sample: (request: SampleRequest) => Promise<{ readonly group: string }>
  /** Goes on with rollouts that were stopped, cut off, failed or never begun. @throws Failure `not-found`, `busy`. */
  readonly resume: (project: string, group: string) => Promise<void>
  /** Ends the rollout under way and begins no other; resolves when that is in the journal. */
  readonly stop: (project: string, group: string) => Promise<void>
  readonly close: () => Promise<void>
}

interface Work {
  readonly live: LiveProject
  readonly model: Model
  readonly group: string
  readonly branches: readonly BranchId[]
}

/** Rollouts of a model on a server that are under way at the same time; a model that runs here takes one after the other. */
const atOnce = 4

/** No group yet. */
export function createSampling(parts: SamplingParts): GroupSampling {
  const works = createWorks()
  const keyOf = (project: string, group: string) => `${project}/${group}`

  const start = (project: string, work: Work, release: () => void) =>
    works.start(keyOf(project, work.group), ({ signal }) => drive(parts, work, signal).finally(release))

  return {
    sample: async (request) => {
      const model = await parts.engine.model(request.model)
      const { live, release } = await parts.projects.hold(request.project)
      try {
        const group = parts.newId()
        const changes = plan(parts, live.state(), { ...request, group, info: model.info })
        await live.append(changes)
        start(request.project, { live, model, group, branches: changes.map((c) => c.branch.id) }, release)
        return { group }
      } catch (error) {
        release()
        throw error
      }
    },
    resume: async (project, group) => {
      if (works.running(keyOf(project, group))) throw new Failure('busy', 'This group is being sampled.')
      const { live, release } = await parts.projects.hold(project)
      try {
        const left = groupOf(live.state(), group).filter(isUnfinished)
        const [first] = left
        if (first === undefined) return release()
        const model = await parts.engine.model(first.model)
        const at = parts.now()
        // All at once: whoever watches sees that they are going to be made.
        await live.append(left.map((b) => ({ type: 'run-started', branch: b.id, at }) as const))
        start(project, { live, model, group, branches: left.map((b) => b.id) }, release)
      } catch (error) {
        release()
        throw error
      }
    },
    stop: (project, group) => works.halt(keyOf(project, group)),
    close: works.close,
  }
}

function groupOf(project: Project, group: string): readonly RolloutBranch[] {
  const found = groupsOf(project).find((g) => g.group === group)
  if (found === undefined) throw new Failure('not-found', 'That group of rollouts no longer exists.')
  return found.branches
}

type Planned = SampleRequest & { readonly group: string; readonly info: Model['info'] }

/** One new branch per rollout, alike but for name, seed and place. */
function plan({ newId, now }: SamplingParts, project: Project, asked: Planned) {
  const dialect = dialectFor(asked.info)
  const { project: id, question, model, settings, count, gold, group, info } = asked
  const number = groupsOf(project).length + 1
  return Array.from({ length: count }, (_, index) => {
    const name = `${number === 1 ? '' : `group ${number}, `}rollout ${index + 1}`
    const own = { ...settings, seed: rolloutSeed(settings.seed, index) }
    const request = { project: id, question, model, settings: own, name }
    const { added } = beginRun({ project, request, info, dialect, newId, now })
    const right = gold === undefined || gold.trim() === '' ? {} : { gold: [gold.trim()] }
    const rollout = { group, index, of: count, seed: settings.seed, ...right }
    return { ...added, branch: { ...added.branch, rollout } }
  })
}

/** Works the branches off, so many at a time. Never throws: how each ended is in the journal. */
async function drive(parts: SamplingParts, work: Work, signal: AbortSignal): Promise<void> {
  const waiting = [...work.branches]
  const next = async (): Promise<void> => {
    for (;;) {
      const branch = waiting.shift()
      if (branch === undefined || signal.aborted) {
        if (branch !== undefined) waiting.unshift(branch)
        return
      }
      await one(parts, work, { branch, signal })
    }
  }
  const workers = work.model.concurrent === true ? Math.min(atOnce, waiting.length) : 1
  try {
    await Promise.all(Array.from({ length: workers }, next))
    const at = parts.now()
    // What was never begun says so, instead of seeming to wait for ever.
    const left = waiting.map((branch) => ({ type: 'run-ended', branch, at, reason: 'stopped' }) as const)
    if (left.length > 0) await work.live.append(left)
  } catch {
    // The project is gone or the disk is full: the next start finds the rest cut off, and it can go on.
  }
}

/** Most rollouts whose words are guessed again. */
const mostDrafts = 4

/** What the rollouts of its group wrote that have ended, the latest first. */
function writtenBefore(project: Project, { rollout, id }: Branch): readonly (readonly Step[])[] {
  const others = groupsOf(project).find((g) => g.group === rollout?.group)?.branches ?? []
  return others
    .filter((b) => b.id !== id && b.run.type === 'ended')
    .slice(-mostDrafts)
    .reverse()
    .map((b) => stepsOf(project, b))
}

/** One rollout to its end: from where it stands, with its own seed. */
async function one(
  parts: SamplingParts,
  { live, model }: Work,
  { branch: id, signal }: { readonly branch: BranchId; readonly signal: AbortSignal },
): Promise<void> {
  const project = live.state()
  const branch = branchOf(project, id)
  const dialect = branch === undefined ? undefined : dialectOf(branch.dialect)
  if (branch === undefined || branch.binned || dialect === undefined) return
  if (branch.run.type !== 'running') await live.append([{ type: 'run-started', branch: id, at: parts.now() }])
  const { question, settings, view, manner = inTurn } = branch
  const loop = {
    model,
    dialect,
    view,
    question,
    settings,
    manner,
    newId: parts.newId,
    now: parts.now,
    top: 5,
    priority: 'batch' as const,
    image: sizedImageOf(project.image),
    steps: stepsOf(project, branch),
    drafts: writtenBefore(project, branch),
  }
  await new Promise<void>((resolve) => {
    const stop = () => void parts.runs.stop(project.id, id)
    signal.addEventListener('abort', stop, { once: true })
    parts.runs.start({ live, branch: id }, loop, () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
    if (signal.aborted) stop()
  })
}
