/** The whole story as a figure for a paper: the question, the annotated image, then step by step what was thought, looked at and seen. */
import type { PictureBrush } from '../paint/brush'
import { inkOf } from '../paint/ink'
import { cropName } from '../story/images'
import {
  boxesAfter,
  cropFor,
  type CropPlace,
  type LookBeat,
  type Story,
  type WordsBeat,
} from '../story/story'
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
import { atMost, paintLines, type TextStyle } from './text'

const width = 1000
const edge = 24
const gutter = 34
const cropWidth = 300
const between = 16
const mostLines = 40
/** A figure that is taller is none any more. */
const tallest = 12_000

/** A part of the figure, as tall as it is; painted with its top at `y`. */
interface Part {
  readonly height: number
  readonly paint: (brush: PictureBrush, y: number) => void
}

/** The figure. */
export function storyFigure(story: Story, look: FigureLook): Figure {
  const parts: Part[] = [questionPart(story, look), imagePart(story, look)]
  let height = edge
  for (const part of parts) height += part.height + between
  let told = 0
  for (const part of stepParts(story, look)) {
    if (height + part.height > tallest) break
    parts.push(part)
    height += part.height + between
    told += part.beats
  }
  const left = story.beats.length - told
  const notes =
    left === 0 ? [] : [`${left} of ${story.beats.length} steps are not in the figure: it would be too tall.`]
  const end = [...notes, ...goldWords(story)].map((note) =>
    textPart(note, { style: styles.note, look, colour: look.surface.muted }),
  )
  for (const part of end) height += part.height + between
  const size = { width, height: Math.ceil(height - between + edge) }
  return {
    size,
    notes,
    paint: (brush) => {
      brush.fillStyle = look.surface.paper
      brush.fillRect(0, 0, size.width, size.height)
      let y = edge
      for (const part of [...parts, ...end]) {
        part.paint(brush, y)
        y += part.height + between
      }
    },
  }
}

function goldWords({ origin }: Story): readonly string[] {
  const gold = origin?.gold ?? []
  return gold.length === 0 ? [] : [`Right answer: ${gold.join(' / ')}`]
}

function questionPart({ question, title }: Story, look: FigureLook): Part {
  return textPart(question || title, { style: styles.title, look, colour: look.surface.text })
}

function imagePart(story: Story, look: FigureLook): Part {
  const size = fitted(story.image.size, { width: width - 2 * edge, height: 600 })
  const boxes = boxesAfter(story, story.beats.length)
  return {
    height: size.height,
    paint: (brush, y) =>
      paintImage(
        brush,
        {
          on: placeAt(Math.round((width - size.width) / 2), y, size),
          size: story.image.size,
          boxes,
          at: undefined,
        },
        look,
      ),
  }
}

interface StepPart extends Part {
  /** How many beats it tells. */
  readonly beats: number
}

/** The beats as parts: what was thought before a look, the look, and what came back of it are one. */
function* stepParts(story: Story, look: FigureLook): Generator<StepPart> {
  const { beats } = story
  // Crops that were told with their look, which need not stand right before them.
  const shown = new Set<number>()
  for (let i = 0; i < beats.length;) {
    const group = shown.has(i) ? undefined : groupAt(story, i)
    if (group?.crop !== undefined) shown.add(group.crop.index)
    const words = [group?.before, group?.look].filter((b) => b !== undefined).length
    if (group !== undefined) yield partOf(group, look)
    i += Math.max(1, words)
  }
}

function partOf(group: Group, look: FigureLook): StepPart {
  const { before, look: looked, crop } = group
  const beats = [before, looked, crop].filter((b) => b !== undefined).length
  if (before !== undefined && looked === undefined && crop === undefined)
    return { ...wordsPart(before, width - 2 * edge - gutter, look), beats }
  return { ...lookPart(group, look), beats }
}

interface Group {
  readonly before: WordsBeat | undefined
  readonly look: LookBeat | undefined
  readonly crop: CropPlace | undefined
}

function groupAt(story: Story, from: number): Group {
  const first = story.beats[from]
  const before = first?.type === 'words' ? first : undefined
  const next = before === undefined ? first : before.kind === 'answer' ? undefined : story.beats[from + 1]
  const look = next?.type === 'look' ? next : undefined
  if (look !== undefined) return { before, look, crop: cropFor(story, look) }
  return { before, look, crop: first?.type === 'crop' ? { beat: first, index: from } : undefined }
}

function lookPart({ before, look: beat, crop }: Group, look: FigureLook): Part {
  const room = width - 2 * edge - gutter - cropWidth - between
  const words = before && wordsPart(before, room, look)
  const heads = setLines(
    beat === undefined ? '' : lookWords(beat),
    { style: styles.strong, width: room },
    look,
  )
  const note = crop === undefined ? 'No crop came back.' : cropWords(crop.beat)
  const notes = setLines(note, { style: styles.note, width: room }, look)
  const size = crop && fitted(crop.beat.view.size, { width: cropWidth, height: 240 }, 3)
  const above = words === undefined ? 0 : words.height + between / 2
  const text = above + heads.length * styles.strong.lineHeight + notes.length * styles.note.lineHeight
  const hue = beat?.hue ?? crop?.beat.hue ?? 0
  return {
    height: Math.max(text, (size?.height ?? 0) + 2),
    paint: (brush, top) => {
      words?.paint(brush, top)
      const y = top + above
      paintNumber(brush, String(beat?.number ?? crop?.beat.number ?? ''), { y, look, hue })
      const place = { x: edge + gutter, width: room }
      const { text: colour, muted } = look.surface
      const next = paintLines(brush, heads, { ...place, y, style: styles.strong, colour })
      paintLines(brush, notes, { ...place, y: next, style: styles.note, colour: muted })
      if (size === undefined || crop === undefined) return
      const on = placeAt(width - edge - cropWidth, top + 1, size)
      paintCrop(brush, { name: cropName(crop.index), on, hue }, look)
    },
  }
}

function wordsPart(beat: WordsBeat, room: number, look: FigureLook): Part {
  const style = styleOf(beat)
  const lines = atMost(setLines(withoutEmphasis(beat), { style, width: room }, look), mostLines)
  const head = beat.kind === 'thought' ? [] : [wordsName(beat)]
  const { muted, text } = look.surface
  return {
    height: head.length * styles.note.lineHeight + lines.length * style.lineHeight,
    paint: (brush, y) => {
      paintNumber(brush, String(beat.number), { y, look, hue: undefined })
      const place = { x: edge + gutter, width: room }
      const next = paintLines(brush, head, { ...place, y, style: styles.note, colour: muted })
      paintLines(brush, lines, { ...place, y: next, style, colour: beat.kind === 'tool' ? muted : text })
    },
  }
}

/** An answer that is a text and no word is read like one. */
function styleOf({ kind, text }: WordsBeat): TextStyle {
  if (kind === 'answer') return text.length > 160 ? styles.body : styles.answer
  return kind === 'thought' ? styles.body : styles.note
}

/** The number of a step; of a look on a bar of its hue. */
function paintNumber(
  brush: PictureBrush,
  number: string,
  { y, look, hue }: { readonly y: number; readonly look: FigureLook; readonly hue: number | undefined },
): void {
  if (hue !== undefined) {
    brush.fillStyle = inkOf(look.palette, hue).line
    brush.fillRect(edge, y, 3, styles.strong.lineHeight)
  }
  paintLines(brush, [number], {
    x: edge + 8,
    y,
    width: gutter - 8,
    style: styles.note,
    colour: look.surface.muted,
  })
}

interface PartLook {
  readonly style: TextStyle
  readonly look: FigureLook
  readonly colour: string
}

function textPart(text: string, { style, look, colour }: PartLook): Part {
  const lines = atMost(setLines(text, { style, width: width - 2 * edge }, look), mostLines)
  return {
    height: lines.length * style.lineHeight,
    paint: (brush, y) =>
      void paintLines(brush, lines, { x: edge, y, width: width - 2 * edge, style, colour }),
  }
}
