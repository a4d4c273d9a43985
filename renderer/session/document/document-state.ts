/** The project that is open. Plain data. */
import type { BranchId, Project, ProjectId } from '../../../app/trace/project'

export interface DocumentState {
  /** Being opened or open. */
  readonly id: ProjectId | undefined
  readonly project: Project | undefined
  /** It is followed: what the host does to it is told before whoever asked for it is answered. Not so of one that was fetched ahead. */
  readonly live: boolean
  /** The selected branch. */
  readonly branch: BranchId | undefined
  /** Projects that edits are on their way to, one for each edit that the host has not told of yet. */
  readonly sending: readonly ProjectId[]
  /** The sample being made a project. */
  readonly openingSample: string | undefined
}

/** No project is open. */
export const noDocument: DocumentState = {
  id: undefined,
  project: undefined,
  live: false,
  branch: undefined,
  sending: [],
  openingSample: undefined,
}
