/** In which space the boxes of the open trace are drawn. Pure. */
import { dialectOf } from '../../../app/dialects'
import { canRespace } from '../../../app/reading/respace'
import { spaceHint, type SpaceHint } from '../../../app/formats/space-hint'
import type { Order, SpaceId } from '../../../app/geometry/spaces'
import { missingImage } from '../../../app/trace/image'
import type { Project } from '../../../app/trace/project'
import { selectedBranch } from './rows'
import type { State } from '../state'

/** As the file has it: by its own word, else by the language's rule. */
export function fileSpace(s: State): SpaceId | undefined {
  const branch = selectedBranch(s)
  return branch?.space ?? dialectOf(branch?.dialect ?? '')?.space
}

/** As it is drawn now: a person's choice for this trace, else as the file has it. */
export function spaceOf(s: State): SpaceId | undefined {
  return s.document.project?.respacing?.space ?? fileSpace(s)
}

/** What its numbers are, in order: as its dialect writes them. */
export function fileOrder(s: State): Order {
  return dialectOf(selectedBranch(s)?.dialect ?? '')?.order ?? 'xyxy'
}

/** The order they are read in now. */
export function orderOf(s: State): Order {
  return s.document.project?.respacing?.order ?? fileOrder(s)
}

/** Whether there is a box that could be drawn otherwise. */
export function respaceable({ document: { project } }: State): boolean {
  if (project === undefined) return false
  const before = known.get(project.steps)
  if (before?.image === project.image.id) return before.can
  const can = canRespace(project)
  known.set(project.steps, { image: project.image.id, can })
  return can
}

/** Asked of all steps, at every change of anything. */
const known = new WeakMap<Project['steps'], { readonly image: string; readonly can: boolean }>()

/** What the boxes of the open trace alone say about how they should be read. */
export function traceHint(s: State): SpaceHint | undefined {
  const {
    document: { project },
  } = s
  const now = spaceOf(s)
  const branch = selectedBranch(s)
  if (project === undefined || branch === undefined || now === undefined) return undefined
  if (project.origin === undefined || project.image.id === missingImage) return undefined
  const boxes = branch.path.flatMap((id) => {
    const step = project.steps[id]
    if (step?.type !== 'look' || step.request.source !== undefined) return []
    // What `input` means is the size the model saw, whatever the numbers are read in now.
    return [{ numbers: step.request.numbers, image: project.image, frame: branch.view.size }]
  })
  return spaceHint(boxes, now)
}
