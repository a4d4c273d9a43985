/** Lines of text: where they stand by a detector's map, and what they say by a recogniser's guesses. Pure; knows no graph. */
import { patchesAbove, type Patch, type ValueMap } from './patches'
import { around, grownRectangle, pointInRectangle, type RectanglePoint, type Rectangle } from './rectangle'
import { lineHeight, step } from './sample'

/** One character: how probable, and where its middle lies in the view. */
export interface Character {
  readonly text: string
  readonly probability: number
  readonly at: RectanglePoint
}

/** One line; without characters it was seen and could not be read. */
export interface TextLine {
  readonly box: Rectangle
  readonly characters: readonly Character[]
}

/** A view is enlarged before the detector sees it: it was trained on text of some 20 pixels and more. */
export const enlargedBy = 2
const threshold = 0.3
const leastScore = 0.6
/** The training shrinks boxes by this much of area / perimeter; a line is made as much larger again. */
const growth = 1.6
/** Smaller patches are specks. Enlarged pixels. */
const leastSide = 3
/** A taller line is written from top to bottom, which is seen and not read; heights of its width. */
const tallest = 2.5
/** Smaller lines are seen and not read. Pixels of the view, what the box has grown included. */
const leastHeight = 8

/** Where lines stand in a view, by the map of the enlarged one. */
export function boxesIn(map: ValueMap): readonly Rectangle[] {
  return patchesAbove(map, threshold).flatMap((patch) => {
    if (patch.sum / patch.count < leastScore) return []
    const small = around(outline(patch))
    if (Math.min(small.width, small.height) < leastSide) return []
    const by = (small.width * small.height * growth) / (2 * (small.width + small.height))
    return [grownRectangle(small, by, enlargedBy)]
  })
}

function outline({ runs }: Patch): RectanglePoint[] {
  return runs.flatMap(({ row, first, behind }) =>
    [first, behind].flatMap((x): RectanglePoint[] => [
      [x, row],
      [x, row + 1],
    ]),
  )
}

/** Whether a line is large enough to be read, and runs from left to right. */
export function isReadable({ width, height }: Rectangle): boolean {
  return height >= leastHeight && height <= tallest * width
}

/** Guesses column by column, `classes` numbers each. */
export interface Guesses {
  readonly data: Float32Array
  readonly classes: number
}

/** Characters of the guesses: the best of each column, repeats taken together, class 0 left out. */
export function decodedCharacters(
  guesses: Guesses,
  box: Rectangle,
  alphabet: readonly string[],
): readonly Character[] {
  const best = bestOf(guesses)
  const scale = box.height / lineHeight
  const made: Character[] = []
  for (let first = 0, behind = 0; first < best.length; first = behind) {
    const kind = best[first]?.kind as number
    let probability = 0
    for (behind = first; best[behind]?.kind === kind; behind++)
      probability = Math.max(probability, best[behind]?.score as number)
    if (kind === 0) continue
    const middle = ((first + behind) / 2) * step * scale
    const at = pointInRectangle(box, Math.min(middle, box.width), box.height / 2)
    made.push({ text: alphabet[kind] ?? '', probability, at })
  }
  return made
}

function bestOf({ data, classes }: Guesses): readonly { kind: number; score: number }[] {
  const made: { kind: number; score: number }[] = []
  for (let from = 0; from < data.length; from += classes) {
    let kind = 0
    for (let k = 1; k < classes; k++) if ((data[from + k] as number) > (data[from + kind] as number)) kind = k
    made.push({ kind, score: data[from + kind] as number })
  }
  return made
}

/** What was guessed less surely than this on the whole was not read. */
const leastSure = 0.5

/** Whether the characters of a line are sure enough to be told. */
export function sureEnough(characters: readonly Character[]): boolean {
  if (characters.length === 0) return false
  return characters.reduce((sum, c) => sum + c.probability, 0) / characters.length >= leastSure
}
