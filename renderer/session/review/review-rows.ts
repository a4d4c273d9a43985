/** What review mode asks of rows: which a person changed, and the gold regions they are held against. Pure. */
import type { Box } from '../../../app/geometry/box'
import { reviewBy } from '../../../app/trace/review'
import type { Row } from '../document/rows'
import type { State } from '../state'
import { isReviewing } from '../view/mode'

/** Rows that a person changed, put in or took out. */
export function changedRows(rows: readonly Row[]): readonly Row[] {
  return rows.filter((r) => r.type !== 'observation' && r.draft !== undefined)
}

/** Whether a verdict can be given on it: it is a step the model wrote. Crops belong to their looks; what a person put in is their own. */
export function isJudged(row: Row | undefined): boolean {
  return row !== undefined && row.type !== 'observation' && row.step?.author.type === 'model' && !row.added
}

const none: readonly Box<'image'>[] = []
const joined = new WeakMap<object, WeakMap<object, readonly Box<'image'>[]>>()

/** Where the answer really stands: as the file says and as the annotator drew. The same array while nothing changed. */
export function goldRegions(state: State): readonly Box<'image'>[] {
  const drawn = drawnGold(state)
  const file = state.document.project?.origin?.goldBoxes
  if (file === undefined || file.length === 0) return drawn
  const known = joined.get(file) ?? new WeakMap<object, readonly Box<'image'>[]>()
  joined.set(file, known)
  const all = known.get(drawn) ?? [...file.map((g) => g.region), ...drawn]
  known.set(drawn, all)
  return all
}

/** Gold boxes of the person's own review. */
export function drawnGold(state: State): readonly Box<'image'>[] {
  const { project, branch } = state.document
  const { annotator } = state.review
  if (!isReviewing(state) || project === undefined || branch === undefined || annotator === undefined)
    return none
  return reviewBy(project.reviews, branch, annotator)?.goldBoxes ?? none
}
