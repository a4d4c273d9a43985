/**
 * A brush that paints a page of a PDF: vectors, words as words in fonts that travel along (only the letters that are used), images once.
 * Links, scripts and forms are nothing it could write. Knows no figure.
 */
import type PDFDocument from 'pdfkit'
import type { Box } from '../../app/geometry/box'
import type { PictureBrush } from '../../app/paint/brush'
import { colourOf } from '../../app/paint/colour'
import type { Face } from './fonts'
import { Pen, type ArcNumbers, type RectNumbers, type RoundRectNumbers } from './pen'
import { baselineOf, typeStyle } from './type-style'
import { rightToLeft, type FontRun, type Typesetter } from './typeset'

/** What a page is painted with. */
export interface PdfOptions {
  readonly document: InstanceType<typeof PDFDocument>
  readonly type: Typesetter
  /** Bytes of a PNG or JPEG; undefined: it is not there. */
  readonly picture: (name: string) => Buffer | undefined
}

/** The brush. */
export class PdfBrush extends Pen implements PictureBrush {
  // Colours have to be said before a path is begun; so it is kept until it is painted.
  #path: (() => void)[] = []

  constructor(private readonly options: PdfOptions) {
    super(options.type)
  }

  beginPath(): void {
    this.#path = []
  }

  moveTo(x: number, y: number): void {
    this.#path.push(() => this.options.document.moveTo(x, y))
  }

  lineTo(x: number, y: number): void {
    this.#path.push(() => this.options.document.lineTo(x, y))
  }

  arc(...[x, y, radius]: ArcNumbers): void {
    // Painters draw whole circles.
    this.#path.push(() => this.options.document.circle(x, y, radius))
  }

  roundRect(...[x, y, width, height, radius]: RoundRectNumbers): void {
    this.#path.push(() => this.options.document.roundedRect(x, y, width, height, radius))
  }

  fill(): void {
    this.#fill(() => {
      for (const draw of this.#path) draw()
    })
  }

  stroke(): void {
    this.#stroke(() => {
      for (const draw of this.#path) draw()
    })
  }

  fillRect(...[x, y, width, height]: RectNumbers): void {
    this.#fill(() => this.options.document.rect(x, y, width, height))
  }

  strokeRect(...[x, y, width, height]: RectNumbers): void {
    this.#stroke(() => this.options.document.rect(x, y, width, height))
  }

  fillText(text: string, x: number, y: number): void {
    if (text.trim() === '') return
    const { document } = this.options
    const { size } = typeStyle(this.font)
    const { hex, alpha } = colourOf(this.fillStyle)
    const base = baselineOf(y, size, this.textBaseline)
    document.fillColor(hex, alpha * this.globalAlpha).fontSize(size)
    let left = x
    for (const run of this.line(text).runs) {
      const { face, width } = run
      use(document, face)
      document.text(orderedFor(run), left, base, { lineBreak: false, baseline: 'alphabetic' })
      left += width * size
    }
  }

  has(name: string): boolean {
    return this.options.picture(name) !== undefined
  }

  picture(name: string, on: Box<'screen'>): void {
    const bytes = this.options.picture(name)
    if (bytes === undefined) return
    const { document } = this.options
    document.save().opacity(this.globalAlpha)
    document.image(bytes, on.left, on.top, { width: on.right - on.left, height: on.bottom - on.top })
    document.restore()
  }

  within(on: Box<'screen'>, paint: () => void): void {
    const { document } = this.options
    document.save()
    document.rect(on.left, on.top, on.right - on.left, on.bottom - on.top).clip()
    document.translate(on.left, on.top)
    this.save()
    paint()
    this.restore()
    document.restore()
  }

  #fill(path: () => void): void {
    const { hex, alpha } = colourOf(this.fillStyle)
    this.options.document.fillColor(hex, alpha * this.globalAlpha)
    path()
    this.options.document.fill()
  }

  #stroke(path: () => void): void {
    const { document } = this.options
    const { hex, alpha } = colourOf(this.strokeStyle)
    document.strokeColor(hex, alpha * this.globalAlpha).lineWidth(this.lineWidth)
    const [on, off] = this.dash
    if (on === undefined) document.undash()
    else document.dash(on, { space: off ?? on })
    path()
    document.stroke()
    document.undash()
  }
}

/** PDFKit sets letters in the direction of their script; what has none (full stops, brackets) is turned here. */
function orderedFor({ text, fromRight }: FontRun): string {
  return fromRight && !rightToLeft.test(text) ? [...text].toReversed().join('') : text
}

/** A font of the document, put into it when it is first used. */
function use(document: InstanceType<typeof PDFDocument>, { id, file, name }: Face): void {
  const known = opened.get(document) ?? new Set<string>()
  opened.set(document, known)
  if (!known.has(id)) {
    // The types lack the name of a font in a collection.
    document.registerFont(id, file, name)
    known.add(id)
  }
  document.font(id)
}

const opened = new WeakMap<object, Set<string>>()
