/** A brush for sheets of pixels: what it paints is SVG, in layers between which the images lie. Knows no decoder. */
import { box, type Box, type Size } from '../../app/geometry/box'
import { SvgBrush } from './svg-brush'
import type { Typesetter } from './typeset'

/** A layer: shapes and words, or an image at its place. In units of the painter. */
export type Layer =
  | { readonly type: 'shapes'; readonly svg: string }
  | {
      readonly type: 'picture'
      readonly name: string
      readonly on: Box<'screen'>
      readonly clip: Box<'screen'>
      readonly alpha: number
      /** Each of its pixels is to be seen. */
      readonly pixels: boolean
    }

/** The brush; `layers` gives what was painted, the lowest first. */
export class LayerBrush extends SvgBrush {
  readonly #layers: Layer[] = []
  /** What is open around what is being painted. */
  readonly #around: { readonly tag: string; readonly at: Box<'screen'> }[] = []

  constructor(
    type: Typesetter,
    private readonly size: Size,
    private readonly known: (name: string) => boolean = () => true,
  ) {
    super({ type, outlines: true, picture: () => undefined })
  }

  override has(name: string): boolean {
    return this.known(name)
  }

  layers(): readonly Layer[] {
    this.#flush()
    return this.#layers
  }

  override picture(name: string, on: Box<'screen'>, show?: 'pixels'): void {
    this.#flush()
    const clip = this.#around.at(-1)?.at ?? box<'screen'>(0, 0, this.size.width, this.size.height)
    const origin = this.#around.at(-1)?.at ?? { left: 0, top: 0 }
    this.#layers.push({
      ...{ type: 'picture', name, clip, alpha: this.globalAlpha, pixels: show === 'pixels' },
      on: box(on.left + origin.left, on.top + origin.top, on.right + origin.left, on.bottom + origin.top),
    })
  }

  override within(on: Box<'screen'>, paint: () => void): void {
    const origin = this.#around.at(-1)?.at ?? { left: 0, top: 0 }
    const at = box<'screen'>(
      on.left + origin.left,
      on.top + origin.top,
      on.right + origin.left,
      on.bottom + origin.top,
    )
    const [width, height] = [on.right - on.left, on.bottom - on.top]
    const tag = `<svg x="${on.left}" y="${on.top}" width="${width}" height="${height}" overflow="hidden">`
    this.write(tag)
    this.#around.push({ tag, at })
    this.save()
    paint()
    this.restore()
    this.#around.pop()
    this.write('</svg>')
  }

  /** Ends a layer; what is open around it is closed in it, and opened again in the next. */
  #flush(): void {
    const open = this.#around.map(({ tag }) => tag)
    const painted = this.take()
    if (/<(path|rect|text)\b/.test(painted))
      this.#layers.push({ type: 'shapes', svg: painted + '</svg>'.repeat(open.length) })
    for (const tag of open) this.write(tag)
  }
}
