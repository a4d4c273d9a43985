/** Paints how sure a model was of a box: each edge as what else it could have been, and the runners-up as boxes. Knows no model. */
import { box, type Box, type Side } from '../geometry/box'
import type { Brush } from './brush'
import { mappingOf, type Camera } from './camera'
import { mapBox } from '../geometry/mapping'
import { inkOf, type InkPalette } from './ink'

/** A box whose edges are not sure. Pixels of the image. */
export interface UnsureBox {
  readonly id: string
  readonly region: Box<'image'>
  readonly hue: number
  /** By side: from one place to another along its axis, with its share of all, 0..1. */
  readonly bands: readonly {
    readonly side: Side
    readonly from: number
    readonly to: number
    readonly probability: number
  }[]
}

/** A box that could have been: only its one side is another. */
export interface RunnerUp {
  readonly id: string
  readonly region: Box<'image'>
  readonly side: Side
  readonly hue: number
  /** 0..1. */
  readonly weight: number
  /** What is said of it while it is attended to. */
  readonly label: string
}

/** What there is to paint, and the runner-up that is attended to. */
export interface Odds {
  readonly unsure: readonly UnsureBox[]
  readonly runnersUp: readonly RunnerUp[]
}

/** Soft edges first, then the runners-up over them. */
export function paintOdds(
  brush: Brush,
  { unsure, runnersUp, at }: Odds & { readonly at: string | undefined },
  { camera, palette }: { readonly camera: Camera; readonly palette: InkPalette },
): void {
  brush.save()
  for (const one of unsure) paintSoftEdges(brush, one, { camera, palette })
  for (const one of runnersUp)
    if (one.id !== at) paintRunnerUp(brush, one, { camera, palette, strong: false })
  const chosen = runnersUp.find((r) => r.id === at)
  if (chosen !== undefined) paintRunnerUp(brush, chosen, { camera, palette, strong: true })
  brush.restore()
}

/** A side on the screen, from one place of its axis to another. */
export function bandOn(
  region: Box<'image'>,
  side: Side,
  [from, to]: readonly [number, number],
): Box<'image'> {
  const { left, top, right, bottom } = region
  return side === 'left' || side === 'right' ? box(from, top, to, bottom) : box(left, from, right, to)
}

interface Look {
  readonly camera: Camera
  readonly palette: InkPalette
}

function paintSoftEdges(brush: Brush, { region, hue, bands }: UnsureBox, { camera, palette }: Look): void {
  const view = mappingOf(camera)
  brush.fillStyle = inkOf(palette, hue).line
  for (const { side, from, to, probability } of bands) {
    const on = mapBox(view, bandOn(region, side, [from, to]))
    brush.globalAlpha = Math.min(0.75, 0.06 + probability * 0.8)
    brush.fillRect(on.left, on.top, Math.max(1.5, on.right - on.left), Math.max(1.5, on.bottom - on.top))
  }
  brush.globalAlpha = 1
}

function paintRunnerUp(
  brush: Brush,
  { region, side, hue, weight, label }: RunnerUp,
  { camera, palette, strong }: Look & { readonly strong: boolean },
): void {
  const on = mapBox(mappingOf(camera), region)
  const ink = inkOf(palette, hue)
  brush.globalAlpha = strong ? 1 : 0.35 + Math.min(0.6, weight)
  brush.lineWidth = strong ? 4 : 3
  brush.strokeStyle = ink.casing
  brush.setLineDash([])
  line(brush, on, side)
  brush.lineWidth = strong ? 2.5 : 1.5
  brush.strokeStyle = ink.line
  brush.setLineDash(strong ? [] : [4, 3])
  line(brush, on, side)
  if (strong) {
    brush.setLineDash([4, 3])
    brush.lineWidth = 1.5
    brush.strokeRect(on.left, on.top, on.right - on.left, on.bottom - on.top)
    paintLabel(brush, label, { on, side, font: palette.font })
  }
  brush.setLineDash([])
  brush.globalAlpha = 1
}

function line(brush: Brush, { left, top, right, bottom }: Box<'screen'>, side: Side): void {
  brush.beginPath()
  if (side === 'left' || side === 'right') {
    const x = side === 'left' ? left : right
    brush.moveTo(x, top)
    brush.lineTo(x, bottom)
  } else {
    const y = side === 'top' ? top : bottom
    brush.moveTo(left, y)
    brush.lineTo(right, y)
  }
  brush.stroke()
}

/** Beside the side. */
function paintLabel(
  brush: Brush,
  text: string,
  { on, side, font }: { readonly on: Box<'screen'>; readonly side: Side; readonly font: string },
): void {
  brush.font = `600 11px ${font}`
  brush.textBaseline = 'middle'
  const width = brush.measureText(text).width + 10
  // Where no handle stands.
  const [across, down] = [on.left + (on.right - on.left) * 0.75, on.top + (on.bottom - on.top) * 0.75]
  const x =
    side === 'left' ? on.left - width - 8 : side === 'right' ? on.right + 8 : Math.round(across - width / 2)
  const y = side === 'top' ? on.top - 18 : side === 'bottom' ? on.bottom + 18 : Math.round(down)
  brush.fillStyle = 'rgb(10 12 18 / 0.85)'
  brush.beginPath()
  brush.roundRect(x, y - 9, width, 18, 4)
  brush.fill()
  brush.fillStyle = '#ffffff'
  brush.fillText(text, x + 5, y)
}
