/**
 * The colours of looks for who has no style sheet to read them from: a page's canvas, a figure. The same as `--look-0` … `--look-7` and
 * `--gold` of renderer/styles/theme.css; test/app/paint/ramps.test.ts holds them together.
 */
import { inkFrom, type InkPalette } from './ink'

/** Light or dark surroundings. */
export type ColourScheme = 'light' | 'dark'

/** Colours as the style sheet writes them. */
export const ramps: Readonly<
  Record<ColourScheme, { readonly looks: readonly string[]; readonly gold: string }>
> = {
  light: {
    looks: ['#0f62c4', '#b84600', '#00734f', '#a8347f', '#8a6100', '#007187', '#8d3030', '#565d6b'],
    gold: '#16161a',
  },
  dark: {
    looks: ['#5aa9ff', '#ff9352', '#3ccb9b', '#f08fcb', '#f0bb3e', '#55d0e6', '#ff8f8f', '#b9c0cf'],
    gold: '#f4f4f6',
  },
}

/** What is around an image, and the words on it. The same as in the style sheet, but for paper, which is white. */
export interface Surface {
  readonly paper: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly sunken: string
  readonly accent: string
}

/** Of each theme. */
export const surfaces: Readonly<Record<ColourScheme, Surface>> = {
  light: {
    ...{ paper: '#ffffff', text: '#1a1a1f', muted: '#5d5d68' },
    ...{ line: '#e0e0e5', sunken: '#f1f1f3', accent: '#4b48d1' },
  },
  dark: {
    ...{ paper: '#1a1a1d', text: '#ececf0', muted: '#a1a1ad' },
    ...{ line: '#2d2d33', sunken: '#151518', accent: '#8f8cf7' },
  },
}

/** The palette of a theme, with a font for numbers. */
export function paletteOf(theme: ColourScheme, font: string): InkPalette {
  const { looks, gold } = ramps[theme]
  return { looks: looks.map((c) => inkFrom(bytesOf(c))), gold: inkFrom(bytesOf(gold)), font }
}

function bytesOf(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
