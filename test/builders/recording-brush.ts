/** A brush that writes down what is painted, and in which style; every letter is ten wide. */
import type { Box } from '../../app/geometry/box'
import type { PictureBrush } from '../../app/paint/brush'

/** The style something was painted in. */
export interface BrushStyle {
  readonly fill: unknown
  readonly line: unknown
  readonly alpha: number
  readonly width: number
  readonly dash: readonly number[]
  readonly font: string
  readonly direction: string
}

/** One thing painted. */
export interface Painted {
  readonly what: 'fillRect' | 'strokeRect' | 'fill' | 'stroke' | 'text' | 'picture'
  /** Left, top, width, height; of a path its numbers in order; of a text where it begins. */
  readonly at: readonly number[]
  /** The words, or the name of the image. */
  readonly text?: string
  /** Of an image whose pixels are to be seen. */
  readonly pixels?: boolean
  /** The place it was clipped to. */
  readonly within: Box<'screen'> | undefined
  readonly style: BrushStyle
}

/** The brush, and what it painted so far. `has`: which images there are. */
export function recordingBrush(has: (name: string) => boolean = () => true): {
  readonly brush: PictureBrush
  readonly painted: readonly Painted[]
  /** How many `save`s are not restored. */
  readonly open: () => number
} {
  const painted: Painted[] = []
  const saved: BrushStyle[] = []
  let path: number[] = []
  let dash: readonly number[] = []
  let within: Box<'screen'> | undefined
  const style = (): BrushStyle => ({
    ...{ fill: brush.fillStyle, line: brush.strokeStyle, alpha: brush.globalAlpha, width: brush.lineWidth },
    ...{ dash, font: brush.font, direction: brush.direction },
  })
  const note = (what: Painted['what'], at: readonly number[], more: Partial<Painted> = {}) =>
    void painted.push({ what, at, within, style: style(), ...more })
  const brush: PictureBrush = {
    ...{ fillStyle: '#000', strokeStyle: '#000', font: '', globalAlpha: 1, direction: 'ltr' },
    ...{ lineJoin: 'miter', lineWidth: 1, textBaseline: 'alphabetic' },
    beginPath: () => (path = []),
    moveTo: (x, y) => void path.push(x, y),
    lineTo: (x, y) => void path.push(x, y),
    arc: (x, y, radius) => void path.push(x, y, radius),
    roundRect: (x, y, width, height) => void path.push(x, y, width, height),
    fill: () => note('fill', path),
    stroke: () => note('stroke', path),
    fillRect: (...at) => note('fillRect', at),
    strokeRect: (...at) => note('strokeRect', at),
    fillText: (text, x, y) => note('text', [x, y], { text }),
    measureText: (text) => ({ width: [...text].length * 10 }),
    setLineDash: (lengths) => (dash = [...lengths]),
    save: () => void saved.push(style()),
    restore: () => {
      const before = saved.pop()
      if (before === undefined) throw new Error('restored more often than saved')
      Object.assign(brush, { fillStyle: before.fill, strokeStyle: before.line, globalAlpha: before.alpha })
      Object.assign(brush, { lineWidth: before.width, font: before.font, direction: before.direction })
      dash = before.dash
    },
    has,
    picture: (name, { left, top, right, bottom }, show) =>
      note('picture', [left, top, right - left, bottom - top], { text: name, pixels: show === 'pixels' }),
    within: (on, paint) => {
      const before = within
      within = on
      paint()
      within = before
    },
  }
  return { brush, painted, open: () => saved.length }
}
