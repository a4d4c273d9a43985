/** A branch of a project as the model that is asked about it has it. Knows no window. */
import { dialectOf } from '../../app/dialects'
import type { Subject } from '../../app/explain/subject'
import { Failure } from '../../app/failure'
import { cropView } from '../../app/reading/place'
import { chooseManner, inTurn } from '../../app/reasoning/manner'
import { sizedImageOf } from '../../app/trace/image'
import { branchOf, stepsOf, type Branch, type Project } from '../../app/trace/project'
import type { Step } from '../../app/trace/step'
import type { Engine } from '../models/engine'
import { forOtherModel } from '../runs/run-plan'

/** Which branch, and by which model: absent, the one that wrote it. */
export interface BranchAndModel {
  readonly branch: string
  readonly model?: string | undefined
}

/** The subject of an explanation. Steps keep their ids, whoever is asked. @throws Failure for what cannot be asked. */
export async function subjectOf(
  engine: Pick<Engine, 'models' | 'model'>,
  project: Project,
  { branch: id, model: asked }: BranchAndModel,
): Promise<Subject> {
  const branch = branchOf(project, id)
  if (branch === undefined) throw new Failure('not-found', 'That branch no longer exists.')
  const name = asked ?? branch.model
  const info = (await engine.models()).find((m) => m.id === name)
  const dialect = dialectOf(branch.dialect)
  if (info === undefined || dialect === undefined)
    throw new Failure('model-unavailable', `“${name}” cannot be asked here. Choose a model that can.`)
  if (info.dialect !== branch.dialect)
    throw new Failure(
      'bad-input',
      `${info.name} speaks another dialect than this trace, so it would not go on from here. Re-run the trace with it, and explain that.`,
    )
  const model = await engine.model(info.id)
  const image = sizedImageOf(project.image)
  const { question, settings, view, manner = inTurn } = branch
  const own = { model, dialect, image, question, settings, view, manner, steps: stepsOf(project, branch) }
  return info.id === branch.model ? own : byOther(own, project, branch)
}

/** The same trace before the eyes of another model. @throws Failure where the numbers of the trace mean nothing to it. */
function byOther(own: Subject, project: Project, branch: Branch): Subject {
  const { dialect, image, model } = own
  const { budgets } = model.info
  const view = dialect.overview(image.id, project.image, budgets)
  const ids = own.steps.map((s) => s.id)
  const steps = forOtherModel(own.steps, { from: branch.view, to: view }, () => ids.shift() ?? '')
  const looks = new Map(steps.flatMap((s) => (s.type === 'look' ? [[s.id, s]] : [])))
  const seen = (step: Step): Step => {
    const look = step.type === 'observation' ? looks.get(step.look) : undefined
    const crop = look && cropView(dialect, look.region, { image, budgets })
    return step.type === 'observation' && crop !== undefined ? { ...step, view: crop } : step
  }
  return { ...own, view, manner: chooseManner(dialect, model.info.abilities), steps: steps.map(seen) }
}
