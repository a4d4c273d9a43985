/** The boxes that stand on an image: of looks, where moved ones were, another branch's, and gold boxes. Pure; paints nothing. */
import { areaOf, type Box, type Point } from '../geometry/box'
import { given } from '../given'
import type { ImageBox } from '../paint/mark'
import type { Origin } from '../trace/origin'
import { hueOf, pointOf, type LookRow, type Row } from '../trace/rows'

/** Marks ids of boxes that only show where something was, or the other branch's. */
export const ghostMark = 'ghost:'

/** A region that is being moved, before anybody hands it in. */
interface Held {
  /** The look's row. */
  readonly id: string
  readonly region: Box<'image'>
  readonly point?: Point
}

/** The boxes on the image: looks, ghosts of moved ones, and another branch's looks as ghosts. */
export function boxesOf(
  rows: readonly Row[],
  preview: Held | undefined,
  other: readonly Row[],
): readonly ImageBox[] {
  const shared = new Set(rows.map((r) => r.id))
  const boxes: ImageBox[] = []
  for (const row of other) {
    if (row.type === 'look' && row.step !== undefined && !shared.has(row.id))
      boxes.push(ghost(row, row.step.region))
  }
  for (const row of rows) {
    if (row.type !== 'look') continue
    const region = preview?.id === row.id ? preview.region : row.region
    const point = preview?.id === row.id ? preview.point : pointOf(row)
    const moved = row.step !== undefined && (row.draft !== undefined || preview?.id === row.id)
    if (moved && row.step !== undefined) boxes.push(ghost(row, row.step.region))
    if (areaOf(region) <= 0 || row.removed) continue
    const person = row.draft !== undefined || row.step?.author.type === 'person'
    const author = person ? 'person' : 'model'
    const label = row.step?.label
    boxes.push({
      id: row.id,
      region,
      ...given({ point }),
      number: row.look,
      hue: hueOf(row.look),
      author,
      ...given({ label }),
    })
  }
  return boxes
}

function ghost(row: LookRow, region: Box<'image'>): ImageBox {
  const id = ghostMark + row.id
  const point = row.step?.point
  return {
    id,
    region,
    number: row.look,
    hue: hueOf(row.look),
    author: 'model',
    ghost: true,
    ...given({ point }),
  }
}

/** The gold boxes that the file brought along; `nameOf` says what each is called. */
export function goldBoxesOf(
  origin: Origin | undefined,
  nameOf: (label: string | undefined) => string,
): readonly ImageBox[] {
  return (origin?.goldBoxes ?? []).flatMap(({ region, label }, i) =>
    areaOf(region) > 0 ? [goldBox(`file-${i}`, region, nameOf(label))] : [],
  )
}

/** One gold box: dotted, never in anybody's hand. */
export function goldBox(id: string, region: Box<'image'>, name: string): ImageBox {
  return {
    id: `${ghostMark}gold-${id}`,
    region,
    number: 0,
    hue: 0,
    author: 'model',
    ghost: true,
    gold: true,
    label: name,
  }
}

/** A look that counts in another image, or on none, has no place on this one. */
export function isElsewhere(row: Row): boolean {
  const flags = row.type === 'look' ? (row.step?.flags ?? []) : []
  return flags.includes('other-image') || flags.includes('missing-image')
}
