/**
 * Visual-CoT: the model writes `[x1, y1, x2, y2]`, 0..1 of the image padded to a square; a square around it comes back as the
 * next user's turn.
 * Source of every rule: deepcs233/Visual-CoT, llava/eval/model_cot_loader.py (`cropwithbbox`: padding by whole pixels, values
 * that add up to 5 or more are pixels, a square of at least 224 pixels moved inside the image; the words of both questions).
 * The picture is then padded to a square and resized to CLIP's 336; sizes here are the image's part of that square.
 */
import { box, type Box, type Size } from '../geometry/box'
import type { ImageId, LookFlag, View } from '../trace/step'
import { heldRegion, pillowCut, viewOf, writeNumbers } from './crops'
import type { Dialect, Span } from './dialect'
import { answerSpan, inOrder, matches, numbersOf, plainThought, readingOf, unmarkedAnswer } from './spans'

/** CLIP ViT-L/14 at 336. */
const cell = 14
const side = 336
const leastHalf = 112

const prompt =
  ' Please provide the bounding box coordinate of the region that can help you answer the question better.'

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
  unmarked: true,
  // A turn is the box alone, or the answer alone.
  stop: [],
  ask: (question, looks) => (looks ? `${question}${prompt}` : question),
  read: (text) => {
    const found = spans(text)
    return readingOf(found.length > 0 ? found : unmarkedAnswer(text), 'last')
  },
  afterLook: () => '',
  plain: plainThought,
  overview: (image, size) => fitted(image, size),
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

function region(numbers: readonly number[], image: Size): { region: Box<'image'>; flags: LookFlag[] } {
  const longest = Math.max(image.width, image.height)
  const scale = numbers.reduce((sum, n) => sum + n, 0) < 5 ? longest : 1
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.map((n) => n * scale)
  const dx = Math.floor((longest - image.width) / 2)
  const dy = Math.floor((longest - image.height) / 2)
  return heldRegion(box(x1 - dx, y1 - dy, x2 - dx, y2 - dy), image)
}

function crop(image: ImageId, r: Box<'image'>, size: Size): View | undefined {
  if (!(r.right > r.left && r.bottom > r.top)) return undefined
  const middle = { x: Math.floor((r.left + r.right) / 2), y: Math.floor((r.top + r.bottom) / 2) }
  const half = Math.max(Math.floor((r.right - r.left) / 2), Math.floor((r.bottom - r.top) / 2), leastHalf)
  // First away from the near edges, then from the far ones, as upstream.
  const x = moved(middle.x, half, size.width)
  const y = moved(middle.y, half, size.height)
  const cut = pillowCut(box(x - half, y - half, x + half, y + half), size)
  if (cut === undefined) return undefined
  const { size: seen } = fitted(image, { width: cut.right - cut.left, height: cut.bottom - cut.top })
  return { ...viewOf(image, seen, 'bicubic', cell), crop: cut }
}

function moved(middle: number, half: number, end: number): number {
  const inside = middle - half < 0 ? half : middle
  return inside + half > end ? end - half : inside
}

/** The image's part of the 336-pixel square, in whole patches. */
function fitted(image: ImageId, { width, height }: Size): View {
  const longest = Math.max(width, height)
  const patches = (v: number) => Math.max(cell, Math.round((v * side) / longest / cell) * cell)
  return viewOf(image, { width: patches(width), height: patches(height) }, 'bicubic', cell)
}

function request(r: Box<'image'>, image: Size): { numbers: readonly number[]; text: string } {
  const longest = Math.max(image.width, image.height)
  const dx = Math.floor((longest - image.width) / 2)
  const dy = Math.floor((longest - image.height) / 2)
  const numbers = [
    (r.left + dx) / longest,
    (r.top + dy) / longest,
    (r.right + dx) / longest,
    (r.bottom + dy) / longest,
  ].map((v) => Number(v.toFixed(3)))
  return { numbers, text: writeNumbers(numbers, 3) }
}
