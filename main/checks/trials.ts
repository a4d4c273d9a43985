/**
 * Crop interventions run: each trial is a branch of its own that begins like the tested one to the byte, shows other pixels
 * behind the same request, and goes on as the model does. One after the other; leaving stops what runs.
 */
import { trialsOf, type Trial } from '../../app/checks/trial'
import { dialectOf, type Dialect } from '../../app/dialects'
import { Failure, toFailureData } from '../../app/failure'
import { inTurn } from '../../app/reasoning/manner'
import type { Model, ModelInfo } from '../../app/reasoning/model'
import type { TrialState } from '../../app/reviewing'
import { answerOf, branchOf, stepsOf, type Branch, type Project } from '../../app/trace/project'
import type { LookStep, ObservationStep, Step, View } from '../../app/trace/step'
import type { Engine } from '../models/engine'
import type { Runs } from '../runs'
import type { LiveProject } from '../store/live'
import type { Projects } from '../store/projects'
import { inTurns, type Turns } from '../turns'

export interface TrialHost {
  readonly engine: Pick<Engine, 'models' | 'model'>
  readonly projects: Pick<Projects, 'hold'>
  readonly runs: Runs
  readonly turns: Turns
  readonly newId: () => string
  readonly now: () => number
}

/** What is tested: a look with its crop, on a branch whose model can be asked. */
interface Tested {
  readonly branch: Branch
  readonly before: readonly Step[]
  readonly look: LookStep
  readonly seen: ObservationStep
  readonly dialect: Dialect
  readonly info: ModelInfo
}

/** All trials of a look, again whenever one changes. @throws Failure for a look that cannot be tested. */
export async function* tryLook(
  host: TrialHost,
  ask: { readonly project: string; readonly branch: string; readonly look: string },
  signal: AbortSignal,
): AsyncGenerator<readonly TrialState[]> {
  const { live, release } = await host.projects.hold(ask.project)
  try {
    const tested = await testedLook(host, live.state(), ask)
    const trials = trialsOf(about(live.state(), tested))
    const opened = await host.engine.model(tested.info.id)
    const model = opened.concurrent === true ? opened : inTurns(opened, host.turns)
    let states = trials.map(({ kind, name }): TrialState => ({ kind, name, state: 'waiting' }))
    const become = (i: number, change: Partial<TrialState>) =>
      (states = states.map((s, n) => (n === i ? { ...s, ...change } : s)))
    yield states
    for (const [i, trial] of trials.entries()) {
      if (signal.aborted) return
      try {
        const branch = await begin(host, live, { ...tested, model }, trial)
        yield become(i, { state: 'running', branch })
        const result = await ended(host, live, { branch, from: tested.before.length }, signal)
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

async function testedLook(
  host: TrialHost,
  project: Project,
  ask: { readonly branch: string; readonly look: string },
): Promise<Tested> {
  const branch = branchOf(project, ask.branch)
  if (branch === undefined) throw new Failure('not-found', 'That branch is not there any more.')
  const steps = stepsOf(project, branch)
  const at = steps.findIndex((s) => s.id === ask.look)
  const look = steps[at]
  const seen = steps.find((s) => s.type === 'observation' && s.look === ask.look)
  if (look?.type !== 'look') throw new Failure('not-found', 'That look is not on this branch any more.')
  if (seen?.type !== 'observation')
    throw new Failure(
      'bad-input',
      'The model was given no crop for this look, so there is nothing to change.',
    )
  const info = (await host.engine.models()).find((m) => m.id === branch.model)
  const dialect = dialectOf(branch.dialect)
  if (info === undefined || dialect === undefined)
    throw new Failure(
      'model-unavailable',
      `This was written by “${branch.model}”, which cannot be asked here. Re-run the trace with a model that can, and test that.`,
    )
  // Several looks may stand before their crops: all up to this crop are kept.
  return { branch, before: steps.slice(0, steps.indexOf(seen)), look, seen, dialect, info }
}

function about(project: Project, { branch, look }: Tested) {
  const looks = stepsOf(project, branch).filter((s) => s.type === 'look')
  const numbered = looks.map((l, i) => ({ id: l.id, number: i + 1, region: l.region }))
  return {
    number: numbered.find((l) => l.id === look.id)?.number ?? 1,
    region: look.region,
    image: { width: project.image.width, height: project.image.height },
    others: numbered.filter((l) => l.id !== look.id),
  }
}

/** Adds the branch and starts its run. */
async function begin(
  host: TrialHost,
  live: LiveProject,
  tested: Tested & { readonly model: Model },
  trial: Trial,
): Promise<string> {
  const { branch: base, before, look, seen, dialect, info, model } = tested
  const project = live.state()
  const view = viewOf(project, tested, trial)
  const shown: ObservationStep =
    trial.kind === 'same'
      ? seen
      : { ...seen, id: host.newId(), author: { type: 'person' }, at: host.now(), replaces: seen.id, view }
  const steps = [...before, shown]
  const branch: Branch = {
    ...base,
    id: host.newId(),
    name: uniqueName(project, trial.name),
    star: false,
    author: { type: 'model', model: info.id },
    createdAt: host.now(),
    fork: { branch: base.id, step: look.id },
    path: steps.map((s) => s.id),
    open: { text: '', tokens: [] },
    run: { type: 'idle' },
    binned: false,
  }
  const held = await host.projects.hold(project.id)
  await live.append([
    { type: 'branch-added', branch, steps: trial.kind === 'same' ? [] : [shown], clears: [] },
    { type: 'run-started', branch: branch.id, at: host.now() },
  ])
  const { question, settings, manner = inTurn } = branch
  const image = { id: project.image.id, size: project.image }
  const asked = { model, dialect, image, view: branch.view, question, settings, manner, steps }
  host.runs.start(live, branch.id, { ...asked, newId: host.newId, now: host.now, top: 5 }, held.release)
  return branch.id
}

function viewOf(project: Project, { seen, dialect, info }: Tested, trial: Trial): View {
  if (trial.kind === 'same') return seen.view
  // A blank crop is as large as the real one: only what it shows is gone.
  if (trial.blank) return { ...seen.view, mask: 'blank' }
  const view = dialect.crop(project.image.id, trial.region, project.image, info.budgets)
  if (view === undefined) throw new Failure('bad-input', 'The model would get no crop of that region.')
  return view
}

/** What came of it when the run is over. @throws Failure `cancelled` when the asker left, or how it failed. */
async function ended(
  host: TrialHost,
  live: LiveProject,
  { branch, from }: { readonly branch: string; readonly from: number },
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

function uniqueName(project: Project, name: string): string {
  const taken = new Set(project.branches.map((b) => b.name))
  let unique = name
  for (let n = 2; taken.has(unique); n++) unique = `${name} (${n})`
  return unique
}
