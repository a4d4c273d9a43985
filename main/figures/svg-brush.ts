/**
 * A brush that writes SVG: shapes stay shapes, words stay words (or, for what reads no fonts of ours, become outlines). Whatever a model
 * or a file wrote is only ever the text of an element. Knows no figure.
 */
import type { Box, Size } from '../../app/geometry/box'
import type { PictureBrush } from '../../app/paint/brush'
import { colourOf } from '../../app/paint/colour'
import { Pen, type ArcNumbers, type RectNumbers, type RoundRectNumbers } from './pen'
import { baselineOf, typeStyle } from './type-style'
import type { TypesetLine, Typesetter } from './typeset'

/** What a brush that writes needs to know. */
export interface SvgOptions {
  readonly type: Typesetter
  /** Words as outlines of the very fonts they were measured in. */
  readonly outlines: boolean
  /** Address of an image; undefined: it is not there. */
  readonly picture: (name: string) => string | undefined
}

/** The brush; `svgDocument` makes a file of what it took. */
export class SvgBrush extends Pen implements PictureBrush {
  #path = ''
  #parts: string[] = []

  constructor(protected readonly options: SvgOptions) {
    super(options.type)
  }

  /** All that was painted since the last time. */
  take(): string {
    const parts = this.#parts.join('\n')
    this.#parts = []
    return parts
  }

  protected write(part: string): void {
    this.#parts.push(part)
  }

  beginPath(): void {
    this.#path = ''
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${n(x)} ${n(y)}`
  }

  lineTo(x: number, y: number): void {
    this.#path += `L${n(x)} ${n(y)}`
  }

  arc(...[x, y, radius, from, to]: ArcNumbers): void {
    const at = (angle: number) => `${n(x + radius * Math.cos(angle))} ${n(y + radius * Math.sin(angle))}`
    const begin = this.#path === '' ? 'M' : 'L'
    const half = (from + to) / 2
    const large = Math.abs(to - from) / 2 > Math.PI ? 1 : 0
    // In two, because a whole circle has no end to aim at.
    this.#path += `${begin}${at(from)}A${n(radius)} ${n(radius)} 0 ${large} 1 ${at(half)}A${n(radius)} ${n(radius)} 0 ${large} 1 ${at(to)}`
  }

  roundRect(...[x, y, width, height, radius]: RoundRectNumbers): void {
    const r = Math.min(radius, width / 2, height / 2)
    const turn = (dx: number, dy: number) => `a${n(r)} ${n(r)} 0 0 1 ${n(dx)} ${n(dy)}`
    this.#path +=
      `M${n(x + r)} ${n(y)}h${n(width - 2 * r)}${turn(r, r)}v${n(height - 2 * r)}${turn(-r, r)}` +
      `h${n(2 * r - width)}${turn(-r, -r)}v${n(2 * r - height)}${turn(r, -r)}z`
  }

  fill(): void {
    this.write(`<path d="${this.#path}"${this.#fill()}/>`)
  }

  stroke(): void {
    this.write(`<path d="${this.#path}"${this.#stroke()}/>`)
  }

  fillRect(...[x, y, width, height]: RectNumbers): void {
    this.write(`<rect ${rect(x, y, { width, height })}${this.#fill()}/>`)
  }

  strokeRect(...[x, y, width, height]: RectNumbers): void {
    this.write(`<rect ${rect(x, y, { width, height })}${this.#stroke()}/>`)
  }

  fillText(text: string, x: number, y: number): void {
    if (text.trim() === '') return
    const { size } = typeStyle(this.font)
    const base = baselineOf(y, size, this.textBaseline)
    const line = this.line(text)
    this.write(
      this.options.outlines
        ? this.#outlines(line, { x, y: base, size })
        : this.#words(text, line, { x, y: base }),
    )
  }

  has(name: string): boolean {
    return this.options.picture(name) !== undefined
  }

  picture(name: string, on: Box<'screen'>, show?: 'pixels'): void {
    const address = this.options.picture(name)
    if (address === undefined) return
    const size = { width: on.right - on.left, height: on.bottom - on.top }
    const alpha = this.globalAlpha < 1 ? ` opacity="${n(this.globalAlpha)}"` : ''
    const pixels = show === undefined ? '' : ' image-rendering="pixelated"'
    this.write(
      `<image ${rect(on.left, on.top, size)} preserveAspectRatio="none"${alpha}${pixels} href="${address}"/>`,
    )
  }

  within(on: Box<'screen'>, paint: () => void): void {
    const size = { width: on.right - on.left, height: on.bottom - on.top }
    this.write(`<svg ${rect(on.left, on.top, size)} overflow="hidden">`)
    this.save()
    paint()
    this.restore()
    this.write('</svg>')
  }

  /** Words as they can be read, searched and changed; as wide as they were measured, whichever font shows them. */
  #words(text: string, line: TypesetLine, { x, y }: { readonly x: number; readonly y: number }): string {
    const { weight, size, family } = typeStyle(this.font)
    const side = this.direction === 'rtl' ? ' direction="rtl" text-anchor="end"' : ''
    const set = `font-family="${escaped(family)}" font-size="${n(size)}" font-weight="${weight}"`
    const length = `textLength="${n(line.width * size)}" lengthAdjust="spacingAndGlyphs"`
    return `<text x="${n(x)}" y="${n(y)}" ${set} ${length}${side}${this.#fill()} xml:space="preserve">${escaped(text)}</text>`
  }

  #outlines(
    line: TypesetLine,
    { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
  ): string {
    const glyphs: string[] = []
    let left = x
    for (const { face, glyphs: run, width } of line.runs) {
      const scale = size / face.font.unitsPerEm
      let pen = left
      run.glyphs.forEach((glyph, i) => {
        const place = run.positions[i]
        const d = glyph.path.toSVG()
        const [dx, dy] = [(place?.xOffset ?? 0) * scale, (place?.yOffset ?? 0) * scale]
        if (d !== '')
          glyphs.push(
            `<path transform="matrix(${scale.toFixed(6)} 0 0 ${(-scale).toFixed(6)} ${n(pen + dx)} ${n(y - dy)})" d="${d}"/>`,
          )
        pen += (place?.xAdvance ?? 0) * scale
      })
      left += width * size
    }
    return `<g${this.#fill()}>${glyphs.join('')}</g>`
  }

  #fill(): string {
    const { hex, alpha } = colourOf(this.fillStyle)
    return ` fill="${hex}"${opacity('fill', alpha * this.globalAlpha)}`
  }

  #stroke(): string {
    const { hex, alpha } = colourOf(this.strokeStyle)
    const dash = this.dash.length === 0 ? '' : ` stroke-dasharray="${this.dash.map(n).join(' ')}"`
    return ` fill="none" stroke="${hex}"${opacity('stroke', alpha * this.globalAlpha)} stroke-width="${n(this.lineWidth)}"${dash}`
  }
}

/** A document around what was painted. `title` is for who cannot see it. */
export function svgDocument(
  content: string,
  { size, scale, title }: { readonly size: Size; readonly scale: number; readonly title?: string },
): string {
  const { width, height } = size
  const name = title === undefined ? '' : `<title>${escaped(title)}</title>\n`
  const role = title === undefined ? '' : ' role="img"'
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width * scale)}" height="${n(height * scale)}" ` +
    `viewBox="0 0 ${n(width)} ${n(height)}"${role}>\n${name}${content}\n</svg>\n`
  )
}

/** Text that nothing takes for markup; what XML cannot hold no longer exists. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

function rect(x: number, y: number, { width, height }: Size): string {
  return `x="${n(x)}" y="${n(y)}" width="${n(Math.max(0, width))}" height="${n(Math.max(0, height))}"`
}

function opacity(of: 'fill' | 'stroke', alpha: number): string {
  return alpha >= 1 ? '' : ` ${of}-opacity="${n(alpha)}"`
}

/** A number as short as it can be. */
function n(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
