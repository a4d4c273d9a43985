/** What is wanted of a figure, what one is, and what its parts are drawn with. Knows no layout. */
import type { Size } from '../geometry/box'
import type { PictureBrush } from '../paint/brush'
import type { InkPalette } from '../paint/ink'
import type { Surface, ColourScheme } from '../paint/ramps'
import type { TextMeasure } from './text'

/** What of a trace is drawn. */
export const figureKinds = ['image', 'step', 'story'] as const
/** One of them. */
export type FigureKind = (typeof figureKinds)[number]

/** What is wanted. */
export interface FigureWish {
  readonly of: FigureKind
  /** Of one step: its number, as the window counts. */
  readonly step?: number | undefined
  readonly theme: ColourScheme
  /** Numbers and names at the boxes. */
  readonly labels: boolean
}

/** A figure in units of the screen, as it is at 1×. */
export interface Figure {
  readonly size: Size
  readonly paint: (brush: PictureBrush) => void
  /** What is not in it, in sentences. */
  readonly notes: readonly string[]
}

/** What the parts of a figure are drawn with. */
export interface FigureLook {
  readonly surface: Surface
  readonly palette: InkPalette
  readonly labels: boolean
  readonly measure: TextMeasure
}

/** The families that words are set in where they stay words; a brush with fonts of its own takes those. */
export const figureFont = "'Noto Sans', 'Noto Sans SC', system-ui, sans-serif"
