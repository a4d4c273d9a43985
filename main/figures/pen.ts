/** What every brush of figures has alike: what it paints with, kept and brought back, and how wide words are. Paints nothing. */
import { typeStyle } from './type-style'
import type { TypesetLine, Typesetter } from './typeset'

interface Look {
  fillStyle: unknown
  strokeStyle: unknown
  font: string
  direction: string
  globalAlpha: number
  lineJoin: string
  lineWidth: number
  textBaseline: string
}

/** What a canvas is given for a rectangle, in its order. */
export type RectNumbers = readonly [x: number, y: number, width: number, height: number]
/** With the radius of its corners. */
export type RoundRectNumbers = readonly [...RectNumbers, radius: number]
/** For a part of a circle. */
export type ArcNumbers = readonly [x: number, y: number, radius: number, from: number, to: number]

/** Looks, and the type words are set with. */
export abstract class Pen implements Look {
  fillStyle: unknown = '#000000'
  strokeStyle: unknown = '#000000'
  font = '12px sans-serif'
  direction = 'ltr'
  globalAlpha = 1
  lineJoin = 'miter'
  lineWidth = 1
  textBaseline = 'alphabetic'
  protected dash: readonly number[] = []
  readonly #kept: (Look & { readonly dash: readonly number[] })[] = []

  constructor(protected readonly type: Typesetter) {}

  save(): void {
    const { fillStyle, strokeStyle, font, direction, globalAlpha, lineJoin, lineWidth, textBaseline } = this
    const look = { fillStyle, strokeStyle, font, direction, globalAlpha, lineJoin, lineWidth, textBaseline }
    this.#kept.push({ ...look, dash: this.dash })
  }

  restore(): void {
    const kept = this.#kept.pop()
    if (kept === undefined) return
    const { dash, ...look } = kept
    Object.assign(this, look)
    this.dash = dash
  }

  setLineDash(lengths: Iterable<number>): void {
    this.dash = [...lengths]
  }

  measureText(text: string): { readonly width: number } {
    return { width: this.line(text).width * typeStyle(this.font).size }
  }

  protected line(text: string): TypesetLine {
    return this.type.line(text, typeStyle(this.font).weight, this.direction === 'rtl')
  }
}

/** A pen that only measures. */
export class Ruler extends Pen {}
