/** Gold boxes as the canvas draws them. Pure. */
import { areaOf, type Box } from '../../app/geometry/box'
import type { Origin } from '../../app/trace/origin'
import type { CanvasBox } from '../canvas/props'
import { ghostMark } from './rows'

/** Those the file brought along. */
export function goldBoxesOf(origin: Origin | undefined): readonly CanvasBox[] {
  return (origin?.goldBoxes ?? []).flatMap(({ region, label }, i) =>
    areaOf(region) > 0 ? [goldBox(`file-${i}`, region, label)] : [],
  )
}

/** One gold box: dotted, never in anybody's hand. */
export function goldBox(id: string, region: Box<'image'>, label: string | undefined): CanvasBox {
  const name = label === undefined ? 'gold' : `gold: ${label}`
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
