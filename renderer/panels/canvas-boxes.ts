/** What the canvas shows beside a branch's own boxes: one box in every reading, and gold boxes by their names. Pure. */
import type { Box, Point, Size } from '../../app/geometry/box'
import { notationName } from '../../app/reading/evidence-words'
import { goldBox, goldBoxesOf as goldBoxesIn } from '../../app/story/boxes'
import type { Origin } from '../../app/trace/origin'
import { boxOfPoints } from '../canvas/tools/extreme'
import type { CanvasBox } from '../canvas/props'
import { heard, t } from '../language/text'
import type { Ghost } from '../session/document/reading'
import { hueOf } from '../session/document/rows'

/** One box in every way in which it can be read: dashed, numbered, named, in nobody's hand. */
export function ghostBoxes(ghosts: readonly Ghost[]): readonly CanvasBox[] {
  return ghosts.map(({ reading, region }, i) => ({
    id: `reading-${i}`,
    region,
    number: i + 1,
    hue: hueOf(i + 1),
    author: 'person',
    label: heard(notationName(reading)),
  }))
}

/** The gold boxes that the file brought along. */
export function goldCanvasBoxes(origin: Origin | undefined): readonly CanvasBox[] {
  return goldBoxesIn(origin, goldName)
}

/** The gold boxes that the annotator drew. */
export function drawnGoldBoxes(regions: readonly Box<'image'>[]): readonly CanvasBox[] {
  return regions.map((region, i) => goldBox(`drawn-${i}`, region, goldName(t('yours'))))
}

/** Extreme points set so far, and the box around them once there are two: in nobody's hand. */
export function pointBoxes(points: readonly Point[], image: Size | undefined): readonly CanvasBox[] {
  if (image === undefined) return []
  const common = { number: 0, hue: 0, author: 'person', ghost: true } as const
  const around = points.length < 2 ? undefined : boxOfPoints(points, image)
  const marks = points.flatMap((point, i): readonly CanvasBox[] => {
    const region = boxOfPoints([point], image)
    return region === undefined ? [] : [{ ...common, id: `point-${i}`, region, point }]
  })
  return [...(around === undefined ? [] : [{ ...common, id: 'points', region: around, cut: true }]), ...marks]
}

function goldName(label: string | undefined): string {
  return label === undefined ? t('gold') : t('gold: {label}', { label })
}
