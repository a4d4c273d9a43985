/**
 * A story as a film: at any second the frame is known, for whatever paints it: a GIF where images are read, a video in a browser. The moment itself
 * is painted as the presenter paints it; below it stand the words that are written by then. Pure; knows no encoder.
 */
import { box, type Size } from '../geometry/box'
import type { PictureBrush } from '../paint/brush'
import { inkOf, type InkPalette } from '../paint/ink'
import { paletteOf, surfaces, type Surface, type ColourScheme } from '../paint/ramps'
import type { Beat, Story } from '../story/story'
import { changesOf, isReduced, momentAt, timelineOf, type Moment, type Timeline } from '../story/timeline'
import { figureFont } from './look'
import { paintMoment } from './moment'
import { cropWords, lookWords, setLines, wordsName } from './parts'
import { paintLines, shortenedText, type TextMeasure, type TextStyle } from './text'

/** What is wanted of a film. */
export interface FilmWish {
  readonly theme: ColourScheme
  /** Numbers and names at the boxes. */
  readonly labels: boolean
  /** 2 takes half as long. */
  readonly speed: number
}

/** A film. */
export interface Film {
  readonly timeline: Timeline
  /** Seconds. */
  readonly length: number
  /** Units that it is painted in, whatever its pixels. */
  readonly size: Size
  readonly paint: (brush: PictureBrush, seconds: number) => void
  /** Its plain colours, which cover most of a frame. */
  readonly plain: readonly string[]
}

/** A frame, and for how long it is shown. Seconds. */
export interface FrameTime {
  readonly at: number
  readonly seconds: number
}

/** Of every film: sixteen to nine. */
export const filmSize: Size = { width: 960, height: 540 }
const stage = { width: 960, height: 384 }
const edge = 28
const head: TextStyle = { font: `600 15px ${figureFont}`, lineHeight: 22 }
const body: TextStyle = { font: `400 20px ${figureFont}`, lineHeight: 29 }
const large: TextStyle = { font: `600 24px ${figureFont}`, lineHeight: 33 }
const mostLines = 3

/** The film of a story. */
export function filmOf(story: Story, { theme, labels, speed }: FilmWish): Film {
  const timeline = timelineOf(story, speed)
  const look = { surface: surfaces[theme], palette: paletteOf(theme, figureFont), labels }
  return {
    timeline,
    length: timeline.length,
    size: filmSize,
    plain: [look.surface.paper, look.surface.sunken, look.surface.line, look.surface.text],
    paint: (brush, seconds) => paintFrame(brush, { story, moment: momentAt(timeline, seconds), ...look }),
  }
}

/**
 * The frames of a film: so many a second while something moves, half as many while words are written, one for as long as nothing
 * changes.
 */
export function frameTimes(timeline: Timeline, rate: number): readonly FrameTime[] {
  const changes = changesOf(timeline)
  return changes.flatMap(({ start, still, moves }, i): readonly FrameTime[] => {
    const length = (changes[i + 1]?.start ?? timeline.length) - start
    if (still) return [{ at: start, seconds: length }]
    const count = Math.max(1, Math.round((length * rate) / (moves ? 1 : 2)))
    return Array.from({ length: count }, (_, n) => ({
      at: start + (n * length) / count,
      seconds: length / count,
    }))
  })
}

interface FrameLook {
  readonly story: Story
  readonly moment: Moment
  readonly surface: Surface
  readonly palette: InkPalette
  readonly labels: boolean
}

function paintFrame(brush: PictureBrush, look: FrameLook): void {
  const { surface } = look
  brush.globalAlpha = 1
  brush.fillStyle = surface.paper
  brush.fillRect(0, 0, filmSize.width, filmSize.height)
  brush.fillStyle = surface.sunken
  brush.fillRect(0, 0, stage.width, stage.height)
  brush.within(box(0, 0, stage.width, stage.height), () => {
    paintMoment(brush, { ...look, viewport: stage })
  })
  brush.fillStyle = surface.line
  brush.fillRect(0, stage.height, stage.width, 1)
  paintCaption(brush, captionOf(look), look)
}

/** What stands below the image. */
interface Caption {
  readonly head: string
  readonly hue?: number
  readonly text: string
  readonly large: boolean
}

function paintCaption(
  brush: PictureBrush,
  { head: title, hue, text, large: isLarge }: Caption,
  look: FrameLook,
): void {
  const { surface, palette } = look
  const width = filmSize.width - 2 * edge
  const place = { x: edge, width }
  const y = stage.height + 16
  const colour = hue === undefined ? surface.muted : inkOf(palette, hue).line
  paintLines(brush, [fitting(title, { style: head, width }, brush)], { ...place, y, style: head, colour })
  const style =
    isLarge && setLines(text, { style: large, width }, { measure: brush }).length < mostLines ? large : body
  // The end of what is written by now, where it is more than fits.
  const lines = setLines(text, { style, width }, { measure: brush })
    .filter((line) => line !== '')
    .slice(-mostLines)
  paintLines(brush, lines, { ...place, y: y + head.lineHeight + 6, style, colour: surface.text })
}

interface Room {
  readonly style: TextStyle
  readonly width: number
}

function fitting(text: string, { style, width }: Room, measure: TextMeasure): string {
  measure.font = style.font
  return shortenedText(text, width, measure)
}

/** The words of a moment: nothing that is not told by then. */
function captionOf({ story, moment }: FrameLook): Caption {
  const asked = { head: 'Question', text: story.question, large: true }
  if (moment.phase === 'overview')
    return { head: 'This is all the model is shown', text: sizeWords(story), large: true }
  // On the way to the next beat the last one is still to be read.
  const beat = story.beats[moment.told - 1]
  if (beat === undefined) return asked
  const caption = captionFor(beat, moment.told - 1 === moment.beat ? moment.letters : undefined)
  const gold = story.origin?.gold ?? []
  if (moment.phase !== 'end' || gold.length === 0) return caption
  return { ...caption, head: `${caption.head} · right answer: ${gold.join(' / ')}` }
}

function captionFor(beat: Beat, letters: number | undefined): Caption {
  switch (beat.type) {
    case 'look':
      return { head: 'It looks again', hue: beat.hue, text: lookWords(beat), large: false }
    case 'crop':
      return { head: 'The crop comes back', hue: beat.hue, text: cropWords(beat), large: false }
    case 'words': {
      const text = beat.text.slice(0, letters ?? beat.text.length).replace(/\*\*/g, '')
      return { head: wordsName(beat), text, large: beat.kind === 'answer' }
    }
  }
}

function sizeWords({ image, overview }: Story): string {
  const { width, height } = overview.size
  if (!isReduced({ image, overview })) return `${width} × ${height} pixels`
  return `${width} × ${height} of ${image.size.width} × ${image.size.height} pixels`
}
