/** A foreign trace as the changes that make a project of it: what its journal begins with when it is first edited. Pure. */
import { given } from '../given'
import type { Change } from '../trace/change'
import type { Origin } from '../trace/origin'
import { defaultSettings, type Branch, type ProjectId } from '../trace/project'
import type { ForeignTrace } from './format'
import { traceSteps, type StepsRequest } from './steps'

/** What a project needs besides the trace. */
export interface ProjectRequest extends StepsRequest {
  readonly id: ProjectId
  readonly title: string
  /** Name of the branch, e.g. the file's. */
  readonly name: string
  readonly origin?: Origin
}

/**
 * Project, one branch with all steps, and how it ended. The same trace and request give the same changes, ids included.
 * @throws Failure `not-found` for a dialect Relook does not know.
 */
export function traceProject(trace: ForeignTrace, request: ProjectRequest): readonly Change[] {
  const { id, title, name, origin, at } = request
  const read = traceSteps(trace, request)
  // Nothing failed here: what the file says of its own run.
  const failure = read.why === undefined ? undefined : ({ code: 'model-failed', message: read.why } as const)
  const branch: Branch = {
    id: `${id}-file`,
    name,
    star: false,
    author: { type: 'model', model: read.model },
    createdAt: at,
    question: trace.question,
    model: read.model,
    dialect: read.dialect,
    space: read.space,
    order: read.order,
    settings: defaultSettings,
    view: read.view,
    path: read.steps.map((s) => s.id),
    open: { text: '', tokens: [] },
    run: { type: 'ended', startedAt: at, endedAt: at, reason: read.reason, ...given({ failure }) },
    binned: false,
  }
  return [
    {
      type: 'project-created',
      id,
      at,
      title,
      image: read.image,
      ...given({ origin }),
    },
    { type: 'branch-added', branch, steps: read.steps, clears: [] },
  ]
}
