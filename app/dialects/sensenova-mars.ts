/**
 * SenseNova-MARS: Qwen3-VL's zoom call, but in thousandths of the ORIGINAL image whatever `img_idx` says; besides it searches, which
 * is a call without a region. The crop is a user's turn.
 * Source of every rule: OpenSenseNova/SenseNova-MARS, inference/eval.py (`crop_image`: clamped, `int()`, no padding, sides under 28
 * stretched to 28, smart-resize by 32 into 65,536..8,294,400 pixels; `evaluate_tool`: first call of a turn, `bbox` for `bbox_2d`).
 */
import { sizeOf, type Box, type Size } from '../geometry/box'
import { roundHalfEven, type PixelBudget } from '../geometry/smart-resize'
import { callingDialect } from './calling'
import { isTooThin, truncatedCut, seenAt } from './crops'
import type { Cut, CropBudgets } from './dialect'
import { zoomTool } from './qwen3-vl'
import { alikeBudgets } from './spans'

const cell = 32
const least = 28

/** SenseNova-MARS: crop calls in thousandths. */
export const senseNovaMars = callingDialect({
  id: 'sensenova-mars',
  name: 'SenseNova-MARS',
  space: 'per-mille',
  cell,
  budgets: alikeBudgets(65_536, 8_294_400),
  tools: [zoomTool],
  args: (numbers, label = 'region') => ({ bbox_2d: numbers, label, img_idx: 0 }),
  rules: { ignoresIndex: true },
  shows: 'first',
  handBack: () => ({
    role: 'user',
    before: '<tool_response>\nHere is the zoomed image:',
    after: '\n</tool_response>',
  }),
  checkpoints: /sense-?nova[-_.]?mars/i,
  writeAnswer: (text) => `<answer>${text}</answer>`,
  overview: (image, size, budgets) => ({
    image,
    ...seenAt(resized(size, budgets.image), 'bicubic', cell),
  }),
  crop,
})

function crop(region: Box<'source'>, size: Size, budgets: CropBudgets): Cut | undefined {
  const cut = truncatedCut(region, size)
  if (cut === undefined) return undefined
  const { width, height } = sizeOf(cut)
  const stretched = { width: Math.max(least, width), height: Math.max(least, height) }
  if (isTooThin(stretched)) return undefined
  const seen = resized(stretched, budgets.crop)
  return { ...seenAt(seen, 'bicubic', cell), crop: cut }
}

/** Its own smart-resize cuts off fractions before it rounds to cells: sizes differ from Qwen's. */
function resized({ width, height }: Size, { minPixels, maxPixels }: PixelBudget): Size {
  const near = (v: number) => Math.max(cell, roundHalfEven(v / cell) * cell)
  if (near(width) * near(height) > maxPixels) {
    const beta = Math.sqrt((width * height) / maxPixels)
    const down = (v: number) => Math.max(cell, Math.floor(Math.trunc(v / beta) / cell) * cell)
    return { width: down(width), height: down(height) }
  }
  if (near(width) * near(height) < minPixels) {
    const beta = Math.sqrt(minPixels / (width * height))
    const up = (v: number) => Math.ceil(Math.trunc(v * beta) / cell) * cell
    return { width: up(width), height: up(height) }
  }
  return { width: near(width), height: near(height) }
}
