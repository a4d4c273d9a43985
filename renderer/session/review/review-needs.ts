/** What reviewing stands on: ways to other traces and to change them. Types only. */
import type { TraceRow } from '../../../app/host/collections'
import type { ProjectId } from '../../../app/trace/project'
import type { Edits } from '../document/edits'

/** What the service stands on. */
export interface ReviewNeeds extends Pick<Edits, 'edit'> {
  /** Hands in a box that is half moved and words that are half written. */
  readonly settle: () => Promise<void>
  readonly openProject: (id: ProjectId) => void
  readonly openTrace: (row: TraceRow, at: number | undefined) => Promise<void>
  /** Undoes the last change of the open project. */
  readonly undo: () => Promise<boolean>
}
