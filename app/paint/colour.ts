/** Colours as the painters write them, for brushes that know no CSS: `#rgb`, `#rrggbb`, `rgb(r g b)`, `rgb(r g b / a)`. Pure. */

/** A colour without its transparency, and that. */
export interface Colour {
  /** `#rrggbb`. */
  readonly hex: string
  /** 0..1. */
  readonly alpha: number
}

/** The colour of a style. @throws Error for one that no painter writes. */
export function colourOf(style: unknown): Colour {
  const text = typeof style === 'string' ? style : ''
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text)
  if (short !== null)
    return {
      hex: `#${short
        .slice(1)
        .map((c) => c + c)
        .join('')}`,
      alpha: 1,
    }
  if (/^#[0-9a-f]{6}$/i.test(text)) return { hex: text, alpha: 1 }
  const [, r, g, b, a] = /^rgb\((\d+) (\d+) (\d+)(?: \/ ([\d.]+))?\)$/.exec(text) ?? []
  if (r === undefined || g === undefined || b === undefined)
    throw new Error(`“${text}” is no colour of a painter.`)
  const hex = [r, g, b].map((c) => Math.min(255, Number(c)).toString(16).padStart(2, '0')).join('')
  return { hex: `#${hex}`, alpha: a === undefined ? 1 : Number(a) }
}
