/** Which steps have a mark on the scrubber: all, or of very many one for each place that can be told apart. Pure. */
import type { Row } from '../document/rows'

/** A step that is marked, and where: 0 at the beginning, 1 at the end. */
export interface ScrubMark {
  readonly row: Row
  readonly share: number
}

/** More marks than this cannot be told apart. */
const most = 240

/** What is marked rather than its neighbours. */
const weight: Readonly<Record<Row['type'], number>> = { look: 3, answer: 2, thought: 1, observation: 0 }

/** The marks, in order. */
export function scrubMarks(rows: readonly Row[]): readonly ScrubMark[] {
  const shareOf = (i: number) => (rows.length < 2 ? 0 : i / (rows.length - 1))
  if (rows.length <= most) return rows.map((row, i) => ({ row, share: shareOf(i) }))
  const places = new Map<number, ScrubMark>()
  for (const [i, row] of rows.entries()) {
    const place = Math.floor((i * most) / rows.length)
    const before = places.get(place)
    if (before === undefined || weight[row.type] > weight[before.row.type])
      places.set(place, { row, share: shareOf(i) })
  }
  return [...places.values()]
}
