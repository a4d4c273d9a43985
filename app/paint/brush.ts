/** What painters paint with: as much of a 2D context as they need. A canvas of a browser is one; so is what writes SVG or PDF. Types only. */
import type { Box } from '../geometry/box'

/** In the units of the screen that is painted on. Styles are strings of CSS; a context of a browser gives more than that back. */
export interface Brush {
  fillStyle: unknown
  strokeStyle: unknown
  font: string
  globalAlpha: number
  lineJoin: string
  lineWidth: number
  textBaseline: string
  arc(x: number, y: number, radius: number, from: number, to: number): void
  beginPath(): void
  fill(): void
  fillRect(x: number, y: number, width: number, height: number): void
  fillText(text: string, x: number, y: number): void
  lineTo(x: number, y: number): void
  measureText(text: string): { readonly width: number }
  moveTo(x: number, y: number): void
  restore(): void
  roundRect(x: number, y: number, width: number, height: number, radius: number): void
  save(): void
  setLineDash(lengths: Iterable<number>): void
  stroke(): void
  strokeRect(x: number, y: number, width: number, height: number): void
}

/** A brush that has the images of a story at hand, under the names of app/story/images.ts. */
export interface PictureBrush extends Brush {
  /** Of the words: `rtl` where a text begins with a script that is written from the right. */
  direction: string
  /** Whether an image is there. */
  has(name: string): boolean
  /** Paints an image over a place, as thick as `globalAlpha`; one that is not there leaves it empty. `pixels`: each is to be seen. */
  picture(name: string, on: Box<'screen'>, show?: 'pixels'): void
  /** What is painted meanwhile has its origin in the corner of a place, and is not seen outside of it. */
  within(on: Box<'screen'>, paint: () => void): void
}
