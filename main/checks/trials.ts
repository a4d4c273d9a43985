/**
 * Crop interventions run: each trial is a branch of its own that begins like the tested one to the byte, shows other pixels
 * behind the same request, and goes on as the model does. One after the other; leaving stops what runs.
 */
import { trialsOf, type Trial } from '../../app/checks/trial'
import { dialectOf, type Dialect } from '../../app/dialects'
import { box } from '../../app/geometry/box'
import { cropView } from '../../app/reading/place'
import { Failure, toFailureData } from '../../app/failure'
import { draftsBehindCrop } from '../../app/reasoning/drafts'
import { chooseManner, inTurn } from '../../app/reasoning/manner'
import type { Model, ModelInfo } from '../../app/reasoning/model'
import type { TrialState } from '../../app/host/reviews'
import { sizedImageOf } from '../../app/trace/image'
import { answerOf, branchOf, stepsOf, type Branch, type Project } from '../../app/trace/project'
import { trialView } from '../../app/explain/intervene'
import type { LookStep, ObservationStep, Step } from '../../app/trace/step'
import { newName } from '../runs/branch-name'
import { forOtherModel } from '../runs/run-plan'
import type { Engine } from '../models/engine'
import type { Runs } from '../runs/runs'
import type { LiveProject } from '../store/live'
import type { Projects } from '../store/projects'

export interface TrialHost {
  readonly engine: Pick<Engine, 'models' | 'model'>
  readonly projects: Pick<Projects, 'hold'>
  readonly runs: Runs
  readonly newId: () => string
  readonly now: () => number
}

/** Which look is tested, and by which model: absent, the one that wrote the branch. */
export interface TrialAsk {
  readonly project: string
  readonly branch: string
  readonly look: string
  readonly model?: string | undefined
}

/** What is tested: a look with its crop, and the model that is asked. */
interface Tested {
  /** As the asked model has it: another model than the one that wrote it sees the image in its own way. */
  readonly branch: Branch
  readonly before: readonly Step[]
  readonly look: LookStep
  /** The tested look on the branch it is of. */
  readonly at: string
  readonly seen: ObservationStep
  readonly dialect: Dialect
  readonly info: ModelInfo
  /** All steps of the branch where the same model wrote them; otherwise those before the crop. */
  readonly written: readonly Step[]
  /** Steps that another model begins with, to be added with the first trial: the words without the first one's tokens. */
  readonly fresh: readonly Step[]
}

/** All trials of a look, again whenever one changes. @throws Failure for a look that cannot be tested. */
export async function* tryLook(
  host: TrialHost,
  ask: TrialAsk,
  signal: AbortSignal,
): AsyncGenerator<readonly TrialState[]> {
  const { live, release } = await host.projects.hold(ask.project)
  try {
    const tested = await testedLook(host, live.state(), ask)
    const trials = trialsOf(about(live.state(), ask))
    const model = await host.engine.model(tested.info.id)
    let states = trials.map(({ kind, name }): TrialState => ({ kind, name, state: 'waiting' }))
    const become = (i: number, change: Partial<TrialState>) =>
      (states = states.map((s, n) => (n === i ? { ...s, ...change } : s)))
    yield states
    for (const [i, trial] of trials.entries()) {
      if (signal.aborted) return
      try {
        const fresh = i === 0 ? tested.fresh : []
        const branch = await begin(host, { ...tested, live, model, fresh }, trial)
        yield become(i, { state: 'running', branch })
        const result = await ended(host, { live, branch, from: tested.before.length }, signal)
        yield become(i, { state: 'done', ...result })
      } catch (error) {
        const failure = toFailureData(error)
        if (failure.code === 'cancelled') return
        yield become(i, { state: 'failed', failure })
      }
    }
  } finally {
    release()
  }
}

async function testedLook(host: TrialHost, project: Project, ask: TrialAsk): Promise<Tested> {
  const branch = branchOf(project, ask.branch)
  if (branch === undefined) throw new Failure('not-found', 'That branch no longer exists.')
  const steps = stepsOf(project, branch)
  const at = steps.findIndex((s) => s.id === ask.look)
  const look = steps[at]
  const seen = steps.find((s) => s.type === 'observation' && s.look === ask.look)
  if (look?.type !== 'look') throw new Failure('not-found', 'That look is no longer on this branch.')
  if (seen?.type !== 'observation')
    throw new Failure(
      'bad-input',
      'The model was given no crop for this look, so there is nothing to change.',
    )
  const id = ask.model ?? branch.model
  const info = (await host.engine.models()).find((m) => m.id === id)
  const dialect = dialectOf(branch.dialect)
  if (info === undefined || dialect === undefined)
    throw new Failure('model-unavailable', `“${id}” cannot be asked here. Choose a model that can.`)
  if (info.dialect !== branch.dialect)
    throw new Failure(
      'bad-input',
      `${info.name} speaks another dialect than this trace, so it would not go on from here. Re-run the trace with it, and test that.`,
    )
  // Several looks may stand before their crops: all up to this crop are kept.
  const before = steps.slice(0, steps.indexOf(seen))
  const tested = { branch, before, look, at: look.id, seen, dialect, info, written: steps, fresh: [] }
  return info.id === branch.model ? tested : byOther(host, project, tested)
}

/** The same look before the eyes of another model. @throws Failure where the numbers of the trace mean nothing to it. */
function byOther({ newId }: Pick<TrialHost, 'newId'>, project: Project, tested: Tested): Tested {
  const { branch, before, look, seen, dialect, info } = tested
  const { image } = project
  const view = dialect.overview(image.id, image, info.budgets)
  const { budgets } = info
  const crop = cropView(dialect, look.region, { image: sizedImageOf(image), budgets })
  const shown = crop === undefined ? seen : { ...seen, view: crop }
  const carried = forOtherModel([...before, shown], { from: branch.view, to: view }, newId)
  const at = carried.length - 1
  const [last, own] = [carried[at], carried[before.indexOf(look)]]
  if (last?.type !== 'observation' || own?.type !== 'look') return tested // the order is kept: cannot be
  const manner = chooseManner(dialect, info.abilities)
  const based = { ...branch, view, model: info.id, manner }
  const kept = carried.slice(0, at)
  return { ...tested, branch: based, before: kept, look: own, seen: last, fresh: carried, written: kept }
}

function about(project: Project, ask: TrialAsk) {
  const branch = branchOf(project, ask.branch)
  const looks = branch === undefined ? [] : stepsOf(project, branch).filter((s) => s.type === 'look')
  const numbered = looks.map((l, i) => ({ id: l.id, number: i + 1, region: l.region }))
  const own = numbered.find((l) => l.id === ask.look)
  return {
    number: own?.number ?? 1,
    region: own?.region ?? box<'image'>(0, 0, project.image.width, project.image.height),
    image: { width: project.image.width, height: project.image.height },
    others: numbered.filter((l) => l.id !== ask.look),
  }
}

/** Adds the branch and starts its run. */
async function begin(
  host: TrialHost,
  tested: Tested & { readonly live: LiveProject; readonly model: Model },
  trial: Trial,
): Promise<string> {
  const { live, branch: base, before, seen, dialect, info, model, fresh } = tested
  const project = live.state()
  const drafts = draftsBehindCrop(tested.written, before.length, earlierTrials(project, tested))
  const view = trialView({ dialect, image: sizedImageOf(project.image), model }, seen, trial)
  const shown: ObservationStep =
    trial.kind === 'same'
      ? seen
      : { ...seen, id: host.newId(), author: { type: 'person' }, at: host.now(), replaces: seen.id, view }
  const steps = [...before, shown]
  const branch: Branch = {
    ...base,
    id: host.newId(),
    name: newName(project, trial.name),
    star: false,
    author: { type: 'model', model: info.id },
    model: info.id,
    createdAt: host.now(),
    fork: { branch: base.id, step: tested.at },
    path: steps.map((s) => s.id),
    open: { text: '', tokens: [] },
    run: { type: 'idle' },
    trial: true,
    binned: false,
  }
  const held = await host.projects.hold(project.id)
  await live.append([
    { type: 'branch-added', branch, steps: trial.kind === 'same' ? fresh : [...fresh, shown], clears: [] },
    { type: 'run-started', branch: branch.id, at: host.now() },
  ])
  const { question, settings, manner = inTurn } = branch
  const image = sizedImageOf(project.image)
  const asked = { model, dialect, image, view: branch.view, question, settings, manner, steps, drafts }
  const request = { ...asked, newId: host.newId, now: host.now, top: 5 }
  host.runs.start({ live, branch: branch.id }, request, held.release)
  return branch.id
}

/** So many earlier trials are drafted from. */
const mostEarlier = 4

/** What trials of the same look by the same model wrote behind their crops, in their order. */
function earlierTrials(project: Project, { info, at, before }: Tested): readonly (readonly Step[])[] {
  return project.branches
    .filter((b) => b.trial === true && b.model === info.id && b.fork?.step === at && b.run.type === 'ended')
    .slice(-mostEarlier)
    .map((b) => stepsOf(project, b).slice(before.length + 1))
}

/** What came of it when the run is over. @throws Failure `cancelled` when the asker left, or how it failed. */
async function ended(
  host: TrialHost,
  { live, branch, from }: { readonly live: LiveProject; readonly branch: string; readonly from: number },
  signal: AbortSignal,
): Promise<Pick<TrialState, 'answer' | 'looks'>> {
  const leave = new AbortController()
  const stop = () => {
    leave.abort()
    void host.runs.stop(live.state().id, branch)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const event of live.follow(leave.signal)) {
      const now = event.type === 'project' ? event.project : live.state()
      const found = branchOf(now, branch)
      if (found?.run.type !== 'ended') continue
      const { reason, failure } = found.run
      if (reason === 'stopped') throw new Failure('cancelled', 'Cancelled.')
      if (reason === 'failed')
        throw new Failure(failure?.code ?? 'model-failed', failure?.message ?? 'The run failed.')
      const looks = stepsOf(now, found)
        .slice(from)
        .filter((s) => s.type === 'look').length
      const answer = answerOf(now, found)
      return answer === undefined ? { looks } : { looks, answer }
    }
    throw new Failure('cancelled', 'Cancelled.')
  } finally {
    signal.removeEventListener('abort', stop)
    leave.abort()
  }
}
