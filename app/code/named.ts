/**
 * Regions that code names without cutting them: four numbers of a list times the sides of the image over a thousand, as
 * Gemini turns its `box_2d` into pixels to draw or to measure with.
 */
import { mapEdges, type EdgeNumbers } from './affine'
import type { CodeCut } from './machine'
import type { NumberValue, ImageValue, Value } from './values'

/** The region four numbers are, where each is one literal of a list, in order, in thousandths of a side. */
export function namedRegion(
  items: readonly Value[],
  image: ImageValue | undefined,
): Omit<CodeCut, 'at' | 'source' | 'piece'> | undefined {
  if (image?.toSource === undefined) return undefined
  const numbers = items.filter((v): v is NumberValue => v.type === 'number')
  const slopes = numbers.map(slopeOf)
  const [a, b, c, d] = numbers
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined
  const { width, height } = image.size
  const fits = (sides: readonly number[]) => sides.every((side, i) => near(slopes[i], side / 1000))
  const inOrder = rising(numbers)
  if (inOrder && fits([height, width, height, width])) return regionOf(image, [b, a, d, c])
  if (inOrder && fits([width, height, width, height])) return regionOf(image, [a, b, c, d])
  return undefined
}

function regionOf(
  image: ImageValue,
  origins: readonly NumberValue[],
): Omit<CodeCut, 'at' | 'source' | 'piece'> | undefined {
  const [left = 0, top = 0, right = 0, bottom = 0] = origins.map((n) => n.value)
  const edges: EdgeNumbers = [left, top, right, bottom]
  if (image.toSource === undefined || right <= left || bottom <= top) return undefined
  return { from: image, edges, area: mapEdges(image.toSource, edges), origins }
}

/** How much it goes up with its only literal; undefined where it has none, or several. */
function slopeOf({ parts, value }: NumberValue): number | undefined {
  const [only] = parts === 'mixed' ? [] : parts
  // A sum with something else is no share of a side.
  if (parts.length !== 1 || typeof only !== 'object') return undefined
  return Math.abs(only.slope * only.literal.value - value) <= 1 ? only.slope : undefined
}

/** One after the other in one source: the items of one list. */
function rising(numbers: readonly NumberValue[]): boolean {
  const literals = numbers.map(({ parts }) => (parts === 'mixed' ? undefined : parts[0]?.literal))
  return literals.every((literal, i) => {
    const before = literals[i - 1]
    return (
      literal !== undefined &&
      (i === 0 || (before !== undefined && before.source === literal.source && before.end <= literal.start))
    )
  })
}

function near(a: number | undefined, b: number): boolean {
  return a !== undefined && Math.abs(a - b) < 1e-9 * Math.max(1, b)
}
