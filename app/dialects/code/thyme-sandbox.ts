/**
 * What the sandbox of Thyme does to code before it runs it: a box that is given to names as a tuple of four literals is put
 * right, held inside the image, and made at least 64 pixels wide and high from its top left corner.
 * Source: yfzhang114/Thyme, eval/VLMEvalKit/vlmeval/vlm/thyme/sandbox.py (`CropCoordinateTransformer`); V-Thinker has the same
 * file. Its third rule, for slices of literals, needs `ast.Index`, which Python has not had since 3.9.
 */
import type { CodeRegion } from '../../code/read'
import type { LookSpan, TurnContext } from '../dialect'

const least = 64

/** The names it looks for left of the `=`. */
const names =
  /(?:\b(?:x1|y1|x2|y2|left|top|right|bottom)\b[^=\n]{0,80}|\b(?:crop_box|bbox|box|coordinates|coords|(?:(?:left|right|top|bottom)_)?crop_coords)\s*)=\s*\(?\s*$/i

/** The look as the sandbox cuts it. */
export function putRight(
  region: CodeRegion,
  look: LookSpan,
  { code, context }: { readonly code: string; readonly context: TurnContext },
): LookSpan {
  const size = context.pictures[region.image]?.size
  const [x1, y1, x2, y2] = region.numbers
  if (size === undefined || !isTuple(region, code)) return look
  const [left, right] = held(x1, x2, size.width)
  const [top, bottom] = held(y1, y2, size.height)
  if (left === x1 && top === y1 && right === x2 && bottom === y2) return look
  const cut = [left, top, right, bottom]
  const { cropSize } = look
  if (cropSize === undefined || x2 <= x1 || y2 <= y1) return { ...look, cut }
  // The code enlarges what it gets.
  const width = Math.round((cropSize.width * (right - left)) / (x2 - x1))
  const height = Math.round((cropSize.height * (bottom - top)) / (y2 - y1))
  return { ...look, cut, cropSize: { width, height } }
}

/** Four numbers with nothing but commas between them, given to such names. */
function isTuple({ literals, assigned, numbers }: CodeRegion, code: string): boolean {
  const [first] = literals ?? []
  if (literals === undefined || first === undefined || assigned !== true) return false
  const plain = literals.every(({ start, end }, i) => Number(code.slice(start, end)) === numbers[i])
  const commas = literals.every(
    ({ start }, i) => i === 0 || /^\s*,\s*$/.test(code.slice(literals[i - 1]?.end ?? 0, start)),
  )
  return plain && commas && names.test(code.slice(Math.max(0, first.start - 200), first.start))
}

/** One axis of `_clamp_coordinates`. */
function held(a: number, b: number, side: number): readonly [number, number] {
  let near = Math.min(Math.max(0, Math.min(a, b)), side - 1)
  let far = Math.min(Math.max(0, Math.max(a, b)), side)
  if (near >= far) near = Math.max(0, far - 1)
  if (far - near < least) {
    if (side < least) return [0, side]
    far = near + least
    if (far > side) {
      far = side
      near = Math.max(0, far - least)
    }
  }
  return [near, far]
}
