/**
 * Visual-CoT: the model writes `[x1, y1, x2, y2]`, 0..1 of the image padded to a square; a square around it comes back as the
 * next user's turn.
 * Source of every rule: deepcs233/Visual-CoT, llava/eval/model_cot_loader.py (`cropwithbbox`: padding by whole pixels, values
 * that add up to 5 or more are pixels, a square of at least 224 pixels moved inside the image; the words of both questions).
 * The image is then padded to a square in CLIP's mean and resized to CLIP's 336 (llava/mm_utils.py `process_images`).
 */
import { box, sizeOf, type Box, type Size } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import type { Stage } from '../trace/step'
import { heldRegion, slack, writeNumbers } from './crops'
import { cutAfter, cutOut, pillowBox, resizeStage, seenAfter } from './pipeline'
import type { CropBudgets, Cut, Dialect, Region, Span, WrittenRequest } from './dialect'
import { alikeBudgets, answerSpan, spansInOrder, matches, finiteNumbers, plainThought } from './spans'

/** CLIP ViT-L/14 at 336. */
const cell = 14
const side = 336
const leastHalf = 112
/** `int(255 × mean)` of CLIP's three channels. */
const mean = [122, 116, 104] as const

const prompt =
  ' Please provide the bounding box coordinate of the region that can help you answer the question better.'

/** Visual-CoT: one box in fractions of the padded square. */
export const visualCot = {
  id: 'visual-cot',
  name: 'Visual-CoT',
  space: 'square-padded',
  budgets: alikeBudgets(cell * cell, side * side),
  pictures: 'pillow',
  shows: 'each',
  nested: 'seen',
  handBack: () => ({
    role: 'user',
    before: '',
    after: '\nPlease answer the question based on the original image and local detail image.',
  }),
  checkpoints: /vis(?:ual)?[-_.]?cot/i,
  spans,
  // A turn is the box alone, or the answer alone.
  stop: [],
  ask: (question, looks) => (looks ? `${question}${prompt}` : question),
  plain: plainThought,
  overview: (image, size) => ({ image, ...seenAfter(size, padded(size), cell) }),
  region,
  crop,
  request,
  answer: (text) => text,
} as const satisfies Dialect

function spans(text: string): readonly Span[] {
  const looks = matches(text, /\[([^[\]]*)\]/g, (body) => {
    const numbers = finiteNumbers(body.split(',').map((n) => n.trim()))
    return numbers && { type: 'look', numbers, several: false }
  })
  return spansInOrder([...looks, ...answerSpan(text)])
}

/** As written: values that add up to less than 5 are fractions of the longer side; the padding is taken off, on one axis. */
function toolBox(
  numbers: readonly number[],
  { width, height }: Size,
): readonly [number, number, number, number] {
  const longest = Math.max(width, height)
  const scale = arePixels(numbers) ? 1 : longest
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.map((n) => n * scale)
  const off = (v: number, by: number) => Math.max(0, v - by)
  if (width > height) {
    const dy = Math.floor((width - height) / 2)
    return [x1, off(y1, dy), x2, off(y2, dy)]
  }
  const dx = Math.floor((height - width) / 2)
  return [off(x1, dx), y1, off(x2, dx), y2]
}

function arePixels(numbers: readonly number[]): boolean {
  return numbers.reduce((sum, n) => sum + n, 0) >= 5
}

/** Where it lies; a box without area is one to the tool, which shows the square around it. */
function region(numbers: readonly number[], { size }: Source): Region {
  const [x1, y1, x2, y2] = toolBox(numbers, size)
  const { region, flags } = heldRegion(box(x1, y1, x2, y2), size)
  const odd = flags.filter((f) => f !== 'invalid')
  return { region, flags: arePixels(numbers) ? [...odd, 'taken-as-pixels'] : odd }
}

/** A square of at least 224 pixels around it, moved inside the image; padded and resized as the whole image is. */
function crop(r: Box<'source'>, picture: Size, { numbers }: CropBudgets): Cut | undefined {
  const [x1, y1, x2, y2] =
    numbers === undefined ? [r.left, r.top, r.right, r.bottom] : toolBox(numbers, picture)
  const half = Math.max(Math.floor((x2 - x1) / 2), Math.floor((y2 - y1) / 2), leastHalf)
  const [left, right] = square(Math.floor((x1 + x2) / 2), half, picture.width)
  const [top, bottom] = square(Math.floor((y1 + y2) / 2), half, picture.height)
  const cut = pillowBox({ left, top, right, bottom })
  return cut && cutAfter(picture, [cutOut(cut), ...padded(sizeOf(cut))], { crop: cut, cell })
}

/** First away from the near edge, then from the far one, as upstream. */
function square(middle: number, half: number, end: number): readonly [number, number] {
  const inside = middle - half < 0 ? half : middle
  const moved = inside + half > end ? end - half : inside
  return [Math.max(0, moved - half), Math.min(end, moved + half)]
}

/** `expand2square` of LLaVA with CLIP's mean, then CLIP's own resize. */
function padded({ width, height }: Size): readonly Stage[] {
  const longest = Math.max(width, height)
  // No −0: stages are compared and written down.
  const [left, top] = [0 - Math.floor((longest - width) / 2), 0 - Math.floor((longest - height) / 2)]
  const whole = {
    type: 'cut',
    box: box<'source'>(left, top, left + longest, top + longest),
    fill: mean,
  } as const
  return [whole, resizeStage({ width: side, height: side })]
}

function request(r: Box<'source'>, { size }: Source): WrittenRequest {
  const longest = Math.max(size.width, size.height)
  const dx = Math.floor((longest - size.width) / 2)
  const dy = Math.floor((longest - size.height) / 2)
  const near = (edge: number) => Math.floor((edge / longest) * 1000 + slack) / 1000
  const far = (edge: number) => Math.ceil((edge / longest) * 1000 - slack) / 1000
  const numbers = [near(r.left + dx), near(r.top + dy), far(r.right + dx), far(r.bottom + dy)]
  return { numbers, text: writeNumbers(numbers, 3) }
}
