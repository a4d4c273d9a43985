/** The colours boxes are painted in: a hue of the ramp with all that goes with it, so that any image shows it. Pure; reads no style sheet. */
import type { Brush } from './brush'

/** A hue of the ramp: the line, what lies under it so that any image shows it, a veil of it, and what can be read on it. */
export interface Ink {
  readonly line: string
  readonly casing: string
  readonly veil: string
  readonly text: string
}

/** What boxes are painted with. */
export interface InkPalette {
  readonly looks: readonly Ink[]
  /** Of gold boxes. */
  readonly gold: Ink
  readonly font: string
}

/** What paints, and in which colours. */
export interface Paint {
  readonly brush: Brush
  readonly palette: InkPalette
}

/** The hue that stands for gold boxes: none of the ramp. */
export const goldHue = -1

/** The ink of a look; numbers beyond the ramp begin again. */
export function inkOf(palette: InkPalette, hue: number): Ink {
  if (hue === goldHue) return palette.gold
  const { looks } = palette
  return looks[((hue % looks.length) + looks.length) % looks.length] ?? inkFrom([59, 130, 246])
}

/** A line colour with what goes with it. Red, green, blue of 0..255. */
export function inkFrom([r, g, b]: readonly [number, number, number]): Ink {
  // Where black and white can be read equally well on a colour: 4.58 : 1.
  const light = luminance(r, g, b) > 0.179
  return {
    line: `rgb(${r} ${g} ${b})`,
    casing: light ? 'rgb(10 12 18 / 0.6)' : 'rgb(255 255 255 / 0.75)',
    veil: `rgb(${r} ${g} ${b} / 0.16)`,
    text: light ? '#000000' : '#ffffff',
  }
}

function luminance(...rgb: readonly [number, number, number]): number {
  const [r, g, b] = rgb.map((v) => {
    const c = v / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
