/** A project with its looks lying where a reading of their numbers puts them. Pure; knows no dialect. */
import type { Project, Respacing } from './project'
import type { LookStep, ObservationStep, Step, StepId } from './step'

/** The project read so; undefined puts every look back where its language's own rule has it. */
export function placed(project: Project, respacing: Respacing | undefined): Project {
  const steps: Record<StepId, Step> = {}
  for (const [id, step] of Object.entries(project.steps)) steps[id] = placedStep(step, respacing)
  const { respacing: _before, ...rest } = project
  return respacing === undefined ? { ...rest, steps } : { ...rest, steps, respacing }
}

function placedStep(step: Step, respacing: Respacing | undefined): Step {
  if (step.type === 'look') return placedLook(step, respacing)
  return step.type === 'observation' ? placedObservation(step, respacing) : step
}

function placedLook(step: LookStep, respacing: Respacing | undefined): LookStep {
  const at = respacing?.looks[step.id]
  const { own: parked, region, point, flags, ...rest } = step
  const own = parked ?? (point === undefined ? { region, flags } : { region, point, flags })
  return at === undefined ? { ...rest, ...own } : { ...rest, ...at, own }
}

function placedObservation(step: ObservationStep, respacing: Respacing | undefined): ObservationStep {
  const view = respacing?.views[step.id]
  const { own = step.view, ...rest } = step
  return view === undefined ? { ...rest, view: own } : { ...rest, view, own }
}
