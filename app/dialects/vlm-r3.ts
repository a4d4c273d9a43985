/**
 * VLM-R³: bare `{"bbox_2d": [x1, y1, x2, y2]}` in the running text, absolute pixels of the smart-resized first image;
 * the crop comes back inside the same assistant turn.
 * Source of every rule: justgogorunrun/VLM-R3, src/model/r3_vllm.py (`AgentVLMVLLM`).
 * Quirks, decided: of several `bbox_2d` keys the last counts, as upstream, and is flagged. A box past the edge is clamped, as
 * upstream, and flagged. A box without area gets no crop and is flagged; upstream attaches the previous crop once more. An
 * object without the key is text; upstream adds “Invalid operation!”. Braces of LaTeX after a request do not hide it.
 */
import { box, type Box, type Size } from '../geometry/box'
import { smartResize } from '../geometry/smart-resize'
import type { ImageId, LookFlag, View } from '../trace/step'
import type { Budgets, Dialect, Reading, Span } from './dialect'
import { answerSpan, budgetsOf, inOrder, matches, unreadable, type Found } from './spans'

/** Patch 14 × merge 2: one visual token covers 28 × 28 input pixels. */
const cell = 28

const prompt =
  '\nYou need to first think about the reasoning process in your mind, and then provide the answer. When thinking, you ' +
  'should call the "crop" tool (format: {"bbox_2d": [x1, y1, x2, y2]}) to focus on the key areas in the image. The ' +
  'reasoning process and the answer are included in the <think> </think> and <answer> </answer> tags respectively.'

export const vlmR3 = {
  id: 'vlm-r3',
  name: 'VLM-R³',
  space: 'input',
  // src/eval: image 32..8192, crop 32..4096 visual tokens.
  budgets: budgetsOf([32, 8192], [32, 4096]),
  shows: 'each',
  nested: 'seen',
  handBack: 'inside',
  spans,
  unmarked: false,
  stop: [']}', ']\n}', '] }', '</answer>'],
  ask: (question, looks) => (looks ? question + prompt : question),
  read,
  afterLook: (text) => (text.endsWith('\n') ? '' : '\n'),
  plain: (raw) =>
    raw
      .replace(/^[\s]*<think>/, '')
      .replace(/<\/think>[\s\S]*$/, '')
      .trim(),
  overview,
  region,
  crop,
  request,
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

/**
 * Every object with the key, and the last answer. Upstream reads segment by segment (a segment ends with the object), so
 * each object of a logged response was a look of its own.
 */
function spans(text: string): readonly Span[] {
  const looks = matches(text, /\{[^{}]*\}/g, (m): Found | undefined => {
    if (!m.includes('"bbox_2d"')) return undefined
    const numbers = numbersIn(m)
    if (numbers === undefined) return { type: 'malformed', message: unreadable }
    return { type: 'look', numbers, several: (m.match(/"bbox_2d"/g)?.length ?? 0) > 1 }
  })
  return inOrder([...looks, ...answerSpan(text)])
}

/** Answer first (upstream finishes on it), then the last `{...}` of the segment. */
function read(text: string): Reading {
  const answer = text.lastIndexOf('<answer>')
  if (answer >= 0) {
    const inner = text.slice(answer + '<answer>'.length)
    const end = inner.indexOf('</answer>')
    return { type: 'answer', start: answer, text: (end < 0 ? inner : inner.slice(0, end)).trim() }
  }
  const keys = text.match(/"bbox_2d"/g)?.length ?? 0
  if (keys === 0) return { type: 'none' }
  const objects = [...text.matchAll(/\{[\s\S]*?\}/g)].filter((m) => m[0].includes('"bbox_2d"'))
  const last = objects.at(-1)
  const start = last?.index ?? text.lastIndexOf('"bbox_2d"')
  const numbers = last === undefined ? undefined : numbersIn(last[0])
  if (numbers === undefined) return { type: 'malformed', start, message: unreadable }
  return { type: 'look', start, numbers, several: keys > 1 }
}

/** `JSON.parse` keeps the last of several equal keys, as Python's json.loads does. */
function numbersIn(text: string): readonly number[] | undefined {
  try {
    const value: unknown = (JSON.parse(text) as { bbox_2d?: unknown }).bbox_2d
    const right =
      Array.isArray(value) && value.length === 4 && value.every((n) => typeof n === 'number' && isFinite(n))
    return right ? (value as number[]) : undefined
  } catch {
    return undefined
  }
}

function overview(image: ImageId, size: Size, budgets: Budgets): View {
  return view(image, smartResize(size, budgets.image, cell), 'bicubic')
}

/** `int(x * W_raw / W_resized)` per axis, then clamped; the right and bottom pixel are included in the crop. */
function region(
  numbers: readonly number[],
  image: Size,
  frame: Size,
): { region: Box<'image'>; flags: LookFlag[] } {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const x = (v: number) => Math.trunc((v * image.width) / frame.width)
  const y = (v: number) => Math.trunc((v * image.height) / frame.height)
  const left = Math.max(0, x(x1))
  const top = Math.max(0, y(y1))
  const right = Math.min(image.width - 1, x(x2))
  const bottom = Math.min(image.height - 1, y(y2))
  const flags: LookFlag[] = []
  if (x(x1) < 0 || y(y1) < 0 || x(x2) > image.width || y(y2) > image.height) flags.push('clamped')
  if (left >= right || top >= bottom) {
    flags.push('invalid')
    return { region: box(left, top, Math.max(left, right), Math.max(top, bottom)), flags }
  }
  return { region: box(left, top, right + 1, bottom + 1), flags }
}

/** Upstream's smart_resize refuses anything longer. */
const thinnest = 200

/** Zoom 2 below an eighth of the image's area, 1 from half of it, linear between; then smart-resize; one LANCZOS pass. */
function crop(image: ImageId, r: Box<'image'>, size: Size, budgets: Budgets): View | undefined {
  const cut = box<'image'>(
    Math.max(0, Math.round(r.left)),
    Math.max(0, Math.round(r.top)),
    Math.min(size.width, Math.round(r.right)),
    Math.min(size.height, Math.round(r.bottom)),
  )
  const width = cut.right - cut.left
  const height = cut.bottom - cut.top
  if (width < 1 || height < 1 || Math.max(width, height) > thinnest * Math.min(width, height))
    return undefined
  const share = (width * height) / (size.width * size.height)
  const scale = share < 0.125 ? 2 : share >= 0.5 ? 1 : 2 - (share - 0.125) / 0.375
  const zoomed = {
    width: Math.trunc(scale * width),
    height: Math.trunc(scale * height),
  }
  return { ...view(image, smartResize(zoomed, budgets.crop, cell), 'lanczos'), crop: cut }
}

/** The smallest numbers that map back onto at least this region: the crop a person drew is what the model gets. */
function request(r: Box<'image'>, image: Size, frame: Size): { numbers: readonly number[]; text: string } {
  const x = frame.width / image.width
  const y = frame.height / image.height
  const numbers = [
    Math.floor(r.left * x),
    Math.floor(r.top * y),
    Math.min(frame.width, Math.ceil(r.right * x)),
    Math.min(frame.height, Math.ceil(r.bottom * y)),
  ]
  return { numbers, text: `{"bbox_2d": [${numbers.join(', ')}]}` }
}

function view(image: ImageId, size: Size, filter: View['filter']): View {
  return { image, size, filter, grid: { width: size.width / cell, height: size.height / cell } }
}
