/** Numbers on an image as colour: the more, the warmer and the less of the image shines through; below 0 they are cold. Knows no canvas. */
import type { Box } from '../geometry/box'
import { mapBox } from '../geometry/mapping'
import type { Brush } from './brush'
import { mappingOf, type Camera } from './camera'

/** A part of an image and its number, −1 to 1: shares of the largest there is. */
export interface HeatCell {
  readonly box: Box<'image'>
  readonly value: number
}

/** Darker as it grows, so that it is told apart without seeing colours: light yellow to dark red, light to dark blue. */
const warm = [
  [255, 224, 102],
  [245, 130, 48],
  [158, 16, 32],
] as const
const cold = [
  [168, 208, 255],
  [72, 132, 222],
  [22, 48, 140],
] as const
/** How much of the image the largest covers. */
const mostCover = 0.82
/** Less than this share is not drawn. */
const least = 0.03

/** The colour of a number −1 to 1, as CSS; undefined where it is too little to be seen. */
export function heatColour(value: number): string | undefined {
  const amount = Math.min(1, Math.abs(value))
  if (!(amount >= least)) return undefined
  const ramp = value < 0 ? cold : warm
  const place = amount * (ramp.length - 1)
  const from = ramp[Math.min(ramp.length - 2, Math.floor(place))] ?? ramp[0]
  const to = ramp[Math.min(ramp.length - 1, Math.floor(place) + 1)] ?? ramp[0]
  const part = place - Math.min(ramp.length - 2, Math.floor(place))
  const channels = from.map((channel, i) => Math.round(channel + ((to[i] ?? channel) - channel) * part))
  return `rgb(${channels.join(' ')} / ${(mostCover * amount ** 0.7).toFixed(3)})`
}

/** Paints the cells under a camera, edge to edge. */
export function paintHeat(brush: Brush, cells: readonly HeatCell[], camera: Camera): void {
  const mapping = mappingOf(camera)
  brush.save()
  for (const { box, value } of cells) {
    const colour = heatColour(value)
    if (colour === undefined) continue
    const { left, top, right, bottom } = mapBox(mapping, box)
    brush.fillStyle = colour
    // On whole pixels, so that neighbours neither overlap nor leave a line.
    const [x, y] = [Math.round(left), Math.round(top)]
    brush.fillRect(x, y, Math.round(right) - x, Math.round(bottom) - y)
  }
  brush.restore()
}
