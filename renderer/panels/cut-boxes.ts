/** What will really be cut for boxes that were moved or drawn: their numbers can be coarser than the hand. Pure. */
import { areaOf, sameBox } from '../../app/geometry/box'
import { writeLook, type Ground } from '../../app/reading/place'
import type { CanvasBox } from '../canvas/props'
import { hueOf, pointOf, type Row } from '../session/document/rows'
import type { Preview } from '../session/editing/editing-state'
import { ghostMark } from '../../app/story/boxes'

/** A thin line where the cut differs from the box that is shown; points are not cut as they are drawn. */
export function cutBoxes(
  rows: readonly Row[],
  preview: Pick<Preview, 'id' | 'region' | 'point'> | undefined,
  ground: Pick<Ground, 'dialect' | 'image' | 'view' | 'budgets'>,
): readonly CanvasBox[] {
  return rows.flatMap((row): readonly CanvasBox[] => {
    if (row.type !== 'look' || row.removed) return []
    const held = preview?.id === row.id ? preview : undefined
    const region = held?.region ?? row.region
    if ((held?.point ?? pointOf(row)) !== undefined || areaOf(region) <= 0) return []
    if (row.draft === undefined && held === undefined) return []
    const { placed } = writeLook(region, ground)
    if (sameBox(placed.region, region) || areaOf(placed.region) <= 0) return []
    return [
      {
        id: `${ghostMark}cut-${row.id}`,
        region: placed.region,
        number: row.look,
        hue: hueOf(row.look),
        author: 'model',
        ghost: true,
        cut: true,
      },
    ]
  })
}
