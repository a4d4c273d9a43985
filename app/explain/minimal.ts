/**
 * The smallest crop that keeps an answer: each edge is moved in as far as the answer stays, by halves; round after round until no edge
 * moves. Edges hang on each other, so this is a smallest crop, not the only one. Pure; what a crop gives is behind one function.
 */
import { areaOf, box, outwardBox, type Box } from '../geometry/box'

/** What was found, and how often the model was asked. */
export interface Minimal {
  readonly region: Box<'image'>
  readonly asked: number
}

/** Pixels: closer than this, or this share of the look, an edge need not be known. */
const leastStep = 4
const stepShare = 1 / 24
/** Rounds over the four edges; a second one mostly moves nothing. */
const rounds = 3

const edges = ['left', 'right', 'top', 'bottom'] as const
type Edge = (typeof edges)[number]

/** Searches inside `region`, telling the smallest crop known so far. `keeps`: whether that crop still gives the answer. */
export async function* smallestCrop(
  region: Box<'image'>,
  keeps: (crop: Box<'image'>) => Promise<boolean>,
): AsyncGenerator<Minimal> {
  const start = outwardBox(region)
  let now = start
  let asked = 0
  for (let round = 0; round < rounds; round++) {
    const before = areaOf(now)
    for (const edge of edges) {
      // `good` pixels in the answer is kept, `bad` pixels in it is not, or nothing would be left.
      let [good, bad] = [0, length(now, edge)]
      const least = Math.max(leastStep, length(start, edge) * stepShare)
      while (bad - good > least) {
        const middle = Math.floor((good + bad) / 2)
        asked++
        if (await keeps(moved(now, edge, middle))) good = middle
        else bad = middle
      }
      now = moved(now, edge, good)
      yield { region: now, asked }
    }
    if (areaOf(now) === before) break
  }
}

function length(b: Box<'image'>, edge: Edge): number {
  return edge === 'left' || edge === 'right' ? b.right - b.left : b.bottom - b.top
}

function moved({ left, top, right, bottom }: Box<'image'>, edge: Edge, by: number): Box<'image'> {
  return box(
    edge === 'left' ? left + by : left,
    edge === 'top' ? top + by : top,
    edge === 'right' ? right - by : right,
    edge === 'bottom' ? bottom - by : bottom,
  )
}
