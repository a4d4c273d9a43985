/** Runs in a page of a test: figures and films on a real canvas, to compare what was made of them with. */
import { ALL_FORMATS, BlobSource, CanvasSink, Input } from 'mediabunny'
import { figureOf } from '../../app/figures/figure'
import { filmOf, type FilmWish } from '../../app/figures/film'
import type { FigureWish } from '../../app/figures/look'
import type { PictureBrush } from '../../app/paint/brush'
import type { Size } from '../../app/geometry/box'
import type { Story } from '../../app/story/story'
import { canvasBrush } from '../../renderer/canvas/paint/canvas-brush'

/** Addresses of a story's images, by name. */
type Addresses = Readonly<Record<string, string>>

async function decoded(addresses: Addresses): Promise<ReadonlyMap<string, ImageBitmap>> {
  const all = Object.entries(addresses).map(async ([name, address]) => {
    const bytes = await (await fetch(address)).blob()
    return [name, await createImageBitmap(bytes)] as const
  })
  return new Map(await Promise.all(all))
}

async function onCanvas(
  size: Size,
  pictures: ReadonlyMap<string, ImageBitmap>,
  paint: (brush: PictureBrush) => void,
): Promise<string> {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, size)
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) throw new Error('There is no canvas.')
  paint(canvasBrush(context, (name) => pictures.get(name)))
  return canvas.toDataURL('image/png')
}

const painted = {
  figure: async (story: Story, wish: FigureWish, addresses: Addresses): Promise<string> => {
    const context = document.createElement('canvas').getContext('2d')
    if (context === null) throw new Error('There is no canvas.')
    const { size, paint } = figureOf(story, wish, context)
    return onCanvas(size, await decoded(addresses), paint)
  },
  frames: async (
    story: Story,
    wish: FilmWish,
    { addresses, width, seconds }: { addresses: Addresses; width: number; seconds: readonly number[] },
  ): Promise<readonly string[]> => {
    const pictures = await decoded(addresses)
    const film = filmOf(story, wish)
    const scale = width / film.size.width
    const size = { width, height: Math.round(film.size.height * scale) }
    return Promise.all(
      seconds.map((second) =>
        onCanvas(size, pictures, (brush) => {
          ;(brush as unknown as CanvasRenderingContext2D).scale(scale, scale)
          film.paint(brush, second)
        }),
      ),
    )
  },
  /** The frames of a video at these seconds, and how long it is. */
  decoded: async (
    address: string,
    seconds: readonly number[],
  ): Promise<{ frames: readonly string[]; length: number; size: Size }> => {
    const source = new BlobSource(await (await fetch(address)).blob())
    const input = new Input({ source, formats: ALL_FORMATS })
    const track = await input.getPrimaryVideoTrack()
    if (track === null) throw new Error('There is no video in it.')
    // A video element says that it has gone to a second before the picture there can be drawn.
    const sink = new CanvasSink(track)
    const frames: string[] = []
    for (const second of seconds) {
      const canvas = (await sink.getCanvas(second))?.canvas
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error(`There is no frame at ${second} s.`)
      frames.push(canvas.toDataURL('image/png'))
    }
    const size = { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() }
    return { frames, length: await input.computeDuration(), size }
  },
}

/** What the page offers. */
export type Painted = typeof painted

Object.assign(globalThis, { painted })
