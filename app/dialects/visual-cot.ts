/**
 * Visual-CoT: the model writes `[x1, y1, x2, y2]`, 0..1 of the image padded to a square; a square around it comes back as the
 * next user's turn.
 * Source of every rule: deepcs233/Visual-CoT, llava/eval/model_cot_loader.py (`cropwithbbox`: padding by whole pixels, values
 * that add up to 5 or more are pixels, a square of at least 224 pixels moved inside the image; the words of both questions).
 * The picture is then padded to a square and resized to CLIP's 336; sizes here are the image's part of that square.
 */
import { box, heightOf, widthOf, type Box, type Size } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import { heldRegion, pillowCut, seenAt, writeNumbers } from './crops'
import type { Cut, Dialect, Region, Span, Written } from './dialect'
import { answerSpan, inOrder, matches, numbersOf, plainThought } from './spans'

/** CLIP ViT-L/14 at 336. */
const cell = 14
const side = 336
const leastHalf = 112

const prompt =
  ' Please provide the bounding box coordinate of the region that can help you answer the question better.'

/** Visual-CoT: one box in fractions of the padded square. */
export const visualCot = {
  id: 'visual-cot',
  name: 'Visual-CoT',
  space: 'square-padded',
  budgets: {
    image: { minPixels: cell * cell, maxPixels: side * side },
    crop: { minPixels: cell * cell, maxPixels: side * side },
  },
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
  overview: (image, size) => ({ image, ...fitted(size) }),
  region,
  crop,
  request,
  answer: (text) => text,
} as const satisfies Dialect

function spans(text: string): readonly Span[] {
  const looks = matches(text, /\[([^[\]]*)\]/g, (body) => {
    const numbers = numbersOf(body.split(',').map((n) => n.trim()))
    return numbers && { type: 'look', numbers, several: false }
  })
  return inOrder([...looks, ...answerSpan(text)])
}

function region(numbers: readonly number[], { size: image }: Source): Region {
  const longest = Math.max(image.width, image.height)
  const scale = numbers.reduce((sum, n) => sum + n, 0) < 5 ? longest : 1
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.map((n) => n * scale)
  const dx = Math.floor((longest - image.width) / 2)
  const dy = Math.floor((longest - image.height) / 2)
  return heldRegion(box(x1 - dx, y1 - dy, x2 - dx, y2 - dy), image)
}

function crop(r: Box<'source'>, picture: Size): Cut | undefined {
  if (!(r.right > r.left && r.bottom > r.top)) return undefined
  const middle = { x: Math.floor((r.left + r.right) / 2), y: Math.floor((r.top + r.bottom) / 2) }
  const half = Math.max(Math.floor(widthOf(r) / 2), Math.floor(heightOf(r) / 2), leastHalf)
  // First away from the near edges, then from the far ones, as upstream.
  const x = moved(middle.x, half, picture.width)
  const y = moved(middle.y, half, picture.height)
  const cut = pillowCut(box(x - half, y - half, x + half, y + half), picture)
  return cut && { ...fitted({ width: widthOf(cut), height: heightOf(cut) }), crop: cut }
}

function moved(middle: number, half: number, end: number): number {
  const inside = middle - half < 0 ? half : middle
  return inside + half > end ? end - half : inside
}

/** The image's part of the 336-pixel square, in whole patches. */
function fitted({ width, height }: Size): Omit<Cut, 'crop'> {
  const longest = Math.max(width, height)
  const patches = (v: number) => Math.max(cell, Math.round((v * side) / longest / cell) * cell)
  return seenAt({ width: patches(width), height: patches(height) }, 'bicubic', cell)
}

function request(r: Box<'source'>, { size }: Source): Written {
  const longest = Math.max(size.width, size.height)
  const dx = Math.floor((longest - size.width) / 2)
  const dy = Math.floor((longest - size.height) / 2)
  const numbers = [
    (r.left + dx) / longest,
    (r.top + dy) / longest,
    (r.right + dx) / longest,
    (r.bottom + dy) / longest,
  ].map((v) => Number(v.toFixed(3)))
  return { numbers, text: writeNumbers(numbers, 3) }
}
