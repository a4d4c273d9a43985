/** One step with its crop: the image as it is told by then, the look that is meant, and enlarged beside it what the model saw of it. */
import { Failure } from '../failure'
import { box, type Box } from '../geometry/box'
import type { PictureBrush } from '../paint/brush'
import { inkOf } from '../paint/ink'
import { cropName } from '../story/images'
import { boxesAfter, cropFor, lookAt, type CropBeat, type CropPlace, type Story } from '../story/story'
import type { Figure, FigureLook } from './look'
import {
  cropWords,
  fitted,
  lookWords,
  paintCrop,
  paintImage,
  placeAt,
  withoutEmphasis,
  setLines,
  type as styles,
  wordsName,
} from './parts'
import { atMost, paintLines } from './text'

const width = 1000
const edge = 24
const gap = 40
const mostWords = 16

/** The figure of a step; without a number of the last one that came with a crop. @throws Failure `bad-input`. */
export function stepFigure(story: Story, step: number | undefined, look: FigureLook): Figure {
  const at = placeOf(story, step)
  const crop = cropAt(story, at)
  const inner = width - 2 * edge
  const imageRoom = crop === undefined ? { width: inner, height: 620 } : { width: 560, height: 560 }
  const image = fitted(story.image.size, imageRoom)
  const on = placeAt(edge, edge, image)
  const cropRoom = { width: inner - image.width - gap, height: Math.max(image.height, 200) }
  const beside = crop && placeAt(edge + image.width + gap, edge, fitted(crop.beat.view.size, cropRoom, 4))
  const below = Math.max(on.bottom, beside?.bottom ?? 0) + 14
  const text = captionOf(story, at, crop?.beat)
  const lines = atMost(setLines(text.words, { style: styles.body, width: inner }, look), mostWords)
  const heads = setLines(text.head, { style: styles.strong, width: inner }, look)
  const height =
    below + heads.length * styles.strong.lineHeight + lines.length * styles.body.lineHeight + edge
  return {
    size: { width, height: Math.ceil(height) },
    notes: [],
    paint: (brush) => {
      const { surface } = look
      brush.fillStyle = surface.paper
      brush.fillRect(0, 0, width, Math.ceil(height))
      const id = lookAt(story, at)
      paintImage(brush, { on, size: story.image.size, boxes: boxesAfter(story, at + 1), at: id }, look)
      if (crop !== undefined && beside !== undefined) {
        if (crop.beat.from !== undefined)
          paintRays(brush, { region: crop.beat.from, on, beside, crop: crop.beat }, { story, look })
        paintCrop(brush, { name: cropName(crop.index), on: beside, hue: crop.beat.hue }, look)
      }
      const place = { x: edge, width: inner }
      const y = paintLines(brush, heads, { ...place, y: below, style: styles.strong, colour: surface.text })
      paintLines(brush, lines, { ...place, y, style: styles.body, colour: surface.text })
    },
  }
}

interface Rays {
  readonly region: Box<'image'>
  readonly on: Box<'screen'>
  readonly beside: Box<'screen'>
  readonly crop: CropBeat
}

/** Lines from the corners of the region to those of what is shown of it. */
function paintRays(
  brush: PictureBrush,
  { region, on, beside, crop }: Rays,
  { story, look }: { readonly story: Story; readonly look: FigureLook },
): void {
  const zoom = (on.right - on.left) / story.image.size.width
  const from = box<'screen'>(
    on.left + region.left * zoom,
    on.top + region.top * zoom,
    on.left + region.right * zoom,
    on.top + region.bottom * zoom,
  )
  brush.save()
  brush.strokeStyle = inkOf(look.palette, crop.hue).line
  brush.lineWidth = 1.5
  brush.globalAlpha = 0.7
  for (const [y, to] of [
    [from.top, beside.top],
    [from.bottom, beside.bottom],
  ] as const) {
    brush.beginPath()
    brush.moveTo(from.right, y)
    brush.lineTo(beside.left, to)
    brush.stroke()
  }
  brush.restore()
}

/** The beat of a step's number. */
function placeOf({ beats }: Story, step: number | undefined): number {
  if (step === undefined) {
    const last = beats.findLastIndex((b) => b.type === 'crop')
    return last < 0 ? Math.max(0, beats.length - 1) : last
  }
  const at = beats.findIndex((b) => b.number === step)
  if (at >= 0) return at
  throw new Failure('bad-input', `There is no step ${step}: this trace has ${beats.length}.`)
}

/** The crop that a beat is, or that came back for the look it is. */
function cropAt(story: Story, at: number): CropPlace | undefined {
  const beat = story.beats[at]
  if (beat?.type === 'crop') return { beat, index: at }
  return beat?.type === 'look' ? cropFor(story, beat) : undefined
}

function captionOf(
  { beats, question }: Story,
  at: number,
  crop: CropBeat | undefined,
): { readonly head: string; readonly words: string } {
  const beat = beats[at]
  if (beat?.type === 'words')
    return { head: `${beat.number} · ${wordsName(beat)}`, words: withoutEmphasis(beat) }
  const own = beat?.type === 'crop' ? beats.find((b) => b.type === 'look' && b.look === beat.look) : beat
  const look = own?.type === 'look' ? own : undefined
  const before = beats.slice(0, at).findLast((b) => b.type === 'words')
  const saw = crop === undefined ? undefined : cropWords(crop)
  const head = [look === undefined ? undefined : lookWords(look), saw]
    .filter((w) => w !== undefined)
    .join(' · ')
  return { head: head || question, words: before === undefined ? '' : withoutEmphasis(before) }
}
