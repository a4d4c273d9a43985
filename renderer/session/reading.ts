/** In which space the boxes of the open trace are drawn. Pure. */
import { dialectOf } from '../../app/dialects'
import { canRespace } from '../../app/dialects/respace'
import type { SpaceId } from '../../app/geometry/spaces'
import { selectedBranch } from './rows'
import type { State } from './state'

/** As the file has it: by its own word, else by the language's rule. */
export function fileSpace(s: State): SpaceId | undefined {
  const branch = selectedBranch(s)
  return branch?.space ?? dialectOf(branch?.dialect ?? '')?.space
}

/** As it is drawn now: a person's choice for this trace, else as the file has it. */
export function spaceOf(s: State): SpaceId | undefined {
  return s.project?.respacing?.space ?? fileSpace(s)
}

/** Whether there is a box that could be drawn otherwise. */
export function respaceable({ project }: State): boolean {
  return project !== undefined && canRespace(project)
}
