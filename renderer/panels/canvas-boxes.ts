/** What the canvas is given to show: the boxes of looks, where moved ones were, another branch's, and gold boxes. Pure. */
import { areaOf, type Box } from '../../app/geometry/box'
import { given } from '../../app/given'
import type { Origin } from '../../app/trace/origin'
import type { CanvasBox } from '../canvas/props'
import { notationName } from '../../app/reading/evidence-words'
import type { Ghost } from '../session/document/reading'
import { hueOf, pointOf, type LookRow, type Row } from '../session/document/rows'
import type { Preview } from '../session/editing/editing-state'
import { t } from '../language/text'

/** Marks ids of boxes that only show where something was, or the other branch's. */
export const ghostMark = 'ghost:'

/** The boxes on the image: looks, ghosts of moved ones, and another branch's looks as ghosts. */
export function boxesOf(
  rows: readonly Row[],
  preview: Pick<Preview, 'id' | 'region' | 'point'> | undefined,
  other: readonly Row[],
): readonly CanvasBox[] {
  const shared = new Set(rows.map((r) => r.id))
  const boxes: CanvasBox[] = []
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

/** One box in every way in which it can be read: dashed, numbered, named, in nobody's hand. */
export function ghostBoxes(ghosts: readonly Ghost[]): readonly CanvasBox[] {
  return ghosts.map(({ reading, region }, i) => ({
    id: `reading-${i}`,
    region,
    number: i + 1,
    hue: hueOf(i + 1),
    author: 'person',
    label: notationName(reading),
  }))
}

function ghost(row: LookRow, region: Box<'image'>): CanvasBox {
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

/** The gold boxes that the file brought along. */
export function goldBoxesOf(origin: Origin | undefined): readonly CanvasBox[] {
  return (origin?.goldBoxes ?? []).flatMap(({ region, label }, i) =>
    areaOf(region) > 0 ? [goldBox(`file-${i}`, region, label)] : [],
  )
}

/** One gold box: dotted, never in anybody's hand. */
function goldBox(id: string, region: Box<'image'>, label: string | undefined): CanvasBox {
  const name = label === undefined ? t('gold') : t('gold: {label}', { label })
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

/** The gold boxes that the annotator drew. */
export function drawnGoldBoxes(regions: readonly Box<'image'>[]): readonly CanvasBox[] {
  return regions.map((region, i) => goldBox(`drawn-${i}`, region, t('yours')))
}
